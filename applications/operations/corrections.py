"""Returning a case line by line, the firm's words about a line, and what became of each."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

from applications import announcements, letters, permissions, rules
from applications.corrections import by_code, outcome_of, waiting_corrections
from applications.models import Application, Correction, LetterKind
from applications.operations.letters import send_letter
from applications.points import title_of
from applications.refusals.decisions import NoSuchLine, NothingToCorrect, NotReturned
from applications.workflow import Status
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation


@operation
def return_for_correction(
    *,
    application: Application,
    reason: str = "",
    lines: Mapping[tuple[str, str], str] | None = None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Send the case back to the firm, saying line by line what to correct (Act, art. 17(2)).

    `lines` maps things of the case, by kind and key (`applications.points`), to a reason each; `reason` is
    about the case as a whole. Each line keeps the thing as it was.

    :raises PermissionDenied: if `by` neither handles nor decides it.
    :raises InvalidTransition: if it is not under assessment.
    :raises NothingToCorrect: if neither a line nor a reason for all is given.
    :raises ReasonMissing: if a line has no reason.
    :raises NoSuchLine: if a line is no thing of this case.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_return, by, application, at=at)
    application.check_can_move_to(Status.RETURNED)
    reason, lines = reason.strip(), lines or {}
    if not reason and not lines:
        raise NothingToCorrect
    kept = _keep(application, lines, by=by, at=at)
    said = [reason, *(f"{_title(line)}: {line.reason}" for line in kept)]
    application.move_to(Status.RETURNED, by=by, at=at, reason="\n".join(one for one in said if one))
    to = announcements.applicant(application)
    announcements.waits_for(application, "correct_application", to, by=by, at=at, by_letter=True)
    facts = partial(letters.return_facts, application, at)
    send_letter(application, LetterKind.RETURN, {"reason": reason}, facts, by=by, at=at)
    return application


def _keep(
    application: Application, lines: Mapping[tuple[str, str], str], *, by: User, at: dt.datetime
) -> list[Correction]:
    points = by_code(application, at) if lines else {}
    last = application.corrections.order_by("round_number").last()
    round_number = last.round_number + 1 if last else 1
    kept = []
    for code, reason in lines.items():
        point = points.get(code)
        if point is None:
            raise NoSuchLine(line=":".join(code))
        line = Correction(application=application, round_number=round_number, at=at, by=by)
        line.subject_kind, line.subject_key = code
        line.label = point.label[:240]
        line.before = [list(pair) for pair in point.values]
        line.reason = rules.check_reason(reason, field=f"reason-{point.code}")
        kept.append(line)
    return Correction.objects.bulk_create(kept)


def _title(line: Correction) -> str:
    return title_of(line.subject_kind, line.subject_key, line.label)


@operation
def reply_to_correction(*, correction: Correction, reply: str, by: User, at: dt.datetime) -> Correction:
    """
    Say why a returned line stays as it is, or what was done about it.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotReturned: if the case was submitted again.
    :raises ReasonMissing: if nothing is said.
    """
    application = Application.objects.lock(correction.application_id)
    correction = Correction.objects.lock(correction.pk)
    require(permissions.may_reply, by, correction, at=at)
    if correction.answered_at is not None or correction.application.status != Status.RETURNED:
        raise NotReturned
    announcements.taken_up_again(application, by=by, at=at)
    correction.reply = rules.check_reason(reply, field="reply")
    correction.replied_at, correction.replied_by = at, by
    correction.save(update_fields=["reply", "replied_at", "replied_by"])
    return correction


def answer_corrections(application: Application, *, by: User, at: dt.datetime) -> None:
    """Write down, line by line, what a returned case that is submitted again has become."""
    waiting = waiting_corrections(application)
    points = by_code(application, at) if waiting else {}
    for line in waiting:
        point = points.get((line.subject_kind, line.subject_key))
        line.outcome = outcome_of(line.before, point)
        line.after = [list(pair) for pair in point.values] if point else []
        line.answered_at, line.answered_by = at, by
        line.save(update_fields=["outcome", "after", "answered_at", "answered_by"])
