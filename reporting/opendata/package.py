"""The 360Giving data package, record by record: never more than a chunk of it is in memory."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from core.workflow.moments import one_moment
from reporting.opendata import publication as publications
from reporting.opendata.facts import GrantFacts
from reporting.opendata.publication import VERSION, Publication
from reporting.opendata.reading import CHUNK, read
from reporting.opendata.records import moment, record
from reporting.opendata.texts import Texts, texts
from reporting.register import public


class NothingToPublish(Exception):
    """No grant has to be disclosed yet: the standard knows no package without a grant."""


@dataclass(frozen=True)
class Written:
    """What was written: how many records, how many bytes, and their SHA-256."""

    records: int
    size: int
    sha256: str


def write(file: BinaryIO, *, chunk: int = CHUNK) -> Written:
    """
    Write the package of all disclosed grants, of one moment, as UTF-8.

    The same books give the same bytes: it is dated by its last fact, not by the moment of writing.

    :raises NothingToPublish: if no grant is disclosed.
    """
    with one_moment():
        publication = publications.current()
        if publication is None:
            raise NothingToPublish
        digest, size, pieces = hashlib.sha256(), 0, 0
        for text in stream(read(public.grants(), chunk), publication, texts()):
            data = text.encode()
            digest.update(data)
            size += file.write(data)
            pieces += 1
    if pieces == len(FRAME):
        raise NothingToPublish
    return Written(pieces - len(FRAME), size, digest.hexdigest())


#: what stands before the first grant and after the last
FRAME = ("head", "tail")


def stream(grants: Iterable[GrantFacts], publication: Publication, words: Texts) -> Iterator[str]:
    """Yield the head, a line for each grant, and the tail, where it is known when the last fact changed."""
    head = _json(_metadata(publication, words)).removesuffix("}")
    yield f'{head}, "grants": ['
    newest: dt.datetime | None = None
    for grant in grants:
        line = _json(record(grant, publication, words))
        yield f",\n{line}" if newest else f"\n{line}"
        newest = max(newest, grant.modified_at) if newest else grant.modified_at
    modified = f', "modified": {_json(moment(newest))}' if newest else ""
    yield f"\n]{modified}}}\n"


def _metadata(publication: Publication, words: Texts) -> dict[str, Any]:
    found = {
        "version": VERSION,
        "title": f"{publication.publisher.name} – {words.title}",
        "description": words.about,
        "identifier": publication.own_id("grants"),
        "publisher": {"identifier": publication.publisher.id, "name": publication.publisher.name},
        "downloadURL": publication.download_url,
        "accessURL": publication.access_url,
    }
    return found | ({"license": publication.licence} if publication.licence else {})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
