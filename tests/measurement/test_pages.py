"""The pages of a measure: who sees what, and bad input that loses nothing typed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from measurement.models import Measure, Meter, Reading
from tests.factories.cases import SMALL_PDF

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def address(name: str, measure: Measure) -> str:
    return reverse(f"measurement:{name}", args=[measure.public_id])


def table(rows: list[tuple[str, str]], **extra: Any) -> dict[str, Any]:
    """Return what the browser sends for a table of months."""
    data: dict[str, Any] = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": len(rows), "pasted": ""}
    for index, (month, closing) in enumerate(rows):
        data |= {f"rows-{index}-month": month, f"rows-{index}-closing": closing}
    return data | extra


class TestMeasurePage:
    def test_shows_expected_beside_measured(
        self, client: Client, metered: Measure, tier1_clerk: User
    ) -> None:
        page = sign_in(client, tier1_clerk).get(metered.get_absolute_url())
        assert page.status_code == 200
        text = page.content.decode()
        assert "108.984 tCO₂e" in text  # expected a year
        assert "27.246 tCO₂e" in text  # measured in three months
        assert "Have the reduction calculated" in text

    def test_says_whose_turn_it_is(self, client: Client, measure: Measure, tier1_clerk: User) -> None:
        text = sign_in(client, tier1_clerk).get(measure.get_absolute_url()).content.decode()
        assert "Add the meters" in text

    @pytest.mark.parametrize(
        ("person", "status"),
        [
            ("tier1_rep", 200),
            ("tier1_clerk", 200),
            ("officer", 200),
            ("auditor", 200),
            ("anchor_rep", 404),
            ("tier2_rep", 404),
            ("rival_rep", 404),
            ("other_officer", 404),
            ("reviewer", 404),
            ("verifier", 404),
        ],
    )
    def test_readings_are_a_secret_of_the_firm(
        self, client: Client, metered: Measure, person: str, status: int, request: Any
    ) -> None:
        sign_in(client, request.getfixturevalue(person))
        assert client.get(metered.get_absolute_url()).status_code == status

    def test_asks_for_a_constant_number_of_queries(
        self, client: Client, metered: Measure, tier1_clerk: User, django_assert_max_num_queries: Any
    ) -> None:
        sign_in(client, tier1_clerk)
        with django_assert_max_num_queries(40):
            client.get(metered.get_absolute_url())

    @pytest.mark.parametrize("name", ["commission", "meter_add", "readings"])
    def test_staff_may_look_and_not_touch(
        self, client: Client, metered: Measure, officer: User, name: str
    ) -> None:
        assert sign_in(client, officer).get(address(name, metered)).status_code == 403


class TestMeterPage:
    def test_adds_the_meter_in_the_methods_unit(
        self, client: Client, measure: Measure, tier1_clerk: User
    ) -> None:
        sign_in(client, tier1_clerk)
        answer = client.post(address("meter_add", measure), {"quantity": "air_nm3", "serial": "A-1"})
        assert answer.status_code == 302
        assert Meter.objects.get().unit == "Nm3"

    def test_has_nothing_to_add_when_all_are_there(
        self, client: Client, metered: Measure, tier1_clerk: User
    ) -> None:
        assert sign_in(client, tier1_clerk).get(address("meter_add", metered)).status_code == 302


class TestCommissionPage:
    def test_takes_a_month_and_the_old_capacity(
        self, client: Client, measure: Measure, tier1_clerk: User
    ) -> None:
        sign_in(client, tier1_clerk)
        data = {"commissioned_on": "2026-01", "capacity_nm3_month": "700,000"}
        assert client.post(address("commission", measure), data).status_code == 302
        measure.refresh_from_db()
        assert measure.commissioned_on == dt.date(2026, 1, 1)
        assert measure.parameters == {"capacity_nm3_month": "700000"}

    def test_refuses_a_month_that_lies_ahead(
        self, client: Client, measure: Measure, tier1_clerk: User
    ) -> None:
        page = sign_in(client, tier1_clerk).post(
            address("commission", measure), {"commissioned_on": "2090-01"}
        )
        assert page.status_code == 422
        assert "can&#x27;t lie in the future" in page.content.decode()


@pytest.mark.usefixtures("air")
class TestReadingsPage:
    @pytest.fixture
    def clerk(self, client: Client, electricity: Meter, tier1_clerk: User) -> Client:
        return sign_in(client, tier1_clerk)

    @pytest.fixture
    def where(self, electricity: Meter) -> str:
        return address("readings", electricity.measure) + "?meter=electricity_kwh"

    def test_offers_twelve_months_to_fill_in(self, clerk: Client, where: str) -> None:
        page = clerk.get(where)
        assert page.status_code == 200
        assert page.content.decode().count('-closing"') >= 12
        assert "Register at the start of the first month" in page.content.decode()

    def test_saves_what_was_typed_and_goes_to_the_other_meter(self, clerk: Client, where: str) -> None:
        rows = [("2025-01", "12,345.5"), ("2025-02", "13,000"), ("2025-03", "")]
        answer = clerk.post(where, table(rows, opening="12,000"))
        assert answer.status_code == 302
        assert "meter=air_nm3" in answer["Location"]
        assert [str(r.quantity) for r in Reading.objects.all()] == ["345.500", "654.500"]

    def test_starts_where_the_last_month_ended(self, clerk: Client, where: str) -> None:
        clerk.post(where, table([("2025-01", "100")], opening="0"))
        page = clerk.get(where).content.decode()
        assert "id_opening" not in page
        assert "Register at the end of 2025-01" in page
        clerk.post(where, table([("2025-02", "150")]))
        assert Reading.objects.latest("month").opening == 100

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            (
                [("2025-01", "100"), ("2025-03", "300")],
                "2025-02 is missing: after 2025-01 comes 2025-02, not 2025-03.",
            ),
            ([("2025-01", "100"), ("2025-01", "300")], "2025-01 appears twice in this table."),
            (
                [("2025-01", "100"), ("2025-02", "90")],
                "2025-02: the meter runs backwards. 90 at the end of the month",
            ),
            ([("2025-01", "-5")], "Enter an amount without a minus sign."),
            (
                [("2025-01", "twelve")],
                "Enter a number only. “twelve” contains something that is not a digit.",
            ),
            ([("2025-01", "100"), ("2090-01", "300")], "2090-01 is not over yet."),
            (
                [("2025-01", "100"), ("2025-02", ""), ("2025-03", "300")],
                "Enter the register, or clear the later months.",
            ),
            ([("January", "100")], "Enter a month as year and month, such as 2026-05."),
            ([("", "100")], "Enter the month of this register."),
            ([("2025-02", "100"), ("2025-01", "50")], "2025-01 comes after 2025-02 in this table."),
            ([("2025-01", "0.1234")], "Enter at most 3 decimals."),
            ([("", "")], "There is no month with a reading."),
        ],
    )
    def test_bad_input_names_the_month_and_loses_nothing(
        self, clerk: Client, where: str, rows: list[tuple[str, str]], message: str
    ) -> None:
        page = clerk.post(where, table(rows, opening="10"))
        text = page.content.decode()
        assert page.status_code == 422
        assert message in text
        for month, closing in rows:
            assert f'value="{month}"' in text or not month
            assert f'value="{closing}"' in text or not closing
        assert 'value="10"' in text
        assert not Reading.objects.exists()

    def test_text_in_the_opening_stays_where_it_is(self, clerk: Client, where: str) -> None:
        page = clerk.post(where, table([("2025-01", "100")], opening="zero"))
        assert page.status_code == 422
        assert 'value="zero"' in page.content.decode()
        assert 'value="100"' in page.content.decode()

    def test_takes_a_paste_with_a_heading(self, clerk: Client, where: str) -> None:
        pasted = "월\t지침\r\n2025-01\t1,000\r\n2025년 2월\t2,000.5\r\n\r\n2025.03.01\t3000\r\n2025/4 4,000"
        answer = clerk.post(where, table([("2025-01", "")], opening="0", pasted=pasted))
        assert answer.status_code == 302
        assert [f"{r.month:%Y-%m}" for r in Reading.objects.all()] == [
            "2025-01",
            "2025-02",
            "2025-03",
            "2025-04",
        ]

    def test_a_bad_paste_names_every_line(self, clerk: Client, where: str) -> None:
        pasted = "2025-01\t1,000\n2025-02\tabc\n2025-13\t5\nonly\n"
        page = clerk.post(where, table([("2025-01", "")], opening="0", pasted=pasted))
        text = page.content.decode()
        assert page.status_code == 422
        assert "Line 2: Enter a number only." in text
        assert "Line 3: Enter a month" in text
        assert "Line 4: two columns are needed" in text
        assert "2025-02\tabc" in text

    def test_a_paste_with_a_gap_names_line_and_month(self, clerk: Client, where: str) -> None:
        page = clerk.post(where, table([], opening="0", pasted="2025-01\t10\n2025-03\t30"))
        assert "Line 2: 2025-02 is missing" in page.content.decode()

    def test_refuses_table_and_paste_at_once(self, clerk: Client, where: str) -> None:
        page = clerk.post(where, table([("2025-01", "100")], opening="0", pasted="2025-01\t10"))
        assert page.status_code == 422
        assert "Use either the table or the paste" in page.content.decode()

    def test_keeps_the_bill_for_those_who_see_the_measure(
        self, clerk: Client, where: str, electricity: Meter, rival_rep: User
    ) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        bill = SimpleUploadedFile("bill.pdf", SMALL_PDF)
        clerk.post(where, table([("2025-01", "100")], opening="0", evidence=bill))
        paper = Reading.objects.get().evidence
        assert paper is not None
        href = reverse("measurement:file", args=[electricity.measure.public_id, paper.public_id])
        assert clerk.get(href).status_code == 200
        assert sign_in(Client(), rival_rep).get(href).status_code == 404

    def test_sends_back_who_has_no_meter(self, client: Client, electricity: Meter, tier1_clerk: User) -> None:
        Meter.objects.all().delete()
        sign_in(client, tier1_clerk)
        assert client.get(address("readings", electricity.measure)).status_code == 302
        assert client.post(address("readings", electricity.measure), table([])).status_code == 302


class TestCorrectionPage:
    def test_corrects_with_a_reason_and_tells_the_history(
        self, client: Client, metered: Measure, tier1_clerk: User
    ) -> None:
        sign_in(client, tier1_clerk)
        reading = Reading.objects.get(meter__quantity="electricity_kwh", month=dt.date(2025, 3, 1))
        where = reverse("measurement:reading_correct", args=[reading.public_id])
        assert client.get(where).status_code == 200
        data = {"closing": "270,100", "reason": "자릿수를 잘못 읽었습니다.", "version": reading.version}
        assert client.post(where, data).status_code == 302
        text = client.get(metered.get_absolute_url()).content.decode()
        assert "Corrected “Electricity of the compressor” of 2025-03: now 180,000 to 270,100." in text
        assert "자릿수를 잘못 읽었습니다." in text

    def test_tells_the_second_writer(self, client: Client, metered: Measure, tier1_clerk: User) -> None:
        sign_in(client, tier1_clerk)
        reading = Reading.objects.filter(month=dt.date(2025, 3, 1)).first()
        assert reading is not None
        where = reverse("measurement:reading_correct", args=[reading.public_id])
        data = {"closing": "270,100", "reason": "잘못 읽었습니다.", "version": reading.version + 1}
        page = client.post(where, data)
        assert page.status_code == 422
        assert "Somebody else changed this record" in page.content.decode()
        assert "270,100" in page.content.decode()
