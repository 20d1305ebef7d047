"""
What a share lacks when its lot is restated below what was claimed: a table that the room of claims fills.

The room above knows which claims took the kilograms; this one only asks how they are made up.
"""

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from core.ledger.operations import Move
from core.users.models import User
from core.workflow.refusals import Refusal


class Cover(Protocol):
    """How claims make up for kilograms that a share no longer holds."""

    def __call__(
        self, *, lot_id: int, consortium_id: int, kilograms: int, at: dt.datetime, by: User, event: str
    ) -> list[Move]:
        """Return moves to `outside:verified` of exactly `kilograms`, and freeze the claims they concern."""


class AlreadyClaimed(Refusal):
    message = _(
        "The new figures take %(kilograms)s kg more from a share than it still holds, and no claim is known "
        "that could make up for them. Nothing was booked."
    )


_covers: list[Cover] = []


def declare(cover: Cover) -> Callable[[], None]:
    """Say who makes up for what a share lacks; return what takes it back, for tests."""
    _covers.insert(0, cover)
    return lambda: _covers.remove(cover)


def make_up(
    *, lot_id: int, consortium_id: int, kilograms: int, at: dt.datetime, by: User, event: str
) -> list[Move]:
    """
    Return the moves that make up for what a share lacks, in kg CO2e.

    :raises AlreadyClaimed: if nobody makes up for it, or for another amount.
    """
    lacking = {"lot_id": lot_id, "consortium_id": consortium_id, "kilograms": kilograms}
    moves = _covers[0](**lacking, at=at, by=by, event=event) if _covers else []
    if sum(move.amount for move in moves) != kilograms:
        raise AlreadyClaimed(kilograms=f"{kilograms:,}")
    return moves
