"""Bills, turns, findings, factors and claims as an attacker types them: refused at their field, never an error."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.users.models import User
from measurement.factoring import operations as factoring
from measurement.models import Bill, FactorTable, Measure, Meter, Reading
from programs.models import Consortium
from reporting.claims.models import Claim
from reporting.statements.models import Statement, VerificationFinding
from tests.attacks.test_measuring import at_later
from tests.claims.conftest import creditable
from tests.measurement.conftest import boiler
from tests.measurement.test_amounts import gas
from tests.statements.conftest import (
    air,
    answered,
    assigned,
    calculated,
    electricity,
    factors,
    february,
    finding,
    later,
    measure,
    metered,
    submitted,
    verified,
)

__all__ = [
    "air", "answered", "assigned", "at_later", "boiler", "calculated", "electricity", "factors", "february",
    "finding", "gas", "later", "measure", "metered", "submitted", "verified",
]  # fmt: skip

pytestmark = pytest.mark.django_db

LONG = "x" * 100_000


def refused(answer: Any, field: str) -> None:
    """Expect a refusal at the field, and what was typed still there."""
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


class TestBills:
    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("stated", "0"), ("stated", "-1"), ("stated", "NaN"), ("stated", "1e9"), ("stated", "9" * 16),
            ("number", "\u200b"), ("number", "\x00"), ("period_from", "0001-01-01"),
            ("period_until", "9999-12-31"), ("period_until", "2999-12-31"), ("meter", "electricity_kwh"),
        ],
    )  # fmt: skip
    def test_of_nothing_and_of_no_days(
        self, field: str, typed: str, gas: Meter, tier1_clerk: User, at_later: None, send: Any
    ) -> None:
        bill = {
            "meter": "fuel_nm3", "number": "1", "period_from": "2026-03-01", "period_until": "2026-03-31",
            "basis": "AMOUNT", "stated": "5", field: typed,
        }  # fmt: skip
        refused(
            send(tier1_clerk, reverse("measurement:bill_add", args=[gas.measure.public_id]), **bill), field
        )
        assert not Bill.objects.exists()


class TestTurns:
    @pytest.mark.parametrize(
        ("field", "typed"),
        [("digits", "15"), ("digits", "99"), ("digits", "-3"), ("month", "9999-12"), ("reason", LONG)],
    )
    def test_of_registers_that_fit_no_column(
        self, field: str, typed: str, metered: Measure, tier1_clerk: User, at_later: None, send: Any
    ) -> None:
        turn = {
            "meter": "electricity_kwh", "month": "2026-04", "turn": "ROLLED_OVER", "digits": "7",
            "closing": "5", "reason": "한 바퀴 돌았음", field: typed,
        }  # fmt: skip
        refused(
            send(tier1_clerk, reverse("measurement:meter_turned", args=[metered.public_id]), **turn), field
        )
        assert not Reading.objects.filter(month__gt=dt.date(2026, 3, 1)).exists()


class TestFindings:
    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("rows", str(10**30)), ("rows", "1"), ("readings", "\x00"), ("effect_kg", "-5"),
            ("effect_kg", "9" * 15), ("what", LONG), ("kind", "X"), ("direction", "sideways"),
        ],
    )  # fmt: skip
    def test_about_what_is_not_there(
        self, field: str, typed: str, assigned: Statement, verifier: User, at_later: None, send: Any
    ) -> None:
        found = {
            "kind": "MISSTATEMENT", "what": "2월이 고지서보다 적음", "direction": "over", "effect_kg": "100",
            field: typed,
        }  # fmt: skip
        refused(send(verifier, reverse("statements:finding_new", args=[assigned.public_id]), **found), field)
        assert not VerificationFinding.objects.exists()

    @pytest.mark.parametrize("typed", ["0", "-1", "1247", "1.5", "9" * 20, "NaN"])
    def test_deduct_no_more_than_their_effect(
        self, typed: str, answered: VerificationFinding, verifier: User, at_later: None, send: Any
    ) -> None:
        url = reverse("statements:finding_deduct", args=[answered.public_id])
        refused(send(verifier, url, kilograms=typed, reason="고지서와 다름"), "kilograms")


class TestClaims:
    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("crediting_period", ""), ("crediting_period", "for ever"), ("kilograms", "9" * 15),
            ("kilograms", "1e3"), ("year", "9999"), ("year", "２０２６"), ("purpose", "\x00"), ("reason", LONG),
        ],
    )  # fmt: skip
    def test_without_what_they_need(
        self,
        field: str,
        typed: str,
        verified: Statement,
        consortium: Consortium,
        anchor_rep: User,
        at_later: None,
        send: Any,
    ) -> None:
        creditable(consortium)
        claim = {
            "purpose": "EXTERNAL_PROJECT", "year": "2026", "kilograms": "5,000", "reason": "외부사업 등록",
            "is_ownership_agreed": "on", "crediting_period": "FIXED_10", field: typed,
        }  # fmt: skip
        refused(send(anchor_rep, reverse("claims:claim", args=[consortium.public_id]), **claim), field)
        assert not Claim.objects.exists()


class TestTwice:
    def test_a_claim_sent_again_is_none(
        self,
        verified: Statement,
        consortium: Consortium,
        anchor_rep: User,
        at_later: None,
        send: Any,
        visit: Any,
    ) -> None:
        """The way back and the button once more: told so, and free to claim again on purpose."""
        url = reverse("claims:claim", args=[consortium.public_id])
        seen = visit(anchor_rep, url).context["form"]["seen"].value()
        claim = {
            "purpose": "SCOPE3", "year": "2026", "category": "1", "kilograms": "5,000",
            "reason": "공급망 보고용", "seen": str(seen),
        }  # fmt: skip
        assert send(anchor_rep, url, **claim).status_code == 302
        again = send(anchor_rep, url, **claim)
        assert (again.status_code, Claim.objects.count()) == (422, 1)
        assert "sent twice" in again.content.decode()
        on_purpose = claim | {"seen": again.context["form"]["seen"].value()}
        assert send(anchor_rep, url, **on_purpose).status_code == 302
        assert Claim.objects.count() == 2


HEAD = "Code,Value,Unit,Valid or measured from,Valid or measured until\n"
GRID = "grid_electricity,0.4,tCO2eq/MWh,2024-01-01,"
FILES = {
    "wider than any sheet": HEAD + GRID + ",x" * 20_000,
    "a quote that nobody closes": HEAD + 'grid_electricity,"' + LONG * 2,
    "more rows than are read": HEAD + f"{GRID}\n" * 11_000,
    "a code twice": HEAD + f"{GRID}\n" * 2,
    "a formula": HEAD + GRID.replace("0.4", "=1+1"),
    "no number": HEAD + GRID.replace("0.4", "NaN"),
    "nothing": HEAD + GRID.replace("0.4", "0"),
    "serial numbers for days": HEAD + GRID.replace("2024-01-01", "45292"),
}


class TestFactors:
    @pytest.fixture
    def table(self, factors: int, office: Any, officer: User, later: dt.datetime) -> FactorTable:
        return factoring.draft_table(
            office=office, purpose="PROGRAM", family="ELECTRICITY", approval_round="2099", source_ko="시험",
            source_en="Test", by=officer, at=later,
        )  # fmt: skip

    @pytest.mark.parametrize("which", FILES)
    def test_in_files_are_shown_and_not_taken_over(
        self, which: str, table: FactorTable, officer: User, at_later: None, send: Any, visit: Any
    ) -> None:
        file = SimpleUploadedFile("factors.csv", FILES[which].encode())
        answer = send(officer, reverse("factoring:upload", args=[table.public_id]), workbook=file)
        page = visit(officer, answer["Location"])
        assert page.status_code == 200
        assert page.context["preview"].may_be_taken_over == (which == "wider than any sheet")
        assert visit(officer, f"{answer['Location']}marked/").status_code in (200, 404)
        assert not table.factors.exists()

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("value", "0"), ("value", "-1"), ("value", "NaN"), ("value", "9" * 10), ("unit", "\x00"),
            ("value", "0.0000000001"), ("period_from", "0001-01-01"), ("period_until", "1999-01-01"),
            ("code", "ｇrid_electricity"), ("source_ko", LONG),
        ],
    )  # fmt: skip
    def test_that_are_none(
        self, field: str, typed: str, table: FactorTable, officer: User, at_later: None, send: Any
    ) -> None:
        row = {
            "code": "grid_electricity", "value": "0.4", "unit": "tCO2eq/MWh", "period_from": "2024-01-01",
            field: typed,
        }  # fmt: skip
        refused(send(officer, reverse("factoring:enter", args=[table.public_id]), **row), field)
        assert not table.factors.exists()


class TestTemplates:
    def test_a_serial_number_that_is_a_formula_stays_text_there_and_back(
        self, electricity: Meter, tier1_clerk: User, at_later: None, send: Any, visit: Any
    ) -> None:
        """The CSV runs nothing when it is opened, and says the same number when it comes back."""
        formula = '=HYPERLINK("http://evil.example")'
        Meter.objects.filter(pk=electricity.pk).update(serial=formula)
        found = electricity.measure
        got = visit(
            tier1_clerk, reverse("measurement:readings_template", args=[found.public_id]), **{"as": "csv"}
        )
        lines = list(csv.reader(io.StringIO(got.getvalue().decode("utf-8-sig"))))
        ours = [line for line in lines if line[0].endswith("electricity_kwh")]
        assert {line[3] for line in ours} == {f"'{formula}"}
        ours[0][5], ours[0][6] = "0", "90,000"
        text = io.StringIO(newline="")
        csv.writer(text).writerows(lines)
        file = SimpleUploadedFile("readings.csv", text.getvalue().encode())
        sent = send(
            tier1_clerk, reverse("measurement:readings_upload", args=[found.public_id]), workbook=file
        )
        preview = visit(tier1_clerk, sent["Location"]).context["preview"]
        assert (list(preview.problems), preview.month_count) == ([], 1)
