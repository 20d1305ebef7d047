"""
Writing a bundle: every file of some grants under a clear name, a manifest, and SHA256SUMS.

The same files give the same bytes (`core.evidence.archives`), in the order in which they were handed in. A
file that is missing, or whose bytes no longer have their hash, is named in the manifest and stops nothing.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

from core.evidence.archives import Archive, State, table
from core.evidence.models import Attachment
from disbursements.models import Grant
from reporting.auditing.files import grants_by_file, within_grants

#: files whose rows are in memory at once
CHUNK = 500
#: bytes of a name: what every file system takes, with the number before it
LONGEST = 120


@dataclass(frozen=True)
class Entry:
    """A file as the manifest names it: its place in the bundle, its hash, what it belongs to, by whom."""

    path: str
    sha256: str
    size: int
    status: str
    grant: str
    firm: str
    belongs_to: str
    purpose: str
    original_name: str
    media_type: str
    uploaded_by: str
    uploaded_at: str


@dataclass(frozen=True)
class Written:
    """What a bundle came to."""

    manifest_hash: str
    total: int
    lacking: int


def safe_name(name: str) -> str:
    """
    Return a file name that no system reads as anything else: no separators, controls or marks of direction.

    Its ending stays, its beginning is cut at `LONGEST` bytes; what is left of nothing is called `file`.
    """
    plain = unicodedata.normalize("NFC", name)
    kept = "".join(
        "_" if letter in '/\\\\:*?"<>|' or unicodedata.category(letter)[0] in "CZ" else letter
        for letter in plain
    )
    kept = re.sub(r"_+", "_", kept).strip("._- ")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 8:
        stem, ending = kept, ""
    room = LONGEST - len(ending.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore") or "file"
    return f"{stem}.{ending}" if ending else stem


def write(grants: Collection[int], target: Path | BinaryIO, told: Callable[[int, int], None]) -> Written:
    """Write the bundle of these grants; `told(done, total)` hears how far it is."""
    files = Attachment.objects.filter(within_grants(list(grants)))
    total = files.count()
    entries: list[Entry] = []
    named = Grant.objects.select_related("firm", "application").in_bulk(list(grants))
    with Archive(target) as archive:
        for one, grant in _rows(files, named):
            told(len(entries), total)
            entries.append(_add(archive, one, grant, len(entries) + 1))
        archive.put("manifest.json", _json(entries))
        names = [field.name for field in fields(Entry)]
        archive.put("manifest.csv", table(names, (list(asdict(entry).values()) for entry in entries)))
        sums = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(archive.hashes.items()))
        archive.put("SHA256SUMS", sums.encode())
    lacking = sum(entry.status != State.PRESENT for entry in entries)
    return Written(archive.hashes["manifest.json"], len(entries), lacking)


def _rows(files: Any, named: dict[int, Grant]) -> Iterator[tuple[Attachment, Grant]]:
    """Yield the files in the order in which they were handed in, each with its grant, some at a time."""
    rows = files.select_related("blob", "uploaded_by").order_by("pk")
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:CHUNK]):
        whose = grants_by_file(piece, list(named))
        for one in piece:
            yield one, named[whose[one.pk]]
        last = piece[-1].pk


def _add(archive: Archive, one: Attachment, grant: Grant, number: int) -> Entry:
    """Write a file under its number, and return what the manifest says of it."""
    folder = safe_name(f"{grant.firm.name}-{grant.public_id}")
    path = f"files/{folder}/{number:05d}-{one.owner_kind}-{safe_name(one.filename)}"
    status = archive.copy(path, one.blob)
    return Entry(
        path=path, sha256=one.blob.sha256, size=one.blob.size, status=status.value,
        grant=grant.public_id, firm=grant.firm.name,
        belongs_to=one.owner_kind or "", purpose=one.purpose, original_name=one.filename,
        media_type=one.blob.media_type, uploaded_by=str(one.uploaded_by),
        uploaded_at=one.uploaded_at.isoformat(),
    )  # fmt: skip


def _json(entries: list[Entry]) -> bytes:
    told = {"files": [asdict(entry) for entry in entries]}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
