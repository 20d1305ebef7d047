"""Asking for a document, keeping one that was made, and signing one."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.evidence.checks import JSON, PDF
from core.evidence.operations import keep_bytes
from core.inbox import operations as inbox
from core.jobs.models import Job, Status
from core.jobs.operations import enqueue
from core.users.models import User
from core.users.permissions import NOT_YOURS, NotAllowed, require
from core.workflow import clock
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from reporting.documents.collecting import Facts
from reporting.documents.kinds import Period
from reporting.documents.models import LANGUAGES, Document, Signature, Volume
from reporting.documents.pdf import Pdf
from reporting.documents.recipes import Recipe
from reporting.documents.signing import may_sign


class UnknownLanguage(Refusal):
    """A language in which no document is written."""

    message = _("Documents are written in Korean or in English.")


class NothingDecided(Refusal):
    """A document is asked for before there is a decision it could state."""

    message = _("There is nothing to state yet: the decision this document is about was not made.")


class NoPeriod(Refusal):
    """A report is asked for without its days, or with the last before the first."""

    message = _("State the first and the last day of the report, the first not after the last.")


class NotOver(Refusal):
    """A report is asked for of days that have not come yet."""

    message = _("Choose a last day up to today: a report states nothing of days that are still to come.")


class FactsChanged(Refusal):
    """A document is to be signed that no longer holds."""

    message = _(
        "Facts this document states have changed since. Have it made anew, read it, then sign that one."
    )


class NotYourName(Refusal):
    """Somebody signs with another name than their own."""

    message = _("Sign with your own name, as it stands in your account: %(name)s.")


class SignedAlready(Refusal):
    """Somebody signs the same document twice."""

    message = _("You have signed this document already.")


def check_asked(
    *, recipe: Recipe, subject: Any, language: str, period: Period | None, by: User, at: dt.datetime
) -> None:
    """
    Check that a document may be asked for, before its facts are read.

    :raises NotAllowed: if `by` may not have it made.
    :raises UnknownLanguage: if `language` is neither "ko" nor "en".
    :raises NoPeriod: if a report comes without its days.
    :raises NotOver: if its last day is after the day of `at` in Seoul.
    :raises NothingDecided: if there is no decision to state.
    """
    _check_right(recipe, subject, by, at)
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    if recipe.is_of_period and (period is None or period.from_on > period.until_on):
        raise NoPeriod(field="from_on")
    if recipe.is_of_period and period and period.until_on > clock.day(at):
        raise NotOver(field="until_on")
    if not recipe.is_due(subject):
        raise NothingDecided()


def _check_right(recipe: Recipe, subject: Any, by: User, at: dt.datetime) -> None:
    """
    Check that somebody may have this document.

    :raises NotAllowed: if not.
    """
    if not recipe.subjects(by).filter(pk=subject.pk).exists():
        raise NotAllowed(str(NOT_YOURS.reason))
    require(recipe.may_make, by, subject, at=at)


@operation
def request(
    *,
    recipe: Recipe,
    subject: Any,
    language: str,
    facts_hash: str,
    period: Period | None = None,
    by: User,
    at: dt.datetime,
) -> Document | Job:
    """
    Return the document of these facts if it was made before; else have it made in the background.

    `facts_hash` is that of the facts as they were just read, at one moment (`asking.ask`). Whoever asks while
    it is being made waits for the same job. A job that ended is never waited for: it may have made a
    document of other facts, which held while it worked.

    :raises NotAllowed, UnknownLanguage, NoPeriod, NotOver, NothingDecided: as `check_asked` says.
    """
    check_asked(recipe=recipe, subject=subject, language=language, period=period, by=by, at=at)
    if made := Document.objects.filter(**identity(recipe, subject, period, language, facts_hash)).first():
        return made
    days = [str(day) for day in (period.from_on, period.until_on)] if period else ["", ""]
    name = ":".join(["document", str(recipe.kind), str(subject.pk), language, *days, facts_hash])
    ended = Job.objects.filter(key__startswith=name, status=Status.FINISHED).count()
    return enqueue(
        "document",
        key=f"{name}:{ended}" if ended else name,
        requested_by=by,
        kind_of=str(recipe.kind),
        subject_id=subject.pk,
        language=language,
        from_on=days[0],
        until_on=days[1],
    )


@operation
def keep(
    *,
    recipe: Recipe,
    subject: Any,
    period: Period | None,
    language: str,
    facts: Facts,
    volumes: Sequence[Pdf],
    hold: Callable[[], None],
    is_told: bool,
    by: User,
    at: dt.datetime,
) -> Document:
    """
    Keep a document once per facts and language, and tell who asked for it if that is wanted.

    :raises Lost: by `hold`, which keeps the job's row until this commits, if another worker has taken it
        over; then nothing is kept.
    :raises NotAllowed: if `by` may not have it any more.
    """
    hold()
    by = User.objects.get(pk=by.pk)  # with the roles of now: a long job read them once
    _check_right(recipe, subject, by, at)
    document, created = Document.objects.get_or_create(
        **identity(recipe, subject, period, language, facts.sha256),
        defaults={
            "about": str(subject)[:300],
            "program": recipe.program(subject),
            "figures": keep_bytes(facts.canonical, JSON),
            "pages": sum(one.pages for one in volumes),
            "size": sum(len(one.data) for one in volumes),
            "made_at": at,
            "made_by": by,
        },
    )
    if created:
        _bind(document, volumes)
        if is_told:
            _tell(document, by, at)
    return document


def identity(
    recipe: Recipe, subject: Any, period: Period | None, language: str, facts_hash: str
) -> dict[str, Any]:
    """Return what makes a document one and the same: kind, subject, period, language and facts."""
    return {
        "kind": recipe.kind,
        "subject_id": subject.pk,
        "from_on": period.from_on if period else None,
        "until_on": period.until_on if period else None,
        "language": language,
        "facts_hash": facts_hash,
    }


def _bind(document: Document, volumes: Sequence[Pdf]) -> None:
    Volume.objects.bulk_create(
        Volume(
            document=document, number=number, first_page=one.first_page, pages=one.pages,
            blob=keep_bytes(one.data, PDF),
        )
        for number, one in enumerate(volumes, start=1)
    )  # fmt: skip


def _tell(document: Document, by: User, at: dt.datetime) -> None:
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


@operation
def sign(*, document: Document, name: str, facts_hash: str, by: User, at: dt.datetime) -> Signature:
    """
    Put a name under a document: it stands for the facts as their hash has them, and is void once they change.

    `facts_hash` is that of the facts of now, read at one moment before this began: within a transaction that
    sees what others commit meanwhile, they could be torn.

    :raises NotAllowed: if `by` may not sign documents of this kind.
    :raises SignedAlready: if `by` has signed it.
    :raises NotYourName: if another name was typed than that of `by`.
    :raises FactsChanged: if the document no longer holds.
    """
    document = Document.objects.select_for_update(of=("self",)).select_related("program").get(pk=document.pk)
    require(may_sign, by, document, at=at)
    if document.signatures.filter(signed_by=by).exists():
        raise SignedAlready()
    if _plain(name) != _plain(by.name):
        raise NotYourName(field="name", name=by.name)
    if facts_hash != document.facts_hash:
        raise FactsChanged()
    return Signature.objects.create(
        document=document, name=by.name, facts_hash=document.facts_hash, signed_by=by, signed_at=at
    )


def _plain(name: str) -> str:
    """Return a name as it is compared: composed, without space at its ends, inner space as one."""
    return " ".join(unicodedata.normalize("NFC", name).split())
