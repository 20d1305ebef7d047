"""Quantities that are no register: amounts by month, by hand, by workbook and by bills."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse

from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement import refusals
from measurement.billing import by_days
from measurement.models import Bill, Measure, Meter, Reading, ReadingFlag
from measurement.operations import (
    add_meter,
    commission,
    correct_reading,
    enter_bill,
    enter_readings,
    withdraw_bill,
)
from measurement.queries import month_rows
from tests.applications.workbooks import problems, taken_over
from tests.measurement.conftest import months
from tests.measurement.test_workbook import CLOSING, MONTH, SERIAL, looked_at, rows_of, template

pytestmark = pytest.mark.django_db

AMOUNT = CLOSING + 1
JANUARY, FEBRUARY = dt.date(2026, 1, 1), dt.date(2026, 2, 1)


@pytest.fixture
def gas(boiler: Measure, tier1_clerk: User, moment: dt.datetime) -> Meter:
    return add_meter(
        measure=boiler, quantity="fuel_nm3", unit="Nm3", serial="고객 77-1", by=tier1_clerk, at=moment
    )


@pytest.fixture
def clerk(client: Client, tier1_clerk: User, later: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: later)
    client.cookies["django_language"] = "en"
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestAmounts:
    def test_may_fall_from_month_to_month(self, gas: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        enter_readings(meter=gas, rows=months(JANUARY, [900, 500, 700]), by=tier1_clerk, at=later)
        assert [row.amounts["fuel_nm3"] for row in month_rows(gas.measure)] == [900, 500, 700]

    def test_a_correction_leaves_the_next_month_alone(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        first, *_rest = enter_readings(meter=gas, rows=months(JANUARY, [900, 500]), by=tier1_clerk, at=later)
        correct_reading(
            reading=first, closing=Decimal(2_000), reason="단위를 잘못 봄", by=tier1_clerk, at=later
        )
        assert [row.amounts["fuel_nm3"] for row in month_rows(gas.measure)] == [2_000, 500]

    def test_sums_typed_instead_of_amounts_are_asked_about(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """A cumulative series added up: the clerk types the register where the month's amount is asked."""
        rows = months(dt.date(2025, 6, 1), [5_000, 5_900, 6_700, 7_600, 8_500, 9_300])
        enter_readings(meter=gas, rows=rows, by=tier1_clerk, at=later)
        assert [flag.kind for flag in ReadingFlag.objects.all()] == ["CUMULATIVE"]

    @pytest.mark.parametrize("amount", ["-1", "1.2345", "1000000000000000"])
    def test_refuses_what_is_no_amount(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime, amount: str
    ) -> None:
        with pytest.raises(refusals.RowsRefused):
            enter_readings(meter=gas, rows=[(JANUARY, Decimal(amount))], by=tier1_clerk, at=later)

    def test_by_hand(self, clerk: Client, gas: Meter) -> None:
        where = reverse("measurement:readings", args=[gas.measure.public_id])
        page = clerk.get(where)
        assert "Amount of the month, Nm³" in page.content.decode()
        assert "opening" not in page.context["form"].fields
        data = {"rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 0, "rows-0-month": "2026-01",
                "rows-0-closing": "900", "rows-1-month": "2026-02", "rows-1-closing": "500"}  # fmt: skip
        assert clerk.post(where, data).status_code == 302
        page = clerk.get(gas.measure.get_absolute_url()).content.decode()
        assert "900 Nm³" in page
        assert "고객 77-1, amounts by month in Nm³" in page
        reading = Reading.objects.latest("month")
        page = clerk.get(reverse("measurement:reading_correct", args=[reading.public_id])).content.decode()
        assert "Amount of 2026-02" in page

    def test_by_workbook(self, clerk: Client, boiler: Measure) -> None:
        book = template(clerk, boiler)
        sheet, places = book["Readings"], rows_of(book, "fuel_nm3")
        for nth, row in enumerate(places):
            sheet.cell(row, AMOUNT, 900 - nth)
        sheet.cell(places[0], SERIAL, "고객 77-1")
        page = looked_at(clerk, boiler, book)
        taken_over(clerk, page)
        amounts = [row.amounts["fuel_nm3"] for row in month_rows(boiler)]
        assert amounts == [900 - nth for nth in range(len(places))]

    def test_by_workbook_in_the_column_of_registers(self, clerk: Client, boiler: Measure) -> None:
        book = template(clerk, boiler)
        sheet, row = book["Readings"], rows_of(book, "fuel_nm3")[0]
        sheet.cell(row, SERIAL, "고객 77-1")
        sheet.cell(row, CLOSING, 900)
        found = problems(looked_at(clerk, boiler, book))
        assert any("Amount of the month" in why for why in found.values())
        assert sheet.cell(row, MONTH).value == "2026-01"


def billed(gas: Meter, by: User, at: dt.datetime, **changed: Any) -> Bill:
    """Enter the bill of January: 42,700 MJ gross."""
    given: dict[str, Any] = {
        "number": "G-1", "period_from": JANUARY, "period_until": dt.date(2026, 1, 31), "basis": "GROSS_MJ",
        "stated": Decimal(42_700),
    }  # fmt: skip
    return enter_bill(meter=gas, by=by, at=at, **(given | changed))


class TestBills:
    def test_gross_energy_is_converted_and_both_figures_are_kept(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """42,700 MJ ÷ 42.7 MJ/Nm³ gross = 1,000 Nm³; × 38.9 MJ/Nm³ net = 38,900 MJ."""
        bill = billed(gas, tier1_clerk, later)
        assert (bill.stated, bill.quantity, bill.net_mj) == (42_700, 1_000, 38_900)
        assert (bill.gross_factor.code, bill.net_factor.code) == ("city_gas_gcv", "city_gas_ncv")
        assert Reading.objects.get().quantity == 1_000

    def test_three_that_are_each_remarkable_are_asked_about_once(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """
        A part of a month is less than usual; each bill is the answer to what was asked about the part before.

        What is left open is about the whole month alone.
        """
        enter_readings(
            meter=gas, rows=months(dt.date(2025, 10, 1), [9_000, 9_100, 9_050]), by=tier1_clerk, at=later
        )
        for number, first, last, amount in (("1", 1, 10, 100), ("2", 11, 20, 200), ("3", 21, 31, 300)):
            billed(
                gas, tier1_clerk, later, number=number, basis="AMOUNT", stated=Decimal(amount),
                period_from=dt.date(2026, 1, first), period_until=dt.date(2026, 1, last),
            )  # fmt: skip
        left = ReadingFlag.objects.open().get()
        assert (left.kind, left.detail["amount"]) == ("SPIKE", "600")
        answered = ReadingFlag.objects.exclude(pk=left.pk).filter(kind="SPIKE").order_by("pk")
        assert [flag.answer for flag in answered] == ["The bill 2 was added.", "The bill 3 was added."]

    def test_that_leave_days_out_are_asked_about(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        billed(gas, tier1_clerk, later, period_until=dt.date(2026, 1, 10))
        flag = ReadingFlag.objects.open().get()
        assert (flag.kind, flag.detail) == ("UNBILLED", {"days": "21", "from": "2026-01-11"})
        billed(gas, tier1_clerk, later, number="G-2", period_from=dt.date(2026, 1, 11))
        assert not ReadingFlag.objects.open().exists()

    def test_of_what_is_delivered_cover_no_days(
        self, boiler: Measure, tier1_clerk: User, moment: dt.datetime, later: dt.datetime
    ) -> None:
        oil = add_meter(
            measure=boiler, quantity="fuel_litres", unit="L", serial="1", by=tier1_clerk, at=moment
        )
        day = dt.date(2026, 1, 7)
        billed(oil, tier1_clerk, later, basis="AMOUNT", period_from=day, period_until=day)
        assert not ReadingFlag.objects.exists()

    def test_the_only_one_is_withdrawn_and_entered_as_it_should_be(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        withdraw_bill(
            bill=billed(gas, tier1_clerk, later), reason="다른 공장의 고지서", by=tier1_clerk, at=later
        )
        assert Reading.objects.get().quantity == 0
        billed(gas, tier1_clerk, later, number="G-2", stated=Decimal(21_350))
        assert Reading.objects.get().quantity == 500

    def test_of_a_month_are_added_up(self, gas: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        billed(gas, tier1_clerk, later, period_until=dt.date(2026, 1, 10))
        second = billed(
            gas, tier1_clerk, later, number="G-2", period_from=dt.date(2026, 1, 11), basis="AMOUNT",
            stated=Decimal(250),
        )  # fmt: skip
        assert Reading.objects.get().quantity == 1_250
        withdraw_bill(bill=second, reason="다른 공장의 고지서", by=tier1_clerk, at=later)
        assert Reading.objects.get().quantity == 1_000
        with pytest.raises(refusals.WithdrawnAlready):
            withdraw_bill(bill=second, reason="다른 공장의 고지서", by=tier1_clerk, at=later)

    @pytest.mark.parametrize(
        ("changed", "refusal", "words"),
        [
            ({"period_until": dt.date(2026, 2, 14)}, refusals.BillCrossesMonths, "2026-01 29,415.556"),
            ({"period_until": dt.date(2025, 12, 31)}, refusals.BillEndsEarlier, "before the first"),
            ({"number": "G-0"}, refusals.BillNumberTaken, "G-0 already"),
            ({"period_from": dt.date(2026, 1, 5)}, refusals.BillOverlaps, "G-0 is for 2026-01-01 to 2026-01-05"),
            ({"period_from": dt.date(2026, 1, 6), "stated": Decimal("0.0001")}, refusals.TooFine, "three decimals"),
            ({"period_from": dt.date(2026, 3, 1), "period_until": dt.date(2026, 3, 31)}, refusals.MonthMissing,
             "2026-02 is missing"),
        ],
    )  # fmt: skip
    def test_refuses(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime, changed: Any, refusal: type[Refusal], words: str
    ) -> None:  # fmt: skip
        billed(gas, tier1_clerk, later, number="G-0", period_until=dt.date(2026, 1, 5))
        with pytest.raises(refusal, match=words):
            billed(gas, tier1_clerk, later, **changed)
        assert Bill.objects.count() == 1

    def test_refuses_registers_amounts_and_months_that_are_not_over(
        self, gas: Meter, tier1_clerk: User, later: dt.datetime, moment: dt.datetime
    ) -> None:
        heat = add_meter(
            measure=gas.measure, quantity="heat_gj", unit="GJ", serial="H-1", by=tier1_clerk, at=moment
        )
        with pytest.raises(refusals.BillOfRegister):
            billed(heat, tier1_clerk, later)
        with pytest.raises(refusals.MonthNotOver):
            billed(gas, tier1_clerk, later, period_from=dt.date(2026, 6, 1), period_until=dt.date(2026, 6, 1))
        enter_readings(meter=gas, rows=[(JANUARY, Decimal(900))], by=tier1_clerk, at=later)
        with pytest.raises(refusals.MonthWithoutBills):
            billed(gas, tier1_clerk, later)

    def test_are_not_corrected_past_them(self, gas: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        billed(gas, tier1_clerk, later)
        with pytest.raises(refusals.MonthOfBills):
            correct_reading(
                reading=Reading.objects.get(),
                closing=Decimal(5),
                reason="잘못 적음",
                by=tier1_clerk,
                at=later,
            )

    def test_need_a_fuel_with_a_gross_value(
        self, boiler: Measure, tier1_clerk: User, moment: dt.datetime, later: dt.datetime
    ) -> None:
        """Diesel has no gross value in the tables, and of fuel by weight it was not said which it is."""
        parameters = boiler.parameters | {"fuel_litres": "diesel"}
        boiler = commission(
            measure=boiler, commissioned_on=JANUARY, parameters=parameters, by=tier1_clerk, at=later
        )
        for quantity, unit, refusal in (
            ("fuel_litres", "L", refusals.NoGrossValue),
            ("fuel_kg", "kg", refusals.FuelNotStated),
        ):
            meter = add_meter(
                measure=boiler, quantity=quantity, unit=unit, serial="1", by=tier1_clerk, at=moment
            )
            with pytest.raises(refusal):
                billed(meter, tier1_clerk, later)

    def test_parts_by_days_add_up(self) -> None:
        parts = by_days(dt.date(2026, 1, 15), dt.date(2026, 3, 2), Decimal(100))
        assert [f"{month:%m}" for month, _part in parts] == ["01", "02", "03"]
        assert sum(part for _month, part in parts) == 100

    def test_the_database_keeps_one_month(self, gas: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        bill = billed(gas, tier1_clerk, later)
        with pytest.raises(IntegrityError), transaction.atomic():
            Bill.objects.create(
                meter=gas, number="x", period_from=JANUARY, period_until=FEBRUARY, basis="AMOUNT", stated=1,
                quantity=1, recorded_at=later, recorded_by=tier1_clerk,
            )  # fmt: skip
        with pytest.raises(Exception, match="bill_stays"), transaction.atomic():
            Bill.objects.filter(pk=bill.pk).update(quantity=5)

    def test_on_the_pages(self, clerk: Client, gas: Meter) -> None:
        where = reverse("measurement:bill_add", args=[gas.measure.public_id])
        assert where in clerk.get(gas.measure.get_absolute_url()).content.decode()
        assert clerk.get(where).status_code == 200
        sent = {"meter": "fuel_nm3", "number": "G-1", "period_from": "2026-01-15", "period_until": "2026-02-14",
                "basis": "GROSS_MJ", "stated": "42,700"}  # fmt: skip
        refused = clerk.post(where, sent)
        assert refused.status_code == 422
        assert "more than one month" in refused.content.decode()
        assert refused.context["form"]["number"].value() == "G-1"
        assert clerk.post(where, sent | {"period_until": "2026-01-31"}).status_code == 302
        page = clerk.get(gas.measure.get_absolute_url()).content.decode()
        for words in ("42,700 MJ gross", "1,000 Nm³", "÷ 42.7 MJ/Nm3", "38,900 MJ"):
            assert words in page, words
        withdraw = reverse("measurement:bill_withdraw", args=[Bill.objects.get().public_id])
        assert "42,700 MJ gross" in clerk.get(withdraw).content.decode()
        assert clerk.post(withdraw, {"reason": "다른 공장의 것"}).status_code == 302
        page = clerk.get(gas.measure.get_absolute_url()).content.decode()
        for words in ("다른 공장의 것", "Entered bill G-1", "Withdrew bill G-1"):
            assert words in page, words
