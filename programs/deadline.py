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

    def has_passed(self, at: dt.datetime) -> bool:
        """Say whether `at` is too late; the second that the deadline names is still in time."""
        return at.replace(microsecond=0) > self.moment

    def require(self, at: dt.datetime) -> None:
        """
        Go on only in time.

        :raises CallClosed: if the deadline has passed, naming it to the second.
        """
        if self.has_passed(at):
            raise CallClosed(deadline=str(self))

    @property
    def day(self) -> dt.date:
        """The calendar day in Seoul."""
        return self.moment.astimezone(SEOUL).date()

    def __str__(self) -> str:
        return f"{self.moment.astimezone(SEOUL):%Y-%m-%d %H:%M:%S} KST"


def require_open(opens_at: dt.datetime, deadline: Deadline, at: dt.datetime) -> None:
    """
    Go on only between the opening and the deadline, both included.

    :raises CallNotOpen: if it is too early.
    :raises CallClosed: if it is too late.
    """
    if at < opens_at:
        raise CallNotOpen(opens=str(Deadline(opens_at)))
    deadline.require(at)
