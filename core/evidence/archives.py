"""
Writing kept files into a ZIP: the same files give the same bytes, whichever system writes it, and when.

Nothing is compressed, every entry has the same date, files are read piece by piece. A file that is missing,
or whose bytes no longer have their hash, stops nothing and is never hidden: whoever writes an archive names
it with its `State`, and no list of fingerprints to check vouches for it.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Blob
from core.evidence.operations import place_for_files
from core.jobs.operations import Progress
from core.ui.export import harmless

#: the first moment a ZIP knows: when a file was put in says nothing about it
DATE = (1980, 1, 1, 0, 0, 0)
#: bytes in memory at once
PIECE = 1 << 20
_READABLE, _UNIX = 0o644 << 16, 3


class State(models.TextChoices):
    """How a kept file was found when it was put into an archive."""

    PRESENT = "present", _("Present")
    MISSING = "missing", _("Not there any more")
    ALTERED = "altered", _("Altered")


class Archive:
    """A ZIP that is being written; `hashes` has what is in it and has its SHA-256, by path."""

    def __init__(self, target: Path | BinaryIO) -> None:
        self.hashes: dict[str, str] = {}
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def put(self, path: str, data: bytes) -> None:
        """Write something made for the archive."""
        self._zip.writestr(_head(path, len(data)), data)
        self.hashes[path] = hashlib.sha256(data).hexdigest()

    def copy(self, path: str, blob: Blob) -> State:
        """Copy a kept file, and return how it was found; of a missing one nothing is written."""
        if not blob.path.is_file():
            return State.MISSING
        digest, head = hashlib.sha256(), _head(path, blob.size)
        with blob.path.open("rb") as source, self._zip.open(head, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                digest.update(piece)
                target.write(piece)
        if digest.hexdigest() != blob.sha256:
            return State.ALTERED
        self.hashes[path] = blob.sha256
        return State.PRESENT


def _head(path: str, size: int) -> zipfile.ZipInfo:
    """Return the head of an entry that depends on nothing but its path and size."""
    info = zipfile.ZipInfo(path, DATE)
    info.create_system, info.external_attr, info.file_size = _UNIX, _READABLE, size
    return info


def table(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as CSV that a spreadsheet opens; nothing in it is run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow(harmless(str(cell)) for cell in row)
    return text.getvalue().encode("utf-8-sig")


@contextmanager
def file_of(progress: Progress) -> Iterator[Path]:
    """Give where this attempt of a job writes; it is removed in the end, and what killed attempts left."""
    place, job = place_for_files(), progress.job
    for left in place.glob(f"bundle-{job.pk}-*.zip"):
        left.unlink(missing_ok=True)
    file = place / f"bundle-{job.pk}-{job.attempt}.zip"
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)
