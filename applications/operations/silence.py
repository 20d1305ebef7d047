"""What time alone brings about: awards that nobody accepted are withdrawn, and what is due is said before."""

import datetime as dt

from applications import announcements
from applications.models import Application, AwardCondition, LetterKind, ObjectionStatus
from applications.operations.conditions import waive_all
from applications.operations.letters import send_letter
from applications.operations.lines import release
from applications.periods import acceptance_deadline
from applications.workflow import Status
from core.users.models import Role, User
from core.workflow import clock
from core.workflow.operations import operation

#: an award that is about to lapse is said again so many days before
WARN_DAYS = 5


def _awards() -> list[Application]:
    found = Application.objects.subsidies().filter(status=Status.AWARDED, decided_at__isnull=False)
    found = found.exclude(objections__status=ObjectionStatus.FILED)
    return list(found.select_related("call__program__office", "firm").order_by("pk"))


def silent_awards(at: dt.datetime) -> list[Application]:
    """Return the awards whose last day to accept is over, none of them under an objection."""
    return [award for award in _awards() if acceptance_deadline(award).has_passed(at)]


@operation
def end_silence(*, application: Application, by: User, at: dt.datetime) -> bool:
    """
    Withdraw an award that was not accepted in time and give its money back; say whether that was so.

    Nothing happens to one accepted, withdrawn or objected to meanwhile, so two workers may both call this.
    """
    application = Application.objects.lock_line(application.pk)[-1]
    if application.status != Status.AWARDED or not application.is_subsidy:
        return False
    if application.objections.filter(status=ObjectionStatus.FILED).exists():
        return False
    deadline = acceptance_deadline(application)
    if not deadline.has_passed(at):
        return False
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
    announcements.tell_parent(application, "regrant_declined", at=at)
    announcements.tell(application, "award_lapsed", announcements.receiver(application), at=at)
    to = announcements.ministry(application, Role.APPROVING_OFFICER)
    announcements.tell(application, "award_declined", to, at=at)
    send_letter(application, LetterKind.SILENCE, facts, dict, by=by, at=at)
    return True


@operation
def remind(*, by: User, at: dt.datetime) -> None:
    """Remind, once each, of awards about to lapse and, the office, of conditions whose day is over."""
    today = clock.day(at)
    for award in _awards():
        last = acceptance_deadline(award).day
        if today <= last <= today + dt.timedelta(days=WARN_DAYS):
            announcements.award_lapses(award, last, at=at)
    overdue = AwardCondition.objects.open().filter(due_on__lt=today, application__status=Status.ACCEPTED)
    for condition in overdue.select_related("application__call__program", "application__firm"):
        announcements.condition_overdue(condition, at=at)
