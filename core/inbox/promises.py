"""
Every step puts work in somebody's inbox: a table that upper rooms fill in `AppConfig.ready()`.

For every status of a kind of case it names the kinds of work one of which waits while the case is there, or
why nobody has to act. A case may also wait for another one that has promises of its own: an award that is
objected to waits for the answer. A guard walks all tables of transitions and plays cases through them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.inbox.models import Item


class Nobody(str):
    """Why nobody has to act while a case is in a status."""

    __slots__ = ()


@dataclass(frozen=True)
class Promise:
    """What waits about a kind of case, status by status."""

    model: Any
    subject_kind: str
    table: Mapping[str, frozenset[str] | Nobody]
    #: returns the cases that are to go on first
    waits_for: Callable[[Any], Iterable[Any]] | None = None

    def is_broken(self, case: Any) -> bool:
        """Say whether somebody must act on the case, and nobody finds it among their work."""
        kinds = self.table[case.status]
        if isinstance(kinds, Nobody):
            return False
        first = list(self.waits_for(case)) if self.waits_for else []
        if first:
            return any(_promises[type(one)].is_broken(one) for one in first)
        about = Item.objects.open().filter(
            subject_kind=self.subject_kind, subject_id=case.pk, is_notice=False
        )
        return not about.filter(kind__in=kinds).exists()


_promises: dict[Any, Promise] = {}


def declare(
    model: Any,
    subject_kind: str,
    table: Mapping[str, frozenset[str] | Nobody],
    *,
    waits_for: Callable[[Any], Iterable[Any]] | None = None,
) -> None:
    """
    Say what waits about cases of a model while they are in each of their statuses.

    `waits_for` returns the cases that are to go on first; while there are any, they alone have to wait for
    somebody.
    """
    by_status = {str(status): what for status, what in table.items()}
    _promises[model] = Promise(model, subject_kind, by_status, waits_for)


def promises() -> dict[Any, Promise]:
    """Return what is promised, by model."""
    return dict(_promises)


def work(*kinds: str) -> frozenset[str]:
    """Name the kinds of work one of which waits."""
    return frozenset(kinds)
