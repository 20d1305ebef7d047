"""What a trail is made of: stages in their order, in each the steps, under each its transfers and papers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.evidence.models import Attachment
from core.ledger.models import Transfer
from reporting.dashboards.queries.accounts import Side


@dataclass(frozen=True)
class Move:
    """One transfer of the book as its reader sees it: both sides in words."""

    transfer: Transfer
    source: Side
    target: Side

    def is_at(self, owner_kind: str, pk: int | None = None) -> bool:
        """Say whether it touches an account of this owner, or of any owner of this kind."""
        sides = (self.transfer.source, self.transfer.target)
        return any(side.owner_kind == owner_kind and pk in (None, side.owner_id) for side in sides)

    def leaves(self, owner_kind: str, pk: int) -> bool:
        """Say whether it goes out of an account of this owner."""
        source = self.transfer.source
        return (source.owner_kind, source.owner_id) == (owner_kind, pk)


@dataclass(frozen=True)
class Paper:
    """A file that bears a step: its name, its SHA-256, where it is read."""

    filename: str
    sha256: str
    size: int
    href: str

    @classmethod
    def of(cls, attachment: Attachment, href: str) -> "Paper":
        """Return the file as a page shows it; its content has been read along."""
        return cls(attachment.filename, attachment.blob.sha256, attachment.blob.size, href)


@dataclass(frozen=True)
class Step:
    """
    One step of a trail: what, how much, when, who; its page, its transfers, its papers.

    `amount` is in won or kilograms of CO2e, as its trail counts; `trail` is where the step is followed on.
    """

    what: Any
    about: Any = ""
    amount: int | None = None
    on: dt.date | None = None
    at: dt.datetime | None = None
    who: Any = ""
    page: str = ""
    trail: str = ""
    is_here: bool = False
    moves: tuple[Move, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A part of the way; `note` says what can be followed here and what can't."""

    key: str
    title: Any
    steps: tuple[Step, ...]
    note: Any = ""


@dataclass(frozen=True)
class Trail:
    """A whole way, backward to its origin and forward to its end."""

    title: Any
    kind: Any
    subject: Any
    who: Any
    amount: int | None
    is_won: bool
    stages: tuple[Stage, ...] = field(default=())


def stages(*found: Stage) -> tuple[Stage, ...]:
    """Return the stages in which something happened, or of which something has to be said."""
    return tuple(stage for stage in found if stage.steps or stage.note)


def stage(key: str, title: Any, steps: Iterable[Step], note: Any = "") -> Stage:
    """Return a stage of these steps; a note alone, without any step, is left out."""
    found = tuple(steps)
    return Stage(key, title, found, note if found else "")
