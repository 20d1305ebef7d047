"""What time alone brings about: awards that nobody accepted are withdrawn."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from applications import announcements
from applications.models import Application, Letter, LetterKind, ObjectionStatus
from applications.models.querysets import ApplicationQuerySet
from applications.operations.conditions import waive_all
from applications.operations.letters import send_letter
from applications.operations.lines import check_runs, release
from applications.periods import acceptance_deadline, silence_deadline
from applications.workflow import Status
from core.users.models import User
from core.workflow.operations import operation
from core.workflow.refusals import Refusal


def _waiting() -> ApplicationQuerySet:
    """Return the awards whose firm was told by letter until when to accept, none under an objection."""
    named = Letter.objects.filter(
        application=OuterRef("pk"), kind=LetterKind.AWARD, at=OuterRef("decided_at")
    )
    found = Application.objects.subsidies().filter(Exists(named), status=Status.AWARDED)
    return found.exclude(objections__status=ObjectionStatus.FILED)


def silent_awards(at: dt.datetime) -> list[Application]:
    """Return the awards whose last day to accept and to object is over, none of them under an objection."""
    waiting = _waiting().select_related("call__program__office", "firm").order_by("pk")
    return [award for award in waiting if silence_deadline(award).has_passed(at)]


@operation
def end_silence(*, application: Application, by: User, at: dt.datetime) -> bool:
    """
    Withdraw an award that was not accepted in time and give its money back; say whether that was so.

    Nothing happens to one accepted, withdrawn or objected to meanwhile, so two workers may both call this,
    nor to one that can't be accepted because a grant above it does not run.
    """
    line = Application.objects.lock_line(application.pk)
    application = line[-1]
    if not _waiting().filter(pk=application.pk).exists() or not _can_be_accepted(line):
        return False
    if not silence_deadline(application).has_passed(at):
        return False
    deadline = acceptance_deadline(application)
    facts = {
        "accept_until": deadline.day,
        "amount": application.awarded_won,
        "regrant": application.regrant_won,
    }
    reason = announcements.silence_reason(str(deadline))
    application.move_to(Status.WITHDRAWN, by=by, at=at, reason=reason)
    waive_all(application, reason, by=by, at=at)
    release(application, by=by, at=at)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.award_lapsed(application, at=at)
    send_letter(application, LetterKind.SILENCE, facts, dict, by=by, at=at)
    return True


def _can_be_accepted(line: Sequence[Application]) -> bool:
    """Say whether the grants above the last case of the line run."""
    try:
        check_runs(line[:-1])
    except Refusal:
        return False
    return True
