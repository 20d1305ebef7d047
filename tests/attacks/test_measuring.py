"""Meters and statements under attack: months out of this world, forged tables, figures beyond any column."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement import operations
from measurement.models import Measure, Meter, Reading
from reporting.statements import operations as statements
from reporting.statements.models import Statement
from tests.attacks.conftest import at_once
from tests.factories import people
from tests.factories.people import FIRST_DAY, MOMENT
from tests.measurement.conftest import months
from tests.statements.conftest import (
    FROM,
    UNTIL,
    air,
    assigned,
    calculated,
    electricity,
    factors,
    later,
    measure,
    metered,
    submitted,
)

__all__ = [
    "air",
    "assigned",
    "calculated",
    "electricity",
    "factors",
    "later",
    "measure",
    "metered",
    "submitted",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_later(later: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later)


def table(*rows: tuple[str, str], **more: str) -> dict[str, str]:
    """Return what the table of months sends."""
    sent = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0", "opening": "0", **more}
    for number, (month, closing) in enumerate(rows):
        sent |= {f"rows-{number}-month": month, f"rows-{number}-closing": closing}
    return sent


BAD_TABLES = {
    "a gap": table(("2025-01", "1"), ("2025-03", "2")),
    "a month twice": table(("2025-01", "1"), ("2025-01", "2")),
    "backwards": table(("2025-01", "5"), ("2025-02", "4")),
    "text": table(("2025-01", "about 5")),
    "a NUL for a number": table(("2025-01", "\x00")),
    "the end of time": table(("9999-12", "5")),
    "the future": table(("2026-06", "5")),
    "no month": table(("", "5")),
    "nothing": table(),
    "no table": {"opening": "0"},
    "a million rows": {**table(("2025-01", "1")), "rows-TOTAL_FORMS": "1000000"},
    "a negative number of rows": {**table(("2025-01", "1")), "rows-TOTAL_FORMS": "-1"},
    "rows already there": {**table(), "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "2"},
    "a paste of the end of time": table(pasted="9999-12\t5"),
    "a paste of nothing": table(pasted="month\tregister"),
    "a paste of rubbish": table(pasted="2025-01\tNaN\n2025-02;1;2;3\n\x1c\x85"),
    "a paste with a NUL": table(pasted="2025-01\t1\x00"),
    "a paste too long": table(pasted="2025-01\t1\n" * 20_000),
    "a register too large": table(("2025-01", "1" * 19)),
    "a register too fine": table(("2025-01", "1.2345")),
}


class TestTables:
    @pytest.mark.parametrize("which", BAD_TABLES)
    def test_are_refused_and_kept(
        self, which: str, electricity: Meter, tier1_clerk: User, at_later: None, send: Any
    ) -> None:
        url = reverse("measurement:readings", args=[electricity.measure.public_id])
        answer = send(tier1_clerk, url, **BAD_TABLES[which])
        assert answer.status_code == 422
        assert not Reading.objects.exists()
        page = answer.content.decode()
        assert "rows-0-month" in page or "pasted" in page

    def test_of_a_meter_elsewhere(
        self, electricity: Meter, tier1_clerk: User, at_later: None, send: Any
    ) -> None:
        url = reverse("measurement:readings", args=[electricity.measure.public_id])
        for asked in ("%00", "air_nm3", "'", "x" * 5000):
            answer = send(tier1_clerk, f"{url}?meter={asked}", **table(("2025-01", "1")))
            assert answer.status_code == 404

    def test_start_of_operation_out_of_this_world(
        self, electricity: Meter, tier1_clerk: User, at_later: None, send: Any
    ) -> None:
        url = reverse("measurement:commission", args=[electricity.measure.public_id])
        for month in ("9999-12", "0000-00", "2026-13", "2026-07", "\x00"):
            assert send(tier1_clerk, url, commissioned_on=month).status_code == 422


class TestStatements:
    def test_of_periods_out_of_this_world(
        self, metered: Measure, tier1_clerk: User, at_later: None, send: Any
    ) -> None:
        url = reverse("statements:calculate", args=[metered.public_id])
        for first, last in (
            ("2026-01", "9999-12"),
            ("9999-12", "9999-12"),
            ("2026-03", "2026-01"),
            ("1900-01", "2026-03"),
            ("2026-01", "9999-11"),
        ):
            answer = send(tier1_clerk, url, period_from=first, period_until=last)
            assert answer.status_code == 422, (first, last)
            assert answer.context["form"]["period_until"].value() == last

    def test_of_more_than_fits(
        self, electricity: Meter, air: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """A kilowatt-hour in a litre of air, then a sea of air: 10^15 × 10^14 kg fit no column."""
        most = Decimal(10) ** 15 - 1
        kwh = [most / 2] * 12 + [most / 2] * 3
        nm3 = [Decimal("0.001")] * 12 + [most] * 3
        for meter, registers in ((electricity, kwh), (air, nm3)):
            rows = months(dt.date(2025, 1, 1), [f"{register:.3f}" for register in registers])
            operations.enter_readings(meter=meter, opening=Decimal(0), rows=rows, by=tier1_clerk, at=later)
        operations.commission(
            measure=air.measure, commissioned_on=dt.date(2026, 1, 1), by=tier1_clerk, at=later
        )
        with pytest.raises(Refusal):
            statements.calculate(
                measure=air.measure, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
            )

    def test_a_verifier_who_is_none(
        self, submitted: Statement, officer: User, rival_rep: User, at_later: None, send: Any
    ) -> None:
        """Nobody but a verifier in office: not a rival, not one whose role ended or begins tomorrow."""
        program = submitted.measure.consortium.program
        url = reverse("statements:assign", args=[submitted.public_id])
        ended = people.with_role("VERIFIER", "PROGRAM", program.pk)
        ended.assignments.update(valid_until=dt.date(2026, 5, 31))
        coming = people.with_role("VERIFIER", "PROGRAM", program.pk)
        coming.assignments.update(valid_from=dt.date(2026, 6, 2))
        gone = people.with_role("VERIFIER", "PROGRAM", program.pk, is_active=False)
        for nobody in (rival_rep.pk, officer.pk, ended.pk, coming.pk, gone.pk, 10**30, "\x00", ""):
            answer = send(officer, url, verifier=nobody)
            assert answer.status_code == 422, nobody
        submitted.refresh_from_db()
        assert submitted.verifier is None

    def test_a_verifier_whose_role_ended_yesterday(
        self, assigned: Statement, verifier: User, at_later: None, send: Any
    ) -> None:
        verifier.assignments.update(valid_until=dt.date(2026, 5, 31))
        url = reverse("statements:verify", args=[assigned.public_id])
        assert send(User.objects.get(pk=verifier.pk), url).status_code in (403, 404)
        assigned.refresh_from_db()
        assert assigned.status == "ASSIGNED"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_tables_of_the_same_months(
        self, electricity: Meter, tier1_clerk: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        def enter(by: User) -> Any:
            return lambda: operations.enter_readings(
                meter=electricity,
                opening=Decimal(0),
                rows=months(dt.date(2025, 1, 1), [1, 2, 3]),
                by=by,
                at=later,
            )

        assert at_once(*map(enter, [tier1_clerk, tier1_rep])) == ["OpeningDiffers", "list"]
        assert Reading.objects.count() == 3

    def test_two_meters_of_one_quantity(self, measure: Measure, tier1_clerk: User, tier1_rep: User) -> None:
        def add(by: User) -> Any:
            return lambda: operations.add_meter(
                measure=measure, quantity="air_nm3", unit="Nm3", serial="A", by=by, at=MOMENT
            )

        assert at_once(*map(add, [tier1_clerk, tier1_rep])) == ["Meter", "MeterExists"]

    def test_a_correction_while_the_verifier_signs(
        self, assigned: Statement, verifier: User, tier1_clerk: User, later: dt.datetime
    ) -> None:
        reading = Reading.objects.order_by("month").filter(month=FIRST_DAY).first()
        assert reading is not None
        outcomes = at_once(
            lambda: statements.verify(statement=assigned, by=verifier, at=later),
            lambda: operations.correct_reading(
                reading=reading, closing=reading.closing - 1, reason="앞뒤가 바뀜", by=tier1_clerk, at=later
            ),
        )
        assert outcomes in (["ReadingLocked", "Statement"], ["FiguresChanged", "Reading"])
