"""Is a document genuine, and does it still hold? For anybody who has the file or the code printed in it."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from reporting.documents import codes
from reporting.documents.facts import collect
from reporting.documents.models import Document
from reporting.documents.sections import SECTIONS

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


@dataclass(frozen=True)
class Verdict:
    """What is known of documents that state the same facts: one per language."""

    documents: tuple[Document, ...]
    is_current: bool
    changes: tuple[Change, ...] = ()
    newer: tuple[Document, ...] = ()

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
    return _verdict(Document.objects.with_parties().filter(blob__sha256=sha256))


def by_code(code: str) -> Verdict | None:
    """Return the verdict on the documents of a code, given as small digits; None if there is none."""
    return _verdict(Document.objects.with_parties().filter(facts_hash__startswith=code))


def _verdict(documents: Iterable[Document]) -> Verdict | None:
    found = tuple(sorted(documents, key=lambda one: one.language, reverse=True))
    if not found:
        return None
    one = found[0]
    facts = collect(one.consortium)
    if facts.sha256 == one.facts_hash:
        return Verdict(found, is_current=True)
    newest = Document.objects.with_parties().filter(
        kind=one.kind, consortium=one.consortium, facts_hash=facts.sha256
    )
    changes = _changes(one, json.loads(facts.canonical))
    return Verdict(found, False, changes, tuple(newest.order_by("-language")))


def _changes(document: Document, now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return in which sections the facts differ from those it carries; nothing if it carries none."""
    if document.figures is None:
        return ()
    then = json.loads(document.figures.path.read_bytes())
    return compare(then, now)


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
