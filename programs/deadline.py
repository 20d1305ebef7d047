"""The one deadline object, for the page, the server and the reminder."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from programs.refusals import CallClosed, CallNotOpen

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class Deadline:
    """A moment until which something is taken, the last second included, in Asia/Seoul."""

    moment: dt.datetime

    @classmethod
    def days_after(cls, notice: dt.datetime, days: int) -> "Deadline":
        """
        Return the last second of the day so many days after a notice, the day of the notice not counted.

        Civil Act, art. 157 and 159: the first day does not count, the period ends with its last day.
        """
        last = notice.astimezone(SEOUL).date() + dt.timedelta(days=days)
        return cls(dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=SEOUL))

    def has_passed(self, at: dt.datetime) -> bool:
        """Say whether `at` is too late; the second that the deadline names is still in time."""
        return at.replace(microsecond=0) > self.moment

    def require(self, at: dt.datetime) -> None:
        """
        Go on only in time.

        :raises CallClosed: if the deadline has passed, naming it.
        """
        if self.has_passed(at):
            raise CallClosed(deadline=str(self))

    @property
    def day(self) -> dt.date:
        """The calendar day in Seoul."""
        return self.moment.astimezone(SEOUL).date()

    def __str__(self) -> str:
        """Return the moment as people say it: 23:59 for the last second of a day; other seconds are named."""
        moment = self.moment.astimezone(SEOUL)
        return f"{moment:%Y-%m-%d %H:%M}" if moment.second in (0, 59) else f"{moment:%Y-%m-%d %H:%M:%S}"


def require_open(opens_at: dt.datetime, deadline: Deadline, at: dt.datetime) -> None:
    """
    Go on only between the opening and the deadline, both included.

    :raises CallNotOpen: if it is too early.
    :raises CallClosed: if it is too late.
    """
    if at < opens_at:
        raise CallNotOpen(opens=str(Deadline(opens_at)))
    deadline.require(at)
