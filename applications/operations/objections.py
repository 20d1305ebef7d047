"""Objecting to a decision, putting the answer off, answering, taking an objection back (Act, art. 37)."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from applications import announcements, letters, permissions, rules
from applications.models import Against, Application, LetterKind, Objection, ObjectionStatus
from applications.objections import check_can_object, check_can_put_off, objectable
from applications.operations.conditions import waive_all
from applications.operations.letters import send_letter
from applications.operations.lines import check_runs, release
from applications.periods import acceptance_deadline, answer_deadline, extension_of, notice_of
from applications.refusals.decisions import ObjectionOpen, WrongAgainst
from applications.workflow import Status
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation

OWNER = "objection"


@operation
def object_to(
    *,
    application: Application,
    against: str,
    grounds: str,
    files: Sequence[Attachment] = (),
    by: User,
    at: dt.datetime,
) -> Objection:
    """
    Object to a refusal, or to the amount or the conditions of an award, with grounds and files.

    :raises PermissionDenied: if `by` does not bind the firm.
    :raises NothingToObject: if there is no decision to object to.
    :raises ObjectionTooLate: after the last day, naming it.
    :raises ObjectedAlready: if the decision was objected to before.
    :raises WrongAgainst: if the decision has no such part.
    :raises AttachmentTaken: if a file belongs to another case.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_object, by, application, at=at)
    check_can_object(application, at)
    if against not in objectable(application):
        raise WrongAgainst(field="against")
    objection = Objection(
        application=application, against=against, grounds=rules.check_reason(grounds, field="grounds")
    )
    objection.decision_at, objection.decision_by_id = notice_of(application), application.decided_by_id or 0
    if against != Against.REFUSAL:
        objection.decided_won = application.awarded_won
        objection.decided_regrant_won = application.regrant_won
    objection.filed_at, objection.filed_by = at, by
    objection.due_on = answer_deadline(application, at).day
    objection.save()
    objection.begin(by=by, at=at)
    for file in files:
        attach(attachment=file, owner_kind=OWNER, owner_id=objection.pk, purpose="grounds", by=by, at=at)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.objection_waits(objection, at=at)
    _write(objection, LetterKind.OBJECTION_RECEIVED, by=by, at=at)
    return objection


@operation
def put_off_answer(*, objection: Objection, reason: str, by: User, at: dt.datetime) -> Objection:
    """
    Put the answer off, once, by the days of the programme (Act, art. 37: 10 days).

    :raises PermissionDenied: if `by` is no approving officer, or took the decision.
    :raises InvalidTransition: if it was answered or taken back.
    :raises ExtendedAlready, AnswerOverdue: if that is not possible any more.
    """
    objection = _locked(objection)
    require(permissions.may_put_off, by, objection, at=at)
    objection.check_can_move_to(ObjectionStatus.DISMISSED)
    check_can_put_off(objection, at)
    objection.extension_reason = rules.check_reason(reason)
    objection.extended_at, objection.extended_by = at, by
    objection.due_on += dt.timedelta(days=extension_of(objection).number)
    objection.save(update_fields=["extension_reason", "extended_at", "extended_by", "due_on"])
    announcements.objection_done(objection, by=by, at=at)
    announcements.objection_waits(objection, at=at)
    announcements.tell_firm_of(objection, "objection_put_off", at=at)
    return objection


@operation
def answer_objection(
    *, objection: Objection, outcome: str, answer: str, by: User, at: dt.datetime
) -> Objection:
    """
    Uphold an objection, so that others decide anew, or dismiss it with reasons.

    Upheld, the decision no longer counts: what it committed goes back, its conditions go, and the case is
    assessed and decided by people who did not take that decision.

    :raises PermissionDenied: if `by` is no approving officer, or took the decision.
    :raises InvalidTransition: if it was answered or taken back before.
    :raises LineHalted: if it is upheld while a grant above does not run: nobody could decide anew.
    """
    line = Application.objects.lock_line(objection.application_id)
    application = line[-1]
    objection = Objection.objects.lock(objection.pk)
    require(permissions.may_answer_objection, by, objection, at=at)
    outcome = ObjectionStatus.UPHELD if outcome == ObjectionStatus.UPHELD else ObjectionStatus.DISMISSED
    objection.check_can_move_to(outcome)
    if outcome == ObjectionStatus.UPHELD:
        check_runs(line[:-1])
    objection.answer = rules.check_reason(answer, field="answer")
    objection.answered_at, objection.answered_by = at, by
    objection.save(update_fields=["answer", "answered_at", "answered_by"])
    objection.move_to(outcome, by=by, at=at, reason=objection.answer)
    announcements.objection_done(objection, by=by, at=at)
    if outcome == ObjectionStatus.UPHELD:
        _reopen(application, objection, by=by, at=at)
    elif application.status == Status.AWARDED:
        wait_for_acceptance(application, by=by, at=at)
    announcements.tell_firm_of(objection, "objection_answered", at=at)
    objection.application = application
    _write(objection, LetterKind.OBJECTION_DECIDED, by=by, at=at)
    return objection


@operation
def take_objection_back(*, objection: Objection, by: User, at: dt.datetime) -> Objection:
    """
    Take an objection back; an award can be accepted again, and its days begin anew.

    :raises PermissionDenied: if `by` does not bind the firm.
    :raises InvalidTransition: if it was answered already.
    """
    objection = _locked(objection)
    require(permissions.may_retract_objection, by, objection, at=at)
    objection.move_to(ObjectionStatus.WITHDRAWN, by=by, at=at)
    announcements.objection_done(objection, by=by, at=at)
    application = objection.application
    if application.status == Status.AWARDED:
        wait_for_acceptance(application, by=by, at=at)
    return objection


def end_objections(application: Application, *, by: User, at: dt.datetime) -> None:
    """End what is objected to a case that is over; part of the operation that ends it, or the grant above."""
    for objection in application.objections.filter(status=ObjectionStatus.FILED):
        objection.move_to(ObjectionStatus.WITHDRAWN, by=by, at=at)
        announcements.objection_done(objection, by=by, at=at)


def end_objections_of_refused(
    cases: Sequence[Application], reason: str, *, by: User, at: dt.datetime
) -> None:
    """
    End what is objected to refusals under a cancelled grant, and tell the firms; part of cancelling it.

    Nothing can be decided there any more.
    """
    refused = [case.pk for case in cases if case.status == Status.REFUSED]
    for objection in Objection.objects.filter(status=ObjectionStatus.FILED, application__in=refused):
        objection.move_to(ObjectionStatus.WITHDRAWN, by=by, at=at, reason=reason)
        announcements.objection_done(objection, by=by, at=at)
        case = objection.application
        announcements.tell(case, "regrant_retracted", announcements.receiver(case), at=at)


def check_no_objection(application: Application) -> None:
    """
    Go on only if no objection to the decision is being examined.

    :raises ObjectionOpen: naming until when it is answered.
    """
    objection = application.objections.filter(status=ObjectionStatus.FILED).first()
    if objection:
        raise ObjectionOpen(due=objection.due_on)


def wait_for_acceptance(application: Application, *, by: User, at: dt.datetime) -> None:
    """Put an award among the work of the firm's representatives, until its last day."""
    to, due_on = announcements.representative(application), acceptance_deadline(application).day
    announcements.waits_for(application, "accept_award", to, by=by, at=at, due_on=due_on)


def _reopen(application: Application, objection: Objection, *, by: User, at: dt.datetime) -> None:
    """Take the decision off the case: money back, conditions gone, to be assessed and decided anew."""
    waive_all(application, objection.answer, by=by, at=at)  # accounts are locked last
    if application.status == Status.AWARDED:
        release(application, by=by, at=at)
    application.move_to(Status.REOPENED, by=by, at=at, reason=objection.answer)
    application.awarded_won, application.regrant_won = None, 0
    application.decided_at = application.decided_by = None
    application.save(update_fields=["awarded_won", "regrant_won", "decided_at", "decided_by"])
    to = announcements.handling_offices(application)
    announcements.waits_for(application, "assess_application", *to, by=by, at=at)


def _write(objection: Objection, kind: str, *, by: User, at: dt.datetime) -> None:
    facts = partial(letters.objection_facts, objection)
    send_letter(objection.application, kind, {}, facts, by=by, at=at)


def _locked(objection: Objection) -> Objection:
    application = Application.objects.lock(objection.application_id)
    found = Objection.objects.lock(objection.pk)
    found.application = application
    return found
