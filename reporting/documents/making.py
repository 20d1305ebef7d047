"""Making one document: facts, pages, and keeping them; nothing is drawn that was drawn before."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop

from core.users.models import User
from core.workflow import clock
from core.workflow.moments import one_moment
from reporting.documents import operations, pdf
from reporting.documents.collecting import Facts, collect
from reporting.documents.kinds import Period
from reporting.documents.models import Document
from reporting.documents.recipes import Recipe


def make(
    recipe: Recipe,
    subject: Any,
    *,
    language: str,
    period: Period | None,
    by: User,
    say: Callable[[int, str], None],
    is_told: bool = True,
) -> Document:
    """
    Return the document of today's facts: the one that was made of them, or a new one.

    `say(done, message)` reports how many of 4 steps are done, and raises `Lost` if the job was taken over.

    :raises NothingDecided: if the decision it states was taken back since it was asked for.
    :raises NotAllowed: if `by` lost the right to it since it was asked for.
    """
    say(0, gettext_noop("Collecting the facts"))
    subject, facts = _read(recipe, subject.pk, period)
    identity = operations.identity(recipe, subject, period, language, facts.sha256)
    found = Document.objects.filter(**identity).first()
    if found:
        return found
    say(1, gettext_noop("Drawing the pages"))
    volumes = pdf.bind(partial(_composed, facts, recipe.template, language), facts)
    return operations.keep(
        recipe=recipe,
        subject=subject,
        period=period,
        language=language,
        facts=facts,
        volumes=volumes,
        hold=lambda: say(3, gettext_noop("Keeping the document")),
        is_told=is_told,
        by=by,
        at=clock.now(),
    )


def _read(recipe: Recipe, subject_id: int, period: Period | None) -> tuple[Any, Facts]:
    """
    Return the case with all its facts as they are at one moment, whoever moves it meanwhile.

    :raises NothingDecided: if it has moved on since the document was asked for.
    """
    with one_moment():
        subject = recipe.subject(subject_id)
        if not recipe.is_due(subject):
            raise operations.NothingDecided()
        return subject, collect(recipe, subject, period)


def _composed(facts: Facts, template: str, language: str, volumes: int) -> str:
    return pdf.compose(facts, template, language=language, volumes=volumes)
