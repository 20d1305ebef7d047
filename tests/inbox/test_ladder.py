"""Which reminder and which step of an escalation is due on which day. No database."""

import datetime as dt

import pytest

from core.inbox import ladder
from core.inbox.ladder import LADDERS, REMINDS, Rung, Tier
from core.workflow import clock
from tests.factories.people import SEOUL

DUE = dt.date(2026, 3, 10)
LONG_AGO = dt.date(2026, 1, 1)


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


class TestReminder:
    @pytest.mark.parametrize(
        ("today", "opened_on", "told", "due"),
        [
            (march(2), LONG_AGO, set(), None),  # eight days before: too early
            (march(3), LONG_AGO, set(), 7),
            (march(3), LONG_AGO, {7}, None),  # told
            (march(5), LONG_AGO, {7}, None),  # between two reminders
            (march(5), LONG_AGO, set(), 7),  # nobody sent it two days ago: made up for
            (march(7), LONG_AGO, {7}, 3),
            (march(7), LONG_AGO, set(), 3),  # only the nearest is made up for
            (march(9), LONG_AGO, {7, 3}, 1),
            (march(10), LONG_AGO, {7, 3, 1}, 0),  # on the day itself
            (march(10), LONG_AGO, {7, 3, 1, 0}, None),
            (march(11), LONG_AGO, set(), None),  # late: escalation's turn
            (march(5), march(5), set(), None),  # got it five days before: told then
            (march(7), march(5), set(), 3),
            (march(7), march(7), set(), None),  # got it three days before, today
            (march(10), march(10), set(), None),
        ],
    )
    def test_goes_out(self, today, opened_on, told, due):
        given = ladder.reminder_due(opened_on=opened_on, due_on=DUE, today=today, days=REMINDS, told=told)

        assert given == due

    @pytest.mark.parametrize(
        ("at", "day", "due"),
        [
            (dt.datetime(2026, 3, 6, 14, 59, 59, tzinfo=dt.UTC), march(6), 7),
            (dt.datetime(2026, 3, 6, 15, 0, tzinfo=dt.UTC), march(7), 3),  # midnight in Seoul
            (dt.datetime(2026, 3, 10, 23, 59, 59, tzinfo=SEOUL), march(10), 0),
            (dt.datetime(2026, 3, 11, 0, 0, tzinfo=SEOUL), march(11), None),
        ],
    )
    def test_counts_days_in_seoul(self, at, day, due):
        today = clock.day(at)

        assert today == day
        given = ladder.reminder_due(opened_on=LONG_AGO, due_on=DUE, today=today, days=REMINDS, told=set())
        assert given == due


class TestRungs:
    RUNGS = (Rung(3, Tier.HANDLERS), Rung(7, Tier.APPROVERS))

    @pytest.mark.parametrize(
        ("today", "told", "steps"),
        [
            (march(10), set(), []),  # due today is not late
            (march(12), set(), []),
            (march(13), set(), [1]),
            (march(13), {1}, []),
            (march(16), {1}, []),
            (march(17), {1}, [2]),
            (march(17), set(), [1, 2]),  # nobody sent anything for days: both, each once
            (march(31), {1, 2}, []),
        ],
    )
    def test_are_reached(self, today, told, steps):
        due = ladder.rungs_due(due_on=DUE, today=today, rungs=self.RUNGS, told=told)

        assert [number for number, _rung in due] == steps

    def test_rise_on_every_ladder(self):
        for rungs in LADDERS.values():
            days = [rung.after_days for rung in rungs]
            assert days == sorted(set(days))
            assert days
            assert len({rung.tier for rung in rungs}) == len(rungs)

    def test_of_an_address_nobody_thought_of_are_none(self):
        assert ladder.ladder("PROGRAM", "AUDITOR") == ()


class TestSoon:
    @pytest.mark.parametrize(
        ("due_on", "soon"),
        [(march(9), False), (DUE, True), (march(13), True), (march(14), False), (None, False)],
    )
    def test_is_today_and_three_days_on(self, due_on, soon):
        assert ladder.is_soon(due_on, DUE) is soon
