"""Periods that a decision opens: to object, to answer, to accept. Days are the programme's data."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from applications.models import Application, Objection, ObjectionStatus
from core.workflow import clock
from programs.deadline import Deadline
from programs.models import CheckTermKind, Program
from programs.queries import check_terms_on, grace_seconds
from programs.statutory import statutory_term


@dataclass(frozen=True)
class Days:
    """A number of days and where it was published."""

    number: int
    source: str


def days_of(program: Program, kind: CheckTermKind, on: dt.date) -> Days:
    """Return the days of a period that begins on that day: the programme's, else what holds in every one."""
    term = check_terms_on(program, on).get(kind) or statutory_term(kind, on)
    return Days(term.value, term.source)


def days_after_award(program: Program, on: dt.date) -> dict[str, int]:
    """Return how many days the firm has to accept an award of that day, and to object to it."""
    kinds = {"days_to_accept": CheckTermKind.ACCEPTANCE_DAYS, "days_to_object": CheckTermKind.OBJECTION_DAYS}
    return {name: days_of(program, kind, on).number for name, kind in kinds.items()}


def notice_of(application: Application) -> dt.datetime:
    """Return when the case was decided and the firm was told; it was decided."""
    if application.decided_at is None:
        raise ValueError(f"{application.pk}: no decision, no period")
    return application.decided_at


def objection_days(program: Program, notice: dt.datetime) -> Days:
    """Return in how many days a decision of the programme that was told at that moment can be objected to."""
    return days_of(program, CheckTermKind.OBJECTION_DAYS, clock.day(notice))


def objection_until(program: Program, notice: dt.datetime) -> Deadline:
    """
    Return until when a decision of the programme that was told at that moment can be objected to.

    Act on the Management of Subsidies, art. 37: the days count from the notice, whatever was decided.
    """
    return Deadline.days_after(notice, objection_days(program, notice).number)


def objection_deadline(application: Application) -> Deadline:
    """Return until when the decision on a case can be objected to; it was decided."""
    return objection_until(application.call.program, notice_of(application))


def answer_deadline(application: Application, filed_at: dt.datetime) -> Deadline:
    """Return until when the office answers an objection filed at that moment."""
    return _after(application, CheckTermKind.ANSWER_DAYS, filed_at)


def extension_of(objection: Objection) -> Days:
    """Return by how many days its answer can be put off, once."""
    program = objection.application.call.program
    return days_of(program, CheckTermKind.EXTENSION_DAYS, clock.day(objection.filed_at))


def acceptance_deadline(application: Application) -> Deadline:
    """
    Return until when an award is to be accepted.

    An objection to it that was answered or taken back begins the days anew: nobody has to accept what is
    still being examined. So does a grant above that runs again: while it was suspended, nobody could accept.
    """
    begins = notice_of(application)
    of_this = application.objections.filter(decision_at=begins)
    for objection in of_this.exclude(status=ObjectionStatus.FILED):
        last = objection.changes.order_by("pk").last()
        begins = max(begins, last.at) if last else begins
    above = application.parent
    while above is not None:
        begins = max(begins, above.resumed_at or begins)
        above = above.parent
    return _after(application, CheckTermKind.ACCEPTANCE_DAYS, begins)


def silence_deadline(application: Application) -> Deadline:
    """
    Return until when an award that nobody accepts stands.

    As long as the firm may still object to it, its silence ends nothing (Act, art. 37).
    """
    both = (acceptance_deadline(application), objection_deadline(application))
    return max(both, key=lambda deadline: deadline.moment)


def past_deadline(ids: Collection[int], at: dt.datetime) -> set[int]:
    """Return which of these drafts can't be submitted any more: deadline and grace are over."""
    drafts = Application.objects.filter(pk__in=ids, submitted_at__isnull=True).select_related("call__program")
    over: dict[tuple[int, bool], bool] = {}
    for draft in drafts:
        which = (draft.call_id, draft.is_plan)
        if which not in over:
            over[which] = _is_over(draft, at)
    return {draft.pk for draft in drafts if over[draft.call_id, draft.is_plan] and not draft.is_indirect}


def _is_over(draft: Application, at: dt.datetime) -> bool:
    deadline = draft.deadline
    if not deadline.has_passed(at):
        return False
    grace = dt.timedelta(seconds=grace_seconds(draft.call.program, deadline))
    return Deadline(deadline.moment + grace).has_passed(at)


def _after(application: Application, kind: CheckTermKind, notice: dt.datetime) -> Deadline:
    days = days_of(application.call.program, kind, clock.day(notice))
    return Deadline.days_after(notice, days.number)
