"""
What can be talked about: a table that upper rooms fill in `AppConfig.ready()`.

This room knows no programme; a room that has cases says how one is found, what it is called, which office
handles it, which firm it belongs to, and from when on the office knows of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.users.scopes import ScopeKind

if TYPE_CHECKING:
    from core.inbox.operations import Addressee


@dataclass(frozen=True)
class Facts:
    """What a room says of one case: firm, scopes of its office, whom a question reaches there, its status."""

    firm_id: int
    office_pairs: Sequence[tuple[str, int]]
    office: "Sequence[Addressee]"
    is_shared: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of case: its code, the cases a person may see, and the facts of one."""

    code: str
    visible_to: Callable[[Any], Any]
    facts: Callable[[Any], Facts]


@dataclass(frozen=True)
class Topic:
    """One case that is talked about."""

    kind: str
    case: Any
    facts: Facts

    def __str__(self) -> str:
        return str(self.case)

    @property
    def pk(self) -> int:
        """Id of the case."""
        return self.case.pk

    @property
    def firm_pair(self) -> tuple[str, int]:
        """The scope of the firm's people."""
        return (ScopeKind.FIRM, self.facts.firm_id)

    def get_absolute_url(self) -> str:
        """Return the page of the case."""
        return self.case.get_absolute_url()


_kinds: dict[str, Kind] = {}


def declare(code: str, visible_to: Callable[[Any], Any], facts: Callable[[Any], Facts]) -> None:
    """Let the cases of a kind be talked about."""
    _kinds[code] = Kind(code, visible_to, facts)


def kinds() -> dict[str, Kind]:
    """Return every declared kind."""
    return dict(_kinds)


def topic(code: str, case: Any) -> Topic:
    """Return a case as something to talk about."""
    return Topic(code, case, _kinds[code].facts(case))


def find(code: str, user: Any, **which: Any) -> Topic | None:
    """Return the topic among the cases this person may see (`public_id=` or `pk=`), or None."""
    if code not in _kinds:
        return None
    case = _kinds[code].visible_to(user).filter(**which).first()
    return topic(code, case) if case else None
