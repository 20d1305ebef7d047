"""From facts to a PDF: a template, the project's font, no network."""

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from reporting.documents.facts import Facts


@dataclass(frozen=True)
class Pdf:
    """The bytes of a PDF and its number of pages."""

    data: bytes
    pages: int


def compose(facts: Facts, *, language: str, at: dt.datetime) -> str:
    """Return the dossier as HTML in that language."""
    with translation.override(language):
        context = {
            "facts": facts.plain,
            "sha256": facts.sha256,
            "flow": facts.flow,
            "language": language,
            "made_at": at,
        }
        return render_to_string("documents/audit/dossier.html", context)


def draw(html: str) -> Pdf:
    """
    Return the HTML as a PDF.

    Nothing is fetched: fonts come from the project's fontconfig file, drawings stand in the text.
    """
    import weasyprint
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=fetcher).render()
    data: bytes = document.write_pdf(pdf_tags=True)
    return Pdf(data, len(document.pages))
