"""The one deadline object, for the page, the server and the reminder."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from programs.refusals import ArrivedLate, CallClosed, CallNotOpen

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

    def left(self, at: dt.datetime) -> dt.timedelta:
        """Return how long it is open from `at`, on; negative once it has passed."""
        return self.moment - at.replace(microsecond=0)

    def takes(self, at: dt.datetime, *, begun_at: dt.datetime | None, grace: dt.timedelta) -> bool:
        """Say whether what arrives at `at` is taken: in time, or begun in time and within the grace."""
        if not self.has_passed(at):
            return True
        return self.saw_begin(begun_at) and not Deadline(self.moment + grace).has_passed(at)

    def saw_begin(self, begun_at: dt.datetime | None) -> bool:
        """Say whether something was begun in time."""
        return begun_at is not None and not self.has_passed(begun_at)

    def refusal(self, at: dt.datetime, *, begun_at: dt.datetime | None, ask: str) -> CallClosed:
        """Return what is said of something that came too late; `ask`: the office that can be asked."""
        if begun_at is None or not self.saw_begin(begun_at):
            return CallClosed(deadline=str(self))
        clock = {"begun": begun_at, "arrived": at, "deadline": self.moment}
        return ArrivedLate(ask=ask, **{name: to_the_second(one) for name, one in clock.items()})

    @property
    def day(self) -> dt.date:
        """The calendar day in Seoul."""
        return self.moment.astimezone(SEOUL).date()

    def __str__(self) -> str:
        """Return the moment as people say it: 23:59 for the last second of a day; other seconds are named."""
        moment = self.moment.astimezone(SEOUL)
        return f"{moment:%Y-%m-%d %H:%M}" if moment.second in (0, 59) else f"{moment:%Y-%m-%d %H:%M:%S}"


def to_the_second(moment: dt.datetime) -> str:
    """Return a moment on Seoul's clock with its seconds."""
    return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"


def require_arrival(
    opens_at: dt.datetime,
    deadline: Deadline,
    at: dt.datetime,
    *,
    begun_at: dt.datetime | None,
    grace: dt.timedelta,
    ask: str,
) -> bool:
    """
    Return whether what arrives at `at` landed late: begun in time and taken within the grace.

    :raises CallNotOpen: if it is too early.
    :raises CallClosed: if it is too late.
    :raises ArrivedLate: if it is too late although it was begun in time; `ask` is who can be asked.
    """
    if at < opens_at:
        raise CallNotOpen(opens=str(Deadline(opens_at)))
    if not deadline.takes(at, begun_at=begun_at, grace=grace):
        raise deadline.refusal(at, begun_at=begun_at, ask=ask)
    return deadline.has_passed(at)


def require_open(opens_at: dt.datetime, deadline: Deadline, at: dt.datetime) -> None:
    """
    Go on only between the opening and the deadline, both included.

    :raises CallNotOpen: if it is too early.
    :raises CallClosed: if it is too late.
    """
    if at < opens_at:
        raise CallNotOpen(opens=str(Deadline(opens_at)))
    deadline.require(at)
