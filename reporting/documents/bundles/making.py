"""Making a bundle: every dossier of the programme, those made before found again, then the ZIP."""

from django.utils.translation import gettext_noop

from core.evidence.archives import file_of
from core.jobs.operations import Progress
from core.users.models import User
from core.workflow import clock
from programs.models import Program
from reporting.documents.bundles import operations
from reporting.documents.bundles.contents import members, subjects_of
from reporting.documents.bundles.writing import write
from reporting.documents.kinds import Kind
from reporting.documents.making import make
from reporting.documents.models import Bundle
from reporting.documents.recipes import RECIPES

DRAWING, PACKING = gettext_noop("Making the dossiers"), gettext_noop("Writing the ZIP")


def make_bundle(progress: Progress, program: Program, *, kind: str, language: str, by: User) -> Bundle:
    """
    Return the bundle of today's facts.

    A dossier made of the same facts is found and not drawn again: whoever takes over from a killed worker
    goes on where that one was. Each dossier states its own moment.

    :raises Lost: if another worker has taken over.
    """
    subjects = list(subjects_of(program, kind).values_list("pk", flat=True))
    total = len(subjects) + 1
    documents = [
        _dossier(progress, number, total, subject, kind=kind, language=language, by=by)
        for number, subject in enumerate(subjects)
    ]
    with file_of(progress) as file:
        pages = write(
            file,
            members(documents),
            program=program,
            kind=kind,
            language=language,
            say=lambda _number: progress(len(subjects), total, PACKING),
        )
        return operations.keep_bundle(
            program=program,
            kind=kind,
            language=language,
            file=file,
            documents=len(documents),
            pages=pages,
            hold=lambda: progress(len(subjects), total, PACKING),
            by=by,
            at=clock.now(),
        )


def _dossier(
    progress: Progress, number: int, total: int, subject: int, *, kind: str, language: str, by: User
) -> int:
    """Return the id of the dossier of one row; nobody is told of each."""
    recipe = RECIPES[Kind(kind)]
    document = make(
        recipe,
        recipe.subject(subject),
        language=language,
        period=None,
        by=by,
        say=lambda _done, _message: progress(number, total, DRAWING),
        is_told=False,
    )
    return document.pk
