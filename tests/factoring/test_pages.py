"""The pages of tables of factors: who sees which, the import with its preview, the second person, the use."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from core.users.models import Office, User
from measurement.factoring import operations
from measurement.factoring.names import name_of
from measurement.factoring.operations import FactorEntry
from measurement.factoring.queries import months_on_the_round, table_state
from measurement.models import FactorTable, FactorUse
from programs.models import Program
from programs.operations.editor import edit_program
from programs.operations.editor.refusals import MonthsRestOnRound
from tests.factories.factors import SOURCE, approved, grid
from tests.factories.people import MOMENT
from tests.measurement.test_pages import sign_in
from tests.programs.editor import of_program
from tests.statements.conftest import (
    air,
    assigned,
    calculated,
    electricity,
    later,
    measure,
    metered,
    submitted,
    verified,
)

__all__ = [
    "air",
    "assigned",
    "calculated",
    "electricity",
    "later",
    "measure",
    "metered",
    "submitted",
    "verified",
]
pytestmark = pytest.mark.django_db

HEADINGS = (
    "Code", "Value", "Unit", "Valid or measured from", "Valid or measured until", "Source, in Korean",
    "Source, in English",
)  # fmt: skip
GAS = ("city_gas_ncv", "38.9", "MJ/Nm3", "2026-01-01", "", "", "")
CARBON = ("city_gas_co2", "56100", "kgCO2/TJ", "2026-01-01", "", "", "")
OFFICIALS = ("officer", "approving_officer", "auditor")
OTHERS = ("reviewer", "verifier", "anchor_rep", "tier1_rep", "tier1_clerk", "tier2_rep", "rival_rep")


@pytest.fixture
def draft(office: Office, officer: User) -> FactorTable:
    return operations.draft_table(
        office=office,
        purpose="PROGRAM",
        family="FUELS",
        approval_round="2026",
        **SOURCE,
        by=officer,
        at=MOMENT,
    )


@pytest.fixture
def proposed(draft: FactorTable, officer: User) -> FactorTable:
    entry = FactorEntry("city_gas_ncv", Decimal("38.9"), "MJ/Nm3", dt.date(2026, 1, 1), None, **SOURCE)
    operations.enter_factors(table=draft, entries=[entry], by=officer, at=MOMENT)
    return operations.propose_table(table=draft, by=officer, at=MOMENT)


def address(name: str, table: FactorTable, *more: str) -> str:
    return reverse(f"factoring:{name}", args=[table.public_id, *more])


def as_xlsx(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book, data = Workbook(), io.BytesIO()
    book.active.title = "Emission factors"
    for row in (HEADINGS, *rows):
        book.active.append(row)
    book.save(data)
    return SimpleUploadedFile("factors.xlsx", data.getvalue())


def as_csv(*rows: tuple[str, ...], encoding: str = "utf-8-sig") -> SimpleUploadedFile:
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *rows)]
    return SimpleUploadedFile("factors.csv", "\r\n".join(lines).encode(encoding))


def looked_at(client: Client, table: FactorTable, upload: SimpleUploadedFile) -> Any:
    """Upload a file and return the page with its preview."""
    answer = client.post(address("upload", table), {"workbook": upload})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])


class TestWhoSeesWhat:
    def test_an_approved_table_is_everybodys(self, client: Client, request: Any) -> None:
        table = grid("2024")
        for person in (*OFFICIALS, *OTHERS, "other_officer"):
            sign_in(client, request.getfixturevalue(person))
            assert client.get(table.get_absolute_url()).status_code == 200, person
            assert table.get_absolute_url() in client.get(reverse("factoring:list")).content.decode(), person

    def test_a_draft_is_its_offices(self, client: Client, draft: FactorTable, request: Any) -> None:
        for person in (*OFFICIALS, *OTHERS, "other_officer"):
            sign_in(client, request.getfixturevalue(person))
            status = client.get(draft.get_absolute_url()).status_code
            assert status == (200 if person in OFFICIALS else 404), person
            listed = draft.get_absolute_url() in client.get(reverse("factoring:list")).content.decode()
            assert listed is (person in OFFICIALS), person

    def test_only_officers_are_led_to_begin_one(self, client: Client, officer: User, auditor: User) -> None:
        begin = reverse("factoring:draft")
        assert begin in sign_in(client, officer).get(reverse("factoring:list")).content.decode()
        assert begin not in sign_in(client, auditor).get(reverse("factoring:list")).content.decode()


class TestImport:
    @pytest.mark.parametrize("made", [as_xlsx, as_csv, lambda *rows: as_csv(*rows, encoding="cp949")])
    def test_shows_first_and_enters_then(
        self, client: Client, draft: FactorTable, officer: User, made: Any
    ) -> None:
        page = looked_at(sign_in(client, officer), draft, made(GAS, CARBON))
        assert [line.entry.code for line in page.context["preview"].lines] == ["city_gas_ncv", "city_gas_co2"]
        assert name_of("city_gas_ncv") in page.text
        assert not draft.factors.exists()
        answer = client.post(page.request["PATH_INFO"], {"state": page.context["preview"].state})
        assert answer.status_code == 302
        assert dict(draft.factors.values_list("code", "value")) == {
            "city_gas_ncv": Decimal("38.9"), "city_gas_co2": Decimal(56100),
        }  # fmt: skip
        assert draft.factors.get(code="city_gas_ncv").basis == "NCV"

    @pytest.mark.parametrize("made", [as_xlsx, as_csv])
    def test_names_every_bad_cell_and_enters_nothing(
        self, client: Client, draft: FactorTable, officer: User, made: Any
    ) -> None:
        bad = made(
            GAS,
            ("gwp_ch4", "28", "kgCO2eq/kg", "2026-01-01", "", "", ""),
            ("city_gas_co2", "viel", "kgCO2/TJ", "2026-01-01", "", "", ""),
            ("city_gas_ch4", "1", "kgCH4/TJ", "2026-12-31", "2026-01-01", "", ""),
            GAS,
            ("lng_ncv", "49.4", "MJ/MWh", "2026-01-01", "", "", ""),
        )
        page = looked_at(sign_in(client, officer), draft, bad)
        found = {problem.cell: problem.why for problem in page.context["preview"].problems}
        assert found.keys() == {"A3", "B4", "E5", "A6", "C7"}
        assert "is no code of this family" in found["A3"]
        assert "ends before it begins" in found["E5"]
        assert "earlier row" in found["A6"]
        assert "MJ/Nm3" in found["C7"]
        client.post(page.request["PATH_INFO"], {"state": page.context["preview"].state})
        assert not draft.factors.exists()
        marked: Any = client.get(page.context["marked_href"])
        book = load_workbook(io.BytesIO(b"".join(marked.streaming_content)))
        listed = [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)]
        assert [place.rpartition("!")[2] for place in listed] == ["A3", "B4", "E5", "A6", "C7"]

    def test_says_what_is_replaced(self, client: Client, draft: FactorTable, officer: User) -> None:
        entry = FactorEntry("city_gas_ncv", Decimal(38), "MJ/Nm3", dt.date(2026, 1, 1), None, **SOURCE)
        operations.enter_factors(table=draft, entries=[entry], by=officer, at=MOMENT)
        page = looked_at(sign_in(client, officer), draft, as_csv(GAS))
        assert page.context["preview"].lines[0].replaced.value == 38
        assert "38 MJ/Nm3" in page.content.decode()

    def test_is_not_taken_over_once_somebody_else_changed_the_table(
        self, client: Client, draft: FactorTable, officer: User
    ) -> None:
        page = looked_at(sign_in(client, officer), draft, as_xlsx(GAS))
        entry = FactorEntry("city_gas_co2", Decimal(1), "kgCO2/TJ", dt.date(2026, 1, 1), None, **SOURCE)
        operations.enter_factors(table=draft, entries=[entry], by=officer, at=MOMENT)
        client.post(page.request["PATH_INFO"], {"state": page.context["preview"].state})
        assert list(draft.factors.values_list("code", flat=True)) == ["city_gas_co2"]

    def test_refuses_what_is_neither_before_it_is_kept(
        self, client: Client, draft: FactorTable, officer: User
    ) -> None:
        sign_in(client, officer)
        for name, data in (("a.pdf", b"%PDF-1.4"), ("a.csv", b"PK\x03\x04 no zip"), ("a.xlsx", b"a,b")):
            answer = client.post(address("upload", draft), {"workbook": SimpleUploadedFile(name, data)})
            assert answer.status_code == 422, name
            assert answer.context["form"].errors, name

    def test_a_csv_without_the_headings_says_what_to_do(
        self, client: Client, draft: FactorTable, officer: User
    ) -> None:
        upload = SimpleUploadedFile("factors.csv", b"a,b\r\n1,2\r\n")
        page = looked_at(sign_in(client, officer), draft, upload)
        assert "Download the template again" in page.context["preview"].refusal


class TestApproval:
    def test_is_a_second_persons_page(
        self, client: Client, proposed: FactorTable, officer: User, approving_officer: User
    ) -> None:
        where, given = address("approve", proposed), {"reason": "공고와 대조했습니다."}
        assert where not in sign_in(client, officer).get(proposed.get_absolute_url()).content.decode()
        assert client.post(where, given).status_code == 403
        assert where in sign_in(client, approving_officer).get(proposed.get_absolute_url()).content.decode()
        assert client.post(where, given).status_code == 302
        proposed.refresh_from_db()
        assert (proposed.status, proposed.approved_by) == ("APPROVED", approving_officer)

    def test_needs_a_reason_and_keeps_what_was_typed(
        self, client: Client, proposed: FactorTable, approving_officer: User
    ) -> None:
        answer = sign_in(client, approving_officer).post(address("approve", proposed), {"reason": "ok"})
        assert answer.status_code == 422
        assert "at least 5" in answer.content.decode()
        assert "ok" in answer.content.decode()

    def test_nothing_is_entered_any_more(self, client: Client, proposed: FactorTable, officer: User) -> None:
        """A factor is never changed once its table was proposed: neither by hand nor by workbook."""
        state = table_state(proposed)
        sign_in(client, officer)
        for name in ("enter", "upload", "remove"):
            client.post(
                address(name, proposed),
                {"code": "city_gas_ncv", "value": "1", "unit": "MJ/Nm3", "period_from": "2026-01-01"},
            )
        assert table_state(proposed) == state
        page = client.get(proposed.get_absolute_url()).content.decode()
        assert address("enter", proposed) not in page
        assert address("upload", proposed) not in page


class TestUse:
    def test_of_signed_months_is_refused_on_the_page_with_the_months(
        self, client: Client, verified: Any, program: Program, officer: User
    ) -> None:
        other = grid("2025:2023-test", "0.4173")
        given = {"program": program.public_id, "first_month": "2026-02", "reason": "공고에 따름"}
        answer = sign_in(client, officer).post(address("use", other), given)
        assert answer.status_code == 422
        assert "2026-02 – 2026-03" in answer.content.decode()
        assert not FactorUse.objects.exists()
        answer = client.post(address("use", other), {**given, "first_month": "2026-04"})
        assert answer.status_code == 302
        assert FactorUse.objects.get().first_month == dt.date(2026, 4, 1)

    def test_one_version_a_month(self, client: Client, program: Program, officer: User) -> None:
        for round_, month in (("2025:a", "2026-05"), ("2025:b", "2026-05"), ("2025:c", "2026-07")):
            given = {"program": program.public_id, "first_month": month, "reason": "공고에 따름"}
            assert sign_in(client, officer).post(address("use", grid(round_)), given).status_code == 302
        found = FactorUse.objects.values_list("table__approval_round", "first_month", "last_month")
        assert list(found.order_by("first_month")) == [
            ("2025:b", dt.date(2026, 5, 1), dt.date(2026, 6, 1)),
            ("2025:c", dt.date(2026, 7, 1), None),
        ]

    def test_a_table_shows_the_statements_that_rest_on_it(
        self, client: Client, verified: Any, auditor: User, rival_rep: User
    ) -> None:
        table = verified.rows.exclude(factor=None)[0].factor.table
        assert (
            verified.get_absolute_url()
            in sign_in(client, auditor).get(table.get_absolute_url()).content.decode()
        )
        page = sign_in(client, rival_rep).get(table.get_absolute_url()).content.decode()
        assert verified.get_absolute_url() not in page

    def test_a_dry_run_shows_what_another_one_would_change(
        self, client: Client, verified: Any, program: Program, officer: User, tier1_rep: User
    ) -> None:
        """(3 × 90,000 − 3 × 70,000) kWh × 0.4 is 24,000 kg: 3,246 less than 27,246."""
        other = approved("2026:test", {"grid_electricity": ("0.4", "tCO2eq/MWh")})
        where = reverse("statements:dry_run", args=[other.public_id, program.public_id])
        page = sign_in(client, officer).get(where)
        run = page.context["run"]
        assert [(line.old_kg, line.new_kg, line.difference_kg) for line in run.lines] == [
            (27_246, 24_000, -3_246)
        ]
        verified.refresh_from_db()
        assert verified.reduction_kg == 27_246
        assert sign_in(client, tier1_rep).get(where).status_code == 404


class TestRoundOfTheProgramme:
    def test_on_which_signed_months_rest_stays(
        self, verified: Any, program: Program, officer: User, later: dt.datetime
    ) -> None:
        terms = of_program(program, factor_round="2021")
        with pytest.raises(MonthsRestOnRound, match=r"2026-01 – 2026-03 rest on the round"):
            edit_program(program=program, terms=terms, reason="새 계수", by=officer, at=later)
        other = of_program(program, target_kg=program.target_kg + 1)
        edit_program(program=program, terms=other, reason="목표 조정", by=officer, at=later)

    def test_is_free_until_something_is_signed(
        self, calculated: Any, program: Program, officer: User, later: dt.datetime
    ) -> None:
        terms = of_program(program, factor_round="2021")
        edit_program(program=program, terms=terms, reason="새 계수", by=officer, at=later)
        program.refresh_from_db()
        assert program.factor_round == "2021"

    def test_months_of_a_chosen_version_do_not_rest_on_it(
        self, metered: Any, program: Program, officer: User, later: dt.datetime, request: Any
    ) -> None:
        operations.start_using(
            table=grid("2025:2023-test", "0.4173"), program=program, first_month=dt.date(2025, 12, 1),
            reason="공고에 따름", by=officer, at=later,
        )  # fmt: skip
        request.getfixturevalue("verified")
        assert months_on_the_round(program) == set()
        terms = of_program(program, factor_round="2021")
        edit_program(program=program, terms=terms, reason="새 계수", by=officer, at=later)

    def test_the_editors_page_says_so_and_keeps_what_was_typed(
        self, client: Client, verified: Any, program: Program, officer: User
    ) -> None:
        where = reverse("programs:program_edit", args=[program.public_id])
        form = sign_in(client, officer).get(where).context["form"]
        given = {name: form[name].value() for name in form.fields}
        given |= {"factor_round": "2021", "reason": "새 계수로 바꿈"}
        answer = client.post(
            where, {name: value for name, value in given.items() if value not in (None, False)}
        )
        assert answer.status_code == 422
        assert "2026-01 – 2026-03" in answer.content.decode()
        assert answer.context["form"]["factor_round"].value() == "2021"
        program.refresh_from_db()
        assert program.factor_round != "2021"
