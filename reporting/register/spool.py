"""Records on their way into a snapshot: on disk, not in memory, with the hash over them."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, Self

from reporting.register.public import RecordKind


def line_of(kind: str, data: dict[str, Any]) -> bytes:
    """Return a record as one line of JSON in the one form over which the hash is taken."""
    text = json.dumps([kind, data], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


class Spool:
    """A temporary file of records, one JSON line each; `sha256` is the hash over all its bytes."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the spool
        self._digest = hashlib.sha256()
        self.number = 0

    @classmethod
    def of(cls, records: Iterable[tuple[RecordKind, dict[str, Any]]]) -> Self:
        """Return a spool filled with records."""
        spool = cls()
        for kind, data in records:
            spool.add(kind, data)
        return spool

    def add(self, kind: str, data: dict[str, Any]) -> None:
        """Take one record up."""
        line = line_of(kind, data)
        self._digest.update(line)
        self._file.write(line)
        self.number += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        """The hash over all lines so far, hexadecimal."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the records again, in the order in which they came."""
        self._file.seek(0)
        for line in self._file:
            kind, data = json.loads(line)
            yield kind, data
