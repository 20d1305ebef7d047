"""Asking for the bundle of a programme, and keeping one that was written."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.evidence.checks import ZIP
from core.evidence.operations import keep_file
from core.inbox import operations as inbox
from core.jobs.models import Job, Status
from core.jobs.operations import enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from programs.models import Program
from reporting.documents.bundles.contents import subjects_of
from reporting.documents.models import LANGUAGES, Bundle, Bundled
from reporting.documents.operations import UnknownLanguage
from reporting.documents.permissions import may_make_of_program


class UnknownContents(Refusal):
    """A bundle is asked for of what is bundled nowhere."""

    message = _("Choose whether there is to be one dossier for each grant or one for each consortium.")


class NothingToBundle(Refusal):
    """A bundle is asked for where there is nothing to make a dossier of."""

    message = _("This programme has nothing to make a dossier of yet.")


@operation
def request_bundle(*, program: Program, kind: str, language: str, by: User, at: dt.datetime) -> Job:
    """
    Have every dossier of a programme made and put into one ZIP; while that goes on, the same work is meant.

    :raises NotAllowed: if `by` may not have documents of the programme made.
    :raises UnknownContents: if `kind` is none of `Bundled`.
    :raises UnknownLanguage: if `language` is neither "ko" nor "en".
    :raises NothingToBundle: if there is nothing to make a dossier of.
    """
    program = Program.objects.lock(program.pk)
    require(may_make_of_program, by, program, at=at)
    if kind not in Bundled.values:
        raise UnknownContents(field="kind")
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    if not subjects_of(program, kind).exists():
        raise NothingToBundle()
    wanted: dict[str, Any] = {"program_id": program.pk, "kind_of": kind, "language": language}
    under_way = Job.objects.filter(
        kind="program_bundle", status__in=[Status.QUEUED, Status.STARTED], payload__contains=wanted
    )
    key = f"program_bundle:{program.pk}:{kind}:{language}:{at.isoformat()}"
    return under_way.first() or enqueue("program_bundle", key=key, requested_by=by, **wanted)


@operation
def keep_bundle(
    *,
    program: Program,
    kind: str,
    language: str,
    file: Path,
    documents: int,
    pages: int,
    hold: Callable[[], None],
    by: User,
    at: dt.datetime,
) -> Bundle:
    """
    Keep a bundle once by its bytes, moving its file, and tell who asked for it.

    :raises Lost: by `hold`, which keeps the job's row until this commits, if another worker has taken it
        over; then nothing is kept.
    :raises NotAllowed: if `by` may not have documents of the programme made any more.
    """
    hold()
    by = User.objects.get(pk=by.pk)  # with the roles of now: a long job read them once
    require(may_make_of_program, by, program, at=at)
    bundle, created = Bundle.objects.get_or_create(
        program=program,
        kind=kind,
        language=language,
        blob=keep_file(file, ZIP),
        defaults={"documents": documents, "pages": pages, "made_at": at, "made_by": by},
    )
    if created:
        inbox.open_item(
            key=f"bundle_made:{bundle.pk}",
            kind="bundle_made",
            subject=bundle,
            subject_kind="bundle",
            about=str(bundle),
            to=inbox.person(by),
            at=at,
            is_notice=True,
        )
    return bundle
