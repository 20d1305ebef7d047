"""Everything a document states, as one plain structure, and the hash over it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from core.workflow.moments import one_moment
from programs.models import Program
from reporting.documents.kinds import Period
from reporting.documents.recipes import Recipe


@dataclass(frozen=True)
class Facts:
    """The plain structure (texts, integers, decimals, dates), and the drawings made of the same figures."""

    plain: dict[str, Any]
    drawings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def canonical(self) -> bytes:
        """The facts as JSON in one canonical form: a document carries it, for anybody to hash."""
        text = json.dumps(
            self.plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_canonical
        )
        return text.encode()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 over the canonical form, hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def as_of(self) -> dt.datetime:
        """When the last of it happened: unlike the moment of asking, it is the same whenever one asks."""
        return max(_moments(self.plain))


def collect(recipe: Recipe, subject: Any, period: Period | None = None, *, is_drawn: bool = True) -> Facts:
    """
    Return the facts of a document, read at one moment, with its drawings unless only the facts are wanted.

    They hold codes instead of words, so that both languages state the same facts under the same hash.
    """
    with one_moment():
        stated = recipe.state(subject, period)
        drawings = recipe.draw(subject) if is_drawn and recipe.draw else {}
        head = {"document": _document(recipe, subject, period), "issuer": _issuer(recipe.program(subject))}
    return Facts(stated.plain | head, {**stated.drawings, **drawings})


def _document(recipe: Recipe, subject: Any, period: Period | None) -> dict[str, Any]:
    """Return which document it is: no two states the same facts under another name."""
    return {
        "kind": str(recipe.kind),
        "subject": subject.public_id,
        "from_on": period.from_on if period else None,
        "until_on": period.until_on if period else None,
    }


def _issuer(program: Program) -> dict[str, Any]:
    """Return in whose name it is made: the programme, its office, and the lines of the letterhead."""
    office = program.office
    return {
        "program_ko": program.name_ko,
        "program_en": program.name_en,
        "office_ko": office.name_ko,
        "office_en": office.name_en,
        "lines_ko": list(settings.DOCUMENT_ISSUER["ko"]),
        "lines_en": list(settings.DOCUMENT_ISSUER["en"]),
        "is_practice": program.is_practice,
    }


def _moments(value: Any, name: str = "") -> Iterator[dt.datetime]:
    """
    Yield every moment at which something in the facts happened, at any depth: what is named `at` or `…_at`.

    Any other moment is a term, for instance until when an answer holds, and may lie ahead.
    """
    if isinstance(value, dt.datetime):
        if name == "at" or name.endswith("_at"):
            yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _moments(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _moments(part, name)


def _canonical(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    raise TypeError(f"no canonical form of {type(value).__name__}")
