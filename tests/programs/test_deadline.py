"""The one deadline object."""

import datetime as dt

import pytest

from programs.deadline import SEOUL, Deadline, require_open
from programs.refusals import CallClosed, CallNotOpen

LAST = dt.datetime(2026, 3, 6, 23, 59, 59, tzinfo=SEOUL)
SECOND = dt.timedelta(seconds=1)
deadline = Deadline(LAST)


class TestDeadline:
    def test_includes_its_last_second_and_nothing_after_it(self):
        assert not deadline.has_passed(LAST)
        assert not deadline.has_passed(LAST + dt.timedelta(microseconds=999_999))
        assert deadline.has_passed(LAST + SECOND)

    def test_is_the_same_moment_wherever_it_is_read(self):
        assert not deadline.has_passed(LAST.astimezone(dt.UTC))
        assert str(Deadline(LAST.astimezone(dt.UTC))) == "2026-03-06 23:59"
        assert Deadline(dt.datetime(2026, 3, 6, 15, tzinfo=dt.UTC)).day == dt.date(2026, 3, 7)

    def test_names_seconds_only_where_somebody_set_some(self):
        assert str(Deadline(LAST - dt.timedelta(seconds=29))) == "2026-03-06 23:59:30"


class TestRequireOpen:
    opens = LAST - dt.timedelta(days=30)

    def test_takes_what_comes_between(self):
        require_open(self.opens, deadline, self.opens)
        require_open(self.opens, deadline, LAST)

    def test_refuses_what_comes_too_early(self):
        with pytest.raises(CallNotOpen, match="opens on 2026-02-04 23:59"):
            require_open(self.opens, deadline, self.opens - SECOND)

    def test_refuses_what_comes_one_second_late_and_names_the_deadline(self):
        with pytest.raises(CallClosed, match="The deadline was 2026-03-06 23:59"):
            require_open(self.opens, deadline, LAST + SECOND)
