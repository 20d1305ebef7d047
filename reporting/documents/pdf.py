"""From facts to PDFs: a template, the project's font, no network, and the same bytes for the same facts."""

import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from reporting.documents.codes import DIGITS, address, qr_code, shown
from reporting.documents.collecting import Facts
from reporting.documents.glyphs import drawable
from reporting.documents.kinds import Kind

#: pages that a volume holds at most: more is slow to open, and no binder takes it
VOLUME = 300


@dataclass(frozen=True)
class Pdf:
    """The bytes of a PDF, its number of pages, and the page of the whole document it begins with."""

    data: bytes
    pages: int
    first_page: int = 1


def compose(facts: Facts, template: str, *, language: str, volumes: int = 1) -> str:
    """Return the document as HTML in that language; it says in how many volumes it is bound."""
    with translation.override(language):
        context = {
            "facts": facts.plain,
            "drawings": facts.drawings,
            "kind": Kind(facts.plain["document"]["kind"]).label,
            "as_of": facts.as_of,
            "sha256": facts.sha256,
            "language": language,
            "code": shown(facts.sha256),
            "address": address(facts.sha256),
            "drawing": qr_code(address(facts.sha256)),
            "volumes": [(number + 1, number * VOLUME + 1) for number in range(volumes)],
        }
        return render_to_string(template, context)


def draw(html: str) -> Pdf:
    """
    Return the HTML as a PDF.

    Nothing is fetched: fonts come from the project's fontconfig file, drawings stand in the text.
    """
    document = _laid_out(html)
    return Pdf(document.write_pdf(pdf_tags=True), len(document.pages))


def bind(composed: Callable[[int], str], facts: Facts) -> list[Pdf]:
    """
    Return the volumes of a document; `composed(volumes)` is its HTML if it has that many.

    Pages are numbered through, so volume n begins with page (n - 1) × 300 + 1. How many there are stands in
    the text, which is therefore laid out once more where one volume is too few.
    """
    volumes, needed = 0, 1
    while needed > volumes:
        volumes = needed
        document = _laid_out(composed(volumes))
        needed = -(-len(document.pages) // VOLUME)
    parts = [document.pages[first : first + VOLUME] for first in range(0, len(document.pages), VOLUME)]
    return [
        Pdf(_archived(document.copy(pages), facts), len(pages), number * VOLUME + 1)
        for number, pages in enumerate(parts)
    ]


def archive(html: str, facts: Facts) -> Pdf:
    """Return the HTML as one PDF/A-3a, however long it is."""
    document = _laid_out(html)
    return Pdf(_archived(document, facts), len(document.pages))


def _archived(document: Any, facts: Facts) -> bytes:
    """
    Return laid out pages as PDF/A-3a that carries its facts as `facts.json`, byte for byte what was hashed.

    Nothing in it depends on when or where it is made: the attachment is dated by the last fact, and the
    file's identifier is the beginning of the hash.
    """
    from weasyprint import Attachment

    at = facts.as_of.astimezone(dt.UTC)
    carried = Attachment(
        string=facts.canonical, name="facts.json", description="facts.json", relationship="Data",
        created=at, modified=at,
    )  # fmt: skip
    data: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a", pdf_tags=True, attachments=[carried], finisher=_mended,
        uncompressed_pdf=True, pdf_identifier=facts.sha256[:DIGITS].encode(),
    )  # fmt: skip
    return data


def _laid_out(html: str) -> Any:
    import weasyprint
    from weasyprint.urls import URLFetcher

    return weasyprint.HTML(string=drawable(html), url_fetcher=URLFetcher(allowed_protocols=())).render()


def _mended(_document: Any, pdf: Any) -> None:
    """
    Mend what PDF/A-3 refuses of what WeasyPrint 70 and pydyf 0.13 write.

    Compressed by themselves, they compress the metadata too, and a stream that happens to end in a carriage
    return has, with the line feed before `endstream`, no certain length. They also list an attachment twice
    (WeasyPrint's issue 2917). So all is asked for uncompressed, and compressed here.
    """
    for one in pdf.objects:
        extra = getattr(one, "extra", {})
        if hasattr(one, "stream") and "Filter" not in extra and extra.get("Type") != "/Metadata":
            _compress(one)
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _compress(stream: Any) -> None:
    """Compress a stream, and once more while it would end in a carriage return."""
    data = stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    filters: list[str] = []
    while not filters or data.endswith(b"\r"):
        data = zlib.compress(data, level=9)
        filters.append("/FlateDecode")
    stream.stream = [data]
    stream.extra["Filter"] = f"[{' '.join(filters)}]"
