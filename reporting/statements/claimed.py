"""What makes up kilograms that a share can't give back: a table that claims, above statements, fill."""

import datetime as dt
from typing import Protocol

from core.ledger.operations import Move
from core.users.models import User


class Cover(Protocol):
    """Make up what a share can't give back of a lot, out of the claims that have it."""

    def __call__(
        self, lot_id: int, consortium_id: int, kilograms: int, *, at: dt.datetime, by: User, event: str
    ) -> list[Move]: ...


class NothingCovers(Exception):
    """No room above knows where the kilograms are."""


_covers: list[Cover] = []


def fill(cover: Cover) -> None:
    """Say what makes up a shortfall; filling it again replaces it."""
    _covers[:] = [cover]


def cover(
    lot_id: int, consortium_id: int, kilograms: int, *, at: dt.datetime, by: User, event: str
) -> list[Move]:
    """
    Return the moves that make up so many kg CO2e of a lot that a consortium's share can't give back.

    :raises NothingCovers: if no room above has filled the table.
    """
    if not _covers:
        raise NothingCovers(f"lot {lot_id}, consortium {consortium_id}: {kilograms} kg")
    return _covers[0](lot_id, consortium_id, kilograms, at=at, by=by, event=event)
