"""Asking for a document, and keeping one that was made."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.evidence.checks import JSON, PDF
from core.evidence.operations import keep_bytes
from core.inbox import operations as inbox
from core.jobs.models import Job
from core.jobs.operations import Progress, enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from programs.models import Consortium
from reporting.documents import permissions
from reporting.documents.facts import Facts, collect
from reporting.documents.models import LANGUAGES, Document, Kind
from reporting.documents.pdf import Pdf


class UnknownLanguage(Refusal):
    """A language in which no document is written."""

    message = _("Documents are written in Korean or in English.")


@operation
def request_chain_audit(*, consortium: Consortium, language: str, by: User, at: dt.datetime) -> Job:
    """
    Have the audit dossier of the chain made in the background; the same facts are made once per language.

    :raises NotAllowed: if `by` may not have it made.
    :raises UnknownLanguage: if `language` is neither "ko" nor "en".
    """
    require(permissions.may_make_audit, by, consortium, at=at)
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    facts = collect(consortium)
    return enqueue(
        "chain_audit",
        key=f"chain_audit:{consortium.pk}:{language}:{facts.sha256}",
        requested_by=by,
        consortium_id=consortium.pk,
        language=language,
    )


def made(job: Job) -> Document | None:
    """Return the document that a finished job made."""
    return Document.objects.filter(public_id=job.result.get("document", "")).first()


@operation
def keep(
    *,
    consortium: Consortium,
    language: str,
    facts: Facts,
    pdf: Pdf,
    progress: Progress,
    by: User,
    at: dt.datetime,
) -> Document:
    """
    Keep a dossier once per facts and language, and tell who asked for it.

    :raises Lost: if another worker has taken over the job; then nothing is kept.
    """
    progress(3, 4, gettext_noop("Keeping the document"))  # holds the job's row until this commits
    document, created = Document.objects.get_or_create(
        kind=Kind.CHAIN_AUDIT,
        consortium=consortium,
        language=language,
        facts_hash=facts.sha256,
        defaults={
            "blob": keep_bytes(pdf.data, PDF),
            "figures": keep_bytes(facts.canonical, JSON),
            "pages": pdf.pages,
            "made_at": at,
            "made_by": by,
        },
    )
    if created:
        inbox.open_item(
            key=f"document_made:{document.pk}",
            kind="document_made",
            subject=document,
            subject_kind="document",
            about=str(document),
            to=inbox.person(by),
            at=at,
            is_notice=True,
        )
    return document
