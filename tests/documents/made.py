"""Having documents made in tests: asked for, made by the job's handler, and read."""

import io

from pypdf import PdfReader

from core.jobs.operations import Progress, take
from reporting.documents import operations, pdf
from reporting.documents.asking import ask
from reporting.documents.collecting import collect
from reporting.documents.kinds import Kind
from reporting.documents.models import Document
from reporting.documents.recipes import RECIPES
from reporting.documents.tasks import make_document
from reporting.documents.verifying import facts_now
from tests.factories.people import MOMENT

AUDIT = RECIPES[Kind.CONSORTIUM_AUDIT]


def requested(subject, by, language="ko", kind=Kind.CONSORTIUM_AUDIT, **days):
    """Return the job that somebody asked for, or the document that was made before."""
    return ask(recipe=RECIPES[kind], subject=subject, language=language, by=by, at=MOMENT, **days)


def made(subject, by, language="ko", kind=Kind.CONSORTIUM_AUDIT, **days):
    """Return the document, made as the worker makes it."""
    asked = requested(subject, by, language, kind, **days)
    return asked if isinstance(asked, Document) else made_by(take(asked.pk))


def made_by(job):
    """Return the document of a job that was taken."""
    return Document.objects.get(public_id=make_document(Progress(job), **job.payload)["document"])


def signed(document, by, name=None, at=MOMENT):
    """Return the signature that somebody puts under a document, with their own name unless another is typed."""
    typed = by.name if name is None else name
    facts_hash = facts_now(document).sha256
    return operations.sign(document=document, name=typed, facts_hash=facts_hash, by=by, at=at)


def facts_of(subject, kind=Kind.CONSORTIUM_AUDIT, period=None):
    """Return what a document states."""
    return collect(RECIPES[kind], subject, period)


def html_of(subject, language="ko", kind=Kind.CONSORTIUM_AUDIT, period=None):
    """Return what is drawn."""
    return pdf.compose(facts_of(subject, kind, period), RECIPES[kind].template, language=language)


def bytes_of(document, number=1):
    """Return the bytes of a volume."""
    return document.volumes.get(number=number).blob.path.read_bytes()


def text_of(document):
    """Return the reader of a document's first volume, and its text."""
    reader = PdfReader(io.BytesIO(bytes_of(document)))
    return reader, "\n".join(page.extract_text() for page in reader.pages)
