"""What the pages of every case show alike: a line of its history, and a step that may be taken now."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """Who did what, when and why."""

    at: dt.datetime
    who: str
    sentence: Any
    reason: str


@dataclass(frozen=True)
class Action:
    """A step that may be taken now: its words, its address, its weight."""

    label: Any
    href: str
    tone: str = "primary"
