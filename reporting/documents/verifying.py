"""Is a document genuine, and does it still hold? For anybody who has the file or the code printed in it."""

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.workflow.moments import one_moment
from reporting.documents import archives, codes
from reporting.documents.collecting import Facts, collect
from reporting.documents.kinds import Kind
from reporting.documents.models import Document, Volume
from reporting.documents.recipes import RECIPES
from reporting.documents.sections import DECIDED, SECTIONS

#: where the identifier of a PDF stands: in the trailer, at the end of the file
_TAIL = 4096
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*\(([0-9a-f]{%d})\)" % codes.DIGITS)


@dataclass(frozen=True)
class Change:
    """A section of a document: how many entries no longer stand so, and how many are new."""

    section: str
    gone: int
    new: int

    @property
    def label(self) -> Any:
        """The name of the section in words; a section that documents no longer have is another."""
        return SECTIONS.get(self.section, _("Other facts"))

    @property
    def is_decided(self) -> bool:
        """Whether anybody may be told of it: only what is decided changes there."""
        return self.section in DECIDED


@dataclass(frozen=True)
class Verdict:
    """What is known of documents that state the same facts: one per language."""

    documents: tuple[Document, ...]
    is_current: bool
    changes: tuple[Change, ...] = ()
    newer: tuple[Document, ...] = ()

    @property
    def told(self) -> list[Change]:
        """The changes that anybody may be told of."""
        return [change for change in self.changes if change.is_decided]

    @property
    def has_others(self) -> bool:
        """Whether there are changes of which nothing but that may be told."""
        return len(self.told) < len(self.changes)

    def has_code(self, code: str) -> bool:
        """Return whether this is the code printed in them."""
        return self.document.facts_hash.startswith(code)

    @property
    def signed(self) -> list[dt.datetime]:
        """When they were signed; by whom is for those who may read them."""
        return sorted(one.signed_at for document in self.documents for one in document.signatures.all())

    @property
    def document(self) -> Document:
        """Any of them, for what they have in common."""
        return self.documents[0]


@dataclass(frozen=True)
class Inspected:
    """A file that somebody handed in: its hash, and the code that its identifier names, if it does."""

    sha256: str
    code: str | None


def inspect(file: BinaryIO) -> Inspected:
    """Return what identifies the bytes of a file. Nothing of it is kept, and it is not opened as a PDF."""
    digest, tail = hashlib.sha256(), b""
    while chunk := file.read(1 << 16):
        digest.update(chunk)
        tail = (tail + chunk)[-_TAIL:]
    found = _IDENTIFIER.findall(tail)
    return Inspected(digest.hexdigest(), found[-1].decode() if found else None)


def by_file(sha256: str) -> Verdict | None:
    """Return the verdict on the document of which a file has every byte; None if it is none of ours."""
    return _verdict(Document.objects.with_parties().filter(volumes__blob__sha256=sha256))


def largest_size() -> int:
    """Return the size in bytes of the largest volume or archive that was made here; 0 before the first."""
    volumes = Volume.objects.order_by().aggregate(size=Max("blob__size"))["size"] or 0
    return max(volumes, archives.largest())


def by_code(code: str) -> Verdict | None:
    """Return the verdict on the documents of a code, given as small digits; None if there is none."""
    return _verdict(Document.objects.with_parties().filter(facts_hash__startswith=code))


def _verdict(documents: Iterable[Document]) -> Verdict | None:
    found = tuple(sorted(documents, key=lambda one: one.language, reverse=True))
    if not found:
        return None
    one = found[0]
    facts = facts_now(one)
    if facts.sha256 == one.facts_hash:
        return Verdict(found, is_current=True)
    newest = Document.objects.with_parties().filter(
        kind=one.kind, subject_id=one.subject_id, from_on=one.from_on, until_on=one.until_on,
        facts_hash=facts.sha256,
    )  # fmt: skip
    return Verdict(found, False, changes_since(one, facts), tuple(newest.order_by("-language")))


def facts_now(document: Document) -> Facts:
    """Return the facts that a document would state if it were made now."""
    recipe = RECIPES[Kind(document.kind)]
    with one_moment():
        return collect(recipe, recipe.subject(document.subject_id), document.period, is_drawn=False)


def changes_since(document: Document, now: Facts) -> tuple[Change, ...]:
    """Return in which sections the facts differ from those it carries; none if it carries none any more."""
    if document.figures is None or now.sha256 == document.facts_hash:
        return ()
    try:
        then = document.figures.path.read_bytes()
    except FileNotFoundError:  # that it is superseded is known without them
        return ()
    return compare(json.loads(then), json.loads(now.canonical))


def compare(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return the sections in which two states of facts differ, in the order of their names."""
    found = []
    for section in sorted(then.keys() | now.keys()):
        before, after = _entries(then.get(section)), _entries(now.get(section))
        if before != after:
            found.append(Change(section, (before - after).total(), (after - before).total()))
    return tuple(found)


def _entries(section: Any) -> Counter[str]:
    """Return the entries of a section, each as JSON: a list's items, a form's fields, or the one value."""
    if isinstance(section, dict):
        section = list(section.items())
    entries = section if isinstance(section, list) else [section]
    return Counter(json.dumps(one, sort_keys=True, ensure_ascii=False) for one in entries)
