"""A signed month that is made of bills: its amount and its bills are never left contradicting each other."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core.users.models import User
from core.workflow import clock
from measurement.models import Bill, Measure, Reading
from measurement.operations import add_meter, enter_bill, enter_readings, withdraw_bill
from measurement.refusals import ReadingLocked
from reporting.statements import operations
from reporting.statements.models import Statement
from reporting.statements.refusals import NotSigned, SumOfBills
from tests.measurement.conftest import boiler as boiler
from tests.measurement.conftest import months
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1)


def billed(
    measure: Measure, number: str, first: dt.date, last: int, gas: int, by: User, at: dt.datetime
) -> Bill:
    return enter_bill(
        meter=measure.meters.get(quantity="fuel_nm3"), number=number, period_from=first,
        period_until=first.replace(day=last), basis="AMOUNT", stated=Decimal(gas), by=by, at=at,
    )  # fmt: skip


@pytest.fixture
def signed(
    boiler: Measure,
    tier1_clerk: User, tier1_rep: User, officer: User, verifier: User, moment: dt.datetime, later: dt.datetime,
) -> Statement:  # fmt: skip
    """Three months of 700 GJ each, from 20,000, 20,100 and 20,000 + 300 Nm³ of gas by bills."""
    for quantity, unit in (("heat_gj", "GJ"), ("fuel_nm3", "Nm3")):
        add_meter(measure=boiler, quantity=quantity, unit=unit, serial=quantity, by=tier1_clerk, at=moment)
    heat = boiler.meters.get(quantity="heat_gj")
    enter_readings(
        meter=heat, opening=Decimal(0), rows=months(FROM, [700, 1400, 2100]), by=tier1_clerk, at=later
    )
    for number, first, last, gas in (
        ("G-1", dt.date(2026, 1, 1), 31, 20_000), ("G-2", dt.date(2026, 2, 1), 28, 20_100),
        ("G-3", MARCH, 20, 20_000), ("G-4", dt.date(2026, 3, 21), 31, 300),
    ):  # fmt: skip
        billed(boiler, number, first, last, gas, tier1_clerk, later)
    found = operations.calculate(
        measure=boiler, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
    )
    operations.submit_statement(statement=found, by=tier1_rep, at=later)
    found = operations.assign_verifier(statement=found, verifier=verifier, by=officer, at=later)
    return operations.verify(statement=found, reason="대조함", by=verifier, at=later)


def march() -> Reading:
    return Reading.objects.current().get(meter__quantity="fuel_nm3", month=MARCH)


class TestSignedBills:
    def test_their_month_is_not_corrected_past_them(
        self, signed: Statement, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(SumOfBills, match="2026-03 is the sum of its bills"):
            operations.correct_verified(
                reading=march(), closing=Decimal(1), reason="잘못 적음", by=tier1_clerk, at=later
            )
        with pytest.raises(ReadingLocked):
            withdraw_bill(bill=Bill.objects.get(number="G-4"), reason="다른 공장", by=tier1_clerk, at=later)
        with pytest.raises(ReadingLocked):
            withdraw_bill(bill=Bill.objects.get(number="G-1"), reason="다른 공장", by=tier1_clerk, at=later)
        assert march().quantity == 20_300

    def test_one_is_withdrawn_and_entered_as_it_should_be(
        self, signed: Statement, tier1_clerk: User, later: dt.datetime
    ) -> None:
        old = march()
        void = operations.withdraw_verified_bill(
            bill=Bill.objects.get(number="G-4"), reason="검침일이 다름", by=tier1_clerk, at=later
        )
        assert void == [signed]
        old.refresh_from_db()
        assert (old.quantity, old.superseded_by, march().supersedes) == (20_300, tier1_clerk, old)
        assert (march().quantity, march().locked_at) == (20_000, None)
        billed(signed.measure, "G-5", dt.date(2026, 3, 21), 31, 350, tier1_clerk, later)
        assert march().quantity == 20_350
        signed.refresh_from_db()
        assert signed.waits_for_restatement
        found = operations.calculate_restatement(statement=signed, by=tier1_clerk, at=later)
        assert found.reduction_kg < signed.reduction_kg

    def test_only_of_what_was_signed(self, signed: Statement, tier1_clerk: User, later: dt.datetime) -> None:
        one = billed(signed.measure, "G-9", dt.date(2026, 4, 1), 30, 20_000, tier1_clerk, later)
        with pytest.raises(NotSigned):
            operations.withdraw_verified_bill(bill=one, reason="다른 공장", by=tier1_clerk, at=later)

    def test_is_for_the_firm(self, signed: Statement, officer: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            operations.withdraw_verified_bill(
                bill=Bill.objects.get(number="G-1"), reason="다른 공장", by=officer, at=later
            )

    def test_on_the_pages(
        self, signed: Statement, client: Client, tier1_clerk: User, later: dt.datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(clock, "now", lambda: later)
        client.cookies["django_language"] = "en"
        client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
        where = reverse("statements:signed_bill", args=[signed.public_id])
        assert where in client.get(signed.get_absolute_url()).content.decode()
        correct = reverse("statements:correct", args=[signed.public_id])
        page = client.get(correct).content.decode()
        assert "20,300 Nm³" in page
        refused = client.post(correct, {"reading": march().pk, "closing": "5", "reason": "잘못 적음"})
        assert "is the sum of its bills" in refused.content.decode()
        assert "G-4 · 300 Nm³" in client.get(where).content.decode()
        bill = Bill.objects.get(number="G-4")
        assert client.post(where, {"bill": bill.pk, "reason": "검침일이 다름"}).status_code == 302
        assert "G-4" not in client.get(where).content.decode()
