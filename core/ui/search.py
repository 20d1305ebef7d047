"""
The search over everything: a table of kinds that the rooms fill in `AppConfig.ready()`.

A kind gets the person and the question and answers with what that person may see, at most `MOST` hits, in a
fixed number of queries.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse

#: hits shown of one kind
MOST = 8
#: shorter questions find everything and mean nothing
SHORTEST = 2
LONGEST = 80
MOST_WORDS = 6
#: fewer digits than these are in too many numbers
FEWEST_DIGITS = 3


@dataclass(frozen=True)
class Question:
    """What somebody typed: its words, and its digits where it looks like a number."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        """The words that all have to be found."""
        return self.text[:LONGEST].split()[:MOST_WORDS]

    @cached_property
    def number(self) -> str:
        """The digits of a business, corporate or invoice number, without hyphens; empty if it is none."""
        bare = re.sub(r"[\s-]", "", self.text[:LONGEST])
        return bare if bare.isascii() and bare.isdigit() and len(bare) >= FEWEST_DIGITS else ""

    @cached_property
    def code(self) -> str:
        """The text as a bank reference, a serial number or a public id: without spaces around it."""
        return self.text.strip()[:LONGEST]

    def is_enough(self) -> bool:
        """Say whether there is enough to search for."""
        return len(self.text.strip()) >= SHORTEST

    def in_fields(self, *fields: str, numbers: Sequence[str] = (), codes: Sequence[str] = ()) -> Q:
        """
        Return the condition: every word in one of the fields, or the digits in one of the numbers, or the
        whole text in one of the codes.
        """
        found = Q()
        for word in self.words:
            anywhere = Q()
            for name in fields:
                anywhere |= Q(**{f"{name}__icontains": word})
            found &= anywhere
        for name in numbers:
            if self.number:
                found |= Q(**{f"{name}__contains": self.number})
        for name in codes:
            found |= Q(**{f"{name}__iexact": self.code})
        return found


@dataclass(frozen=True)
class Hit:
    """
    One thing that was found: what it is called, where it is, what is about it, and how far it is.

    `row` is what was found where no status is told of it, for those who go on from there.
    """

    title: str
    href: str
    about: str = ""
    case: Any = None
    row: Any = None


@dataclass(frozen=True)
class Kind:
    """One kind of thing that can be found; `list_url` names its list, which takes the same `q`."""

    code: str
    label: Any
    find: Callable[[Any, Question], Sequence[Hit]]
    order: int
    list_url: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind, and where all of them are listed."""

    kind: Kind
    hits: Sequence[Hit]
    href: str


_kinds: dict[str, Kind] = {}


def declare(
    code: str, label: Any, find: Callable[[Any, Question], Sequence[Hit]], *, order: int, list_url: str = ""
) -> None:
    """Let the search find things of this kind; declaring the same code again replaces it."""
    _kinds[code] = Kind(code, label, find, order, list_url)


def kinds() -> list[Kind]:
    """Return every declared kind in the order of the page."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.code))


def search(user: Any, question: Question) -> list[Found]:
    """Return what the person may see of what was asked for, by kind; kinds without a hit are left out."""
    if not question.is_enough():
        return []
    found = [(kind, kind.find(user, question)[:MOST]) for kind in kinds()]
    return [Found(kind, hits, _list_of(kind)) for kind, hits in found if hits]


def _list_of(kind: Kind) -> str:
    return reverse(kind.list_url) if kind.list_url else ""
