"""The one deadline object, for the page, the server and the reminder."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class Deadline:
    """A moment until which something is taken, the last second included, in Asia/Seoul."""

    moment: dt.datetime

    def has_passed(self, at: dt.datetime) -> bool:
        """Say whether `at` is too late, by whatever little."""
        return at > self.moment

    @property
    def day(self) -> dt.date:
        """The calendar day in Seoul."""
        return self.moment.astimezone(SEOUL).date()

    def __str__(self) -> str:
        return f"{self.moment.astimezone(SEOUL):%Y-%m-%d %H:%M:%S} KST"
