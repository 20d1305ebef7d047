"""Papers for the demo: small real PDFs, so that every piece of evidence can be opened."""

import datetime as dt
import io

from django.template.loader import render_to_string
from weasyprint import HTML

from core.evidence.models import Attachment
from core.evidence.operations import store
from core.users.models import User


def paper(
    title: str, lines: list[tuple[str, str]], *, filename: str, by: User, at: dt.datetime, number: str = ""
) -> Attachment:
    """Print a paper of labelled lines as PDF and hand it in for `by`."""
    html = render_to_string(
        "documents/demo_paper.html", {"title": title, "lines": lines, "number": number, "at": at}
    )
    content: bytes = HTML(string=html).write_pdf()
    return store(file=io.BytesIO(content), filename=filename, by=by, at=at)
