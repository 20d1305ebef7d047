"""Entering tables of months and correcting one: every refusal names the month."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.users.models import User
from core.workflow.refusals import StaleVersion
from measurement.models import Measure, Meter, Reading
from measurement.operations import correct_reading, enter_readings
from measurement.refusals import (
    FirstReadingOnly,
    MonthKnown,
    MonthMissing,
    MonthNotOver,
    MonthOutOfOrder,
    MonthTooEarly,
    MonthTwice,
    NothingEntered,
    OpeningDiffers,
    OpeningMissing,
    ReadingLocked,
    RowsRefused,
    RunsBackwards,
    TooFine,
)
from measurement.tables import Known, checked
from tests.factories.people import SEOUL
from tests.measurement.conftest import months

JANUARY, FEBRUARY, MARCH = (dt.date(2025, n, 1) for n in (1, 2, 3))
NOW = dt.datetime(2026, 2, 2, 10, 0, tzinfo=SEOUL)


def refused(*rows: tuple[dt.date, object], known: Known | None = None) -> dict[int, str]:
    """Return {index: message} for a table that starts at register 10."""
    table = [(month, Decimal(str(register))) for month, register in rows]
    return {i: str(r) for i, r in checked(table, known or Known(), Decimal(10), at=NOW).items()}


class TestTheTable:
    def test_a_good_one(self) -> None:
        assert refused((JANUARY, 10), (FEBRUARY, 20.5), (MARCH, 20.5)) == {}

    def test_a_gap_is_told_where_it_is_and_once(self) -> None:
        found = refused((JANUARY, 20), (MARCH, 30), (dt.date(2025, 4, 1), 40))
        assert found == {1: "2025-02 is missing: after 2025-01 comes 2025-02, not 2025-03."}

    def test_a_duplicate_month(self) -> None:
        assert refused((JANUARY, 20), (JANUARY, 30), (FEBRUARY, 40)) == {
            1: "2025-01 appears twice in this table."
        }

    def test_a_meter_that_runs_backwards(self) -> None:
        found = refused((JANUARY, 20), (FEBRUARY, 19), (MARCH, 30))
        assert found == {
            1: "2025-02: the meter runs backwards. 19 at the end of the month is below 20 at its start. If the "
            "meter was replaced, reset or rolled over, say so on the page of the measure first."
        }

    def test_a_month_that_is_not_over(self) -> None:
        assert refused((dt.date(2026, 1, 1), 20), (dt.date(2026, 2, 1), 30)) == {
            1: "2026-02 is not over yet. Enter it when the month has ended."
        }

    def test_the_wrong_order(self) -> None:
        assert refused((FEBRUARY, 20), (JANUARY, 30))[1].startswith("2025-01 comes after 2025-02")

    def test_what_is_known_locked_or_too_early(self) -> None:
        known = Known((FEBRUARY, MARCH), frozenset({FEBRUARY}), Decimal(10))
        rows = [(JANUARY, 20), (FEBRUARY, 20), (MARCH, 20), (dt.date(2025, 4, 1), 20)]
        table = [(month, Decimal(register)) for month, register in rows]
        found = checked(table, known, Decimal(10), at=NOW)
        assert [type(found[i]) for i in sorted(found)] == [MonthTooEarly, ReadingLocked, MonthKnown]

    @pytest.mark.parametrize("register", ["0.0001", "1E+15", "NaN", "-1"])
    def test_a_number_no_meter_shows(self, register: str) -> None:
        found = checked([(JANUARY, Decimal(register))], Known(), Decimal(0), at=NOW)
        assert isinstance(found[0], TooFine)

    @given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 99)), max_size=8))
    def test_whatever_passes_is_a_chain(self, drawn: list[tuple[int, int]]) -> None:
        rows = [(dt.date(2024 + n // 12, n % 12 + 1, 1), Decimal(register)) for n, register in drawn]
        if checked(rows, Known(), Decimal(0), at=NOW):
            return
        found = [month for month, _register in rows]
        assert all(a < b and (b - a).days <= 31 for a, b in itertools.pairwise(found))
        registers = [register for _month, register in rows]
        assert registers == sorted(registers)


@pytest.mark.django_db
class TestEnterReadings:
    def test_each_month_starts_where_the_last_one_ended(
        self, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        rows = months(JANUARY, ["110.5", "130"])
        enter_readings(meter=electricity, opening=Decimal(100), rows=rows, by=tier1_clerk, at=later)
        enter_readings(meter=electricity, rows=months(MARCH, [140]), by=tier1_clerk, at=later)
        found = [(str(r.opening), str(r.closing)) for r in Reading.objects.all()]
        assert found == [("100.000", "110.500"), ("110.500", "130.000"), ("130.000", "140.000")]

    def test_enters_all_or_nothing(self, electricity: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        rows = [(JANUARY, Decimal(10)), (MARCH, Decimal(20))]
        with pytest.raises(RowsRefused) as refusal:
            enter_readings(meter=electricity, opening=Decimal(0), rows=rows, by=tier1_clerk, at=later)
        assert isinstance(refusal.value.rows[1], MonthMissing)
        assert str(refusal.value) == "Nothing was saved: 1 month needs another look."
        assert not Reading.objects.exists()

    def test_needs_a_start_and_keeps_it(
        self, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(OpeningMissing):
            enter_readings(meter=electricity, rows=months(JANUARY, [1]), by=tier1_clerk, at=later)
        with pytest.raises(NothingEntered):
            enter_readings(meter=electricity, opening=Decimal(0), rows=[], by=tier1_clerk, at=later)
        enter_readings(
            meter=electricity, opening=Decimal(0), rows=months(JANUARY, [7]), by=tier1_clerk, at=later
        )
        with pytest.raises(OpeningDiffers, match="7, where 2025-01 ended"):
            enter_readings(
                meter=electricity, opening=Decimal(6), rows=months(FEBRUARY, [8]), by=tier1_clerk, at=later
            )

    @pytest.mark.parametrize("person", ["rival_rep", "tier2_clerk", "officer", "verifier", "auditor"])
    def test_is_for_the_people_of_the_firm(
        self, electricity: Meter, later: dt.datetime, person: str, request: pytest.FixtureRequest
    ) -> None:
        by = request.getfixturevalue(person)
        with pytest.raises(PermissionDenied):
            enter_readings(meter=electricity, opening=Decimal(0), rows=months(JANUARY, [1]), by=by, at=later)

    def test_the_database_refuses_a_second_month_and_a_backward_meter(
        self, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        facts = {"meter": electricity, "recorded_at": later, "recorded_by": tier1_clerk, "opening": 5}
        Reading.objects.create(month=JANUARY, closing=6, **facts)
        for month, closing in ((JANUARY, 7), (FEBRUARY, 4), (dt.date(2025, 2, 2), 7)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Reading.objects.create(month=month, closing=closing, **facts)


@pytest.mark.django_db
class TestCorrectReading:
    @pytest.fixture
    def reading(self, metered: Measure) -> Reading:
        return Reading.objects.get(meter__quantity="electricity_kwh", month=MARCH)

    def correct(self, reading: Reading, by: User, at: dt.datetime, **terms: object) -> Reading:
        given = {"closing": Decimal(270_100), "reason": "잘못 읽음", **terms}
        return correct_reading(reading=reading, by=by, at=at, **given)  # type: ignore[arg-type]

    def test_moves_the_start_of_the_next_month(
        self, reading: Reading, tier1_clerk: User, later: dt.datetime
    ) -> None:
        self.correct(reading, tier1_clerk, later)
        april = Reading.objects.get(meter=reading.meter, month=dt.date(2025, 4, 1))
        assert (april.opening, april.closing) == (270_100, 360_000)

    def test_refuses_what_makes_this_or_the_next_month_run_backwards(
        self, reading: Reading, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(RunsBackwards, match="2025-03"):
            self.correct(reading, tier1_clerk, later, closing=Decimal(179_999))
        with pytest.raises(RunsBackwards, match="2025-04"):
            self.correct(reading, tier1_clerk, later, closing=Decimal(360_001))

    def test_changes_the_start_of_the_first_month_only(
        self, reading: Reading, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(FirstReadingOnly):
            self.correct(reading, tier1_clerk, later, opening=Decimal(1))
        first = Reading.objects.get(meter=reading.meter, month=JANUARY)
        self.correct(first, tier1_clerk, later, opening=Decimal(1), closing=Decimal(90_000))
        first.refresh_from_db()
        assert first.opening == 1

    def test_refuses_a_locked_month_and_the_one_before_it(
        self, reading: Reading, tier1_clerk: User, later: dt.datetime
    ) -> None:
        before = Reading.objects.get(meter=reading.meter, month=FEBRUARY)
        Reading.objects.filter(pk=reading.pk).update(locked_at=later, locked_by=tier1_clerk)
        with pytest.raises(ReadingLocked, match="2025-03"):
            self.correct(reading, tier1_clerk, later)
        with pytest.raises(ReadingLocked, match="2025-03"):
            self.correct(before, tier1_clerk, later, closing=Decimal(180_001))
        with pytest.raises(Error, match="locked_stays"):
            Reading.objects.filter(pk=reading.pk).update(closing=1_000_000)

    def test_tells_the_second_writer(self, reading: Reading, tier1_clerk: User, later: dt.datetime) -> None:
        self.correct(reading, tier1_clerk, later, version=reading.version)
        with pytest.raises(StaleVersion):
            self.correct(reading, tier1_clerk, later, version=reading.version)


def test_every_refusal_of_the_table_is_met() -> None:
    """Keep this list beside the classes: a new refusal needs a test of its message."""
    met = {MonthMissing, MonthTwice, MonthKnown, MonthTooEarly, MonthOutOfOrder, MonthNotOver, RunsBackwards}
    assert all("%(month)s" in str(refusal.message) for refusal in met)
