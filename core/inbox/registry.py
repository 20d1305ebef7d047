"""
Kinds of inbox items and of what they are about. Upper rooms declare both in AppConfig.ready().

A kind has its words, where it leads, whom it reaches, whether the law wants it served, and until when the
office means to have it done. A subject has its heading, the page of a case and the offices answering for it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.inbox.ladder import REMINDS
from core.users.models import Role


class How(TextChoices):
    """How a person wants to hear of a kind of item."""

    AT_ONCE = "AT_ONCE", _("At once, by e-mail")
    DIGEST = "DIGEST", _("Once a day, in one e-mail")
    INBOX = "INBOX", _("Only in the work list")


FIRMS = frozenset({Role.CLERK, Role.REPRESENTATIVE})
OFFICES = frozenset({Role.OFFICER, Role.AGENCY_OFFICER, Role.APPROVING_OFFICER})
REVIEWERS = frozenset({Role.REVIEWER})
VERIFIERS = frozenset({Role.VERIFIER})
EVERYBODY = frozenset(Role)

#: ministry and agency that answer for a case
Offices = tuple[int, int | None]


@dataclass(frozen=True)
class Group:
    """A heading of the work list, the digest and the page of choices; kinds are declared through it."""

    code: str
    label: Any = field(compare=False)
    order: int = field(compare=False)

    def declare(
        self, code: str, title: Any, url_name: str, to: Collection[str] = EVERYBODY, **facts: Any
    ) -> None:
        """
        Declare a kind of item whose page is `url_name`, reversed with the public id of the case.

        `to` names the roles it reaches; further facts are those of `Kind`. Without a page it leads home.
        """

        def address(public_id: str) -> str:
            return reverse(url_name, args=[public_id]) if url_name else "/"

        _kinds[code] = Kind(code, title, address, self, frozenset(map(Role, to)), **facts)

    def about(
        self,
        code: str,
        *,
        page: str = "",
        offices: Callable[[Collection[int]], dict[int, Offices]] | None = None,
    ) -> None:
        """
        Declare what items are about: the name of the page of a case, and the offices that answer for cases.

        `offices` is asked with many ids at once; without a page or offices there is none to lead or turn to.
        """
        _subjects[code] = Subject(code, self, page, offices or (lambda ids: {}))


OTHER = Group("other", _("Other"), 1000)


@dataclass(frozen=True)
class Kind:
    """
    A kind of item: its code, its title, and the address of the page where it is done.

    `is_legal` marks a decision or demand that the law wants served: nobody can choose not to be told at once.
    `within_days` is when the office means to have it done, where nothing else sets a day. Unless it `climbs`,
    nobody but the firm's own representatives hears that it is late. `over` says for which cases, of many ids
    at once, it can't be done any more. What a stand-in does as well waits for them, too: `by_stand_ins`.
    """

    code: str
    title: Any
    address: Callable[[str], str]
    group: Group = OTHER
    to: frozenset[Role] = EVERYBODY
    is_legal: bool = False
    default: How = How.AT_ONCE
    within_days: int | None = None
    reminds: tuple[int, ...] = REMINDS
    climbs: bool = True
    by_stand_ins: bool = False
    over: Callable[[Collection[int], dt.datetime], Collection[int]] | None = None

    def how(self, chosen: str | None) -> How:
        """Return how a person hears of it who chose this, or nothing."""
        return How.AT_ONCE if self.is_legal else How(chosen or self.default)


@dataclass(frozen=True)
class Subject:
    """What items are about: its heading, the name of its page, the offices of many cases at once."""

    code: str
    group: Group
    page: str
    offices: Callable[[Collection[int]], dict[int, Offices]]

    def address(self, public_id: str) -> str:
        """Return the page of a case, or an empty text."""
        return reverse(self.page, args=[public_id]) if self.page else ""


_kinds: dict[str, Kind] = {}
_subjects: dict[str, Subject] = {}


def declare(code: str, title: Any, url_name: str, to: Collection[str] = EVERYBODY, **facts: Any) -> None:
    """Declare a kind that stands under no heading of its own."""
    OTHER.declare(code, title, url_name, to, **facts)


def kind(code: str) -> Kind:
    """Return a declared kind; a KeyError means that no room declared it (a guard forbids it)."""
    return _kinds[code]


def kinds() -> dict[str, Kind]:
    """Return every declared kind."""
    return dict(_kinds)


def subject(code: str) -> Subject:
    """Return what items are about; one that no room declared stands under the last heading."""
    return _subjects.get(code) or Subject(code, OTHER, "", lambda ids: {})


def subjects() -> Mapping[str, Subject]:
    """Return everything that items are declared to be about."""
    return dict(_subjects)


def kinds_for(roles: Collection[str]) -> list[tuple[Group, list[Kind]]]:
    """Return the kinds that reach people with these roles, under their headings, in their order."""
    reaching = [one for one in _kinds.values() if one.to & frozenset(roles) or one.to == EVERYBODY]
    groups = sorted({one.group for one in reaching}, key=lambda group: group.order)
    return [(group, [one for one in reaching if one.group == group]) for group in groups]
