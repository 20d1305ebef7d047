"""Conditions of an award: set with it, reported fulfilled by the firm, confirmed, sent back or waived."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from applications import announcements, permissions, rules
from applications.models import Application, AwardCondition, ConditionStatus
from applications.refusals.decisions import ConditionEmpty, ConditionTooEarly, NotAwarded
from applications.workflow import Status
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation

OWNER = "condition"


@dataclass(frozen=True)
class Condition:
    """A condition as it is decided: its text in Korean, perhaps in English, and its last day."""

    text_ko: str
    due_on: dt.date
    text_en: str = ""
    #: its number where it was typed, which a refusal names; without it, its place among the others
    number: int = 0


def set_conditions(
    application: Application, conditions: Sequence[Condition], *, by: User, at: dt.datetime
) -> None:
    """
    Write down the conditions of an award, in their order; part of the operation that awards.

    :raises ConditionEmpty: if one has no text.
    :raises ConditionTooEarly: if its last day is over.
    """
    for position, given in enumerate(conditions, start=1):
        typed = given.number or position
        if not given.text_ko.strip():
            raise ConditionEmpty(number=typed, field=f"condition_{typed}")
        if given.due_on < clock.day(at):
            raise ConditionTooEarly(day=given.due_on, field=f"due_{typed}")
        condition = AwardCondition(application=application, position=position, due_on=given.due_on)
        condition.text_ko, condition.text_en = given.text_ko.strip(), given.text_en.strip()
        condition.set_at, condition.set_by = at, by
        condition.save()
        condition.begin(by=by, at=at)


def remind_of_conditions(application: Application, *, at: dt.datetime) -> None:
    """Put the open conditions of an accepted award among the firm's work, with their days."""
    for condition in application.conditions.open():
        announcements.condition_waits(condition, at=at)


def waive_all(application: Application, reason: str, *, by: User, at: dt.datetime) -> None:
    """Let go of the conditions of a decision that no longer counts; part of the operation that ends it."""
    standing = application.conditions.filter(status__in=[ConditionStatus.SET, ConditionStatus.REPORTED])
    for pk in standing.values_list("pk", flat=True):
        condition = AwardCondition.objects.lock(pk)
        condition.move_to(ConditionStatus.WAIVED, by=by, at=at, reason=reason)
        announcements.condition_done(condition, by=by, at=at)


@operation
def report_condition(
    *, condition: AwardCondition, evidence: Attachment, report: str = "", by: User, at: dt.datetime
) -> AwardCondition:
    """
    Report a condition fulfilled, with a file that proves it.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotAwarded: if the award is not in force.
    :raises InvalidTransition: if it was reported or ended already.
    :raises AttachmentTaken: if the file belongs to another case.
    """
    condition = _locked(condition)
    require(permissions.may_report_condition, by, condition, at=at)
    check_in_force(condition)
    condition.check_can_move_to(ConditionStatus.REPORTED)
    attach(attachment=evidence, owner_kind=OWNER, owner_id=condition.pk, purpose="fulfilment", by=by, at=at)
    condition.evidence = evidence
    condition.save(update_fields=["evidence"])
    condition.move_to(ConditionStatus.REPORTED, by=by, at=at, reason=report.strip())
    announcements.condition_reported(condition, by=by, at=at)
    return condition


@operation
def confirm_condition(*, condition: AwardCondition, by: User, at: dt.datetime) -> AwardCondition:
    """
    Find a reported condition fulfilled.

    :raises PermissionDenied: if `by` does not handle the case.
    :raises InvalidTransition: if nothing was reported.
    """
    condition = _locked(condition)
    require(permissions.may_judge_condition, by, condition, at=at)
    condition.move_to(ConditionStatus.FULFILLED, by=by, at=at)
    announcements.condition_done(condition, by=by, at=at)
    return condition


@operation
def reject_condition(*, condition: AwardCondition, reason: str, by: User, at: dt.datetime) -> AwardCondition:
    """
    Find a reported condition not fulfilled yet, saying what is missing; its day stays.

    :raises PermissionDenied: if `by` does not handle the case.
    :raises InvalidTransition: if nothing was reported.
    """
    condition = _locked(condition)
    require(permissions.may_judge_condition, by, condition, at=at)
    if condition.status != ConditionStatus.REPORTED:
        condition.check_can_move_to(ConditionStatus.FULFILLED)
    condition.move_to(ConditionStatus.SET, by=by, at=at, reason=rules.check_reason(reason))
    announcements.condition_done(condition, by=by, at=at)
    announcements.condition_waits(condition, at=at)
    return condition


@operation
def waive_condition(*, condition: AwardCondition, reason: str, by: User, at: dt.datetime) -> AwardCondition:
    """
    Let a condition go, with the reason.

    :raises PermissionDenied: if `by` may not set conditions.
    :raises InvalidTransition: if it was fulfilled or waived before.
    """
    condition = _locked(condition)
    require(permissions.may_waive_condition, by, condition, at=at)
    condition.move_to(ConditionStatus.WAIVED, by=by, at=at, reason=rules.check_reason(reason))
    announcements.condition_done(condition, by=by, at=at)
    return condition


def check_in_force(condition: AwardCondition) -> None:
    """
    Go on only while the award of the condition stands.

    :raises NotAwarded: if it does not.
    """
    application = condition.application
    if application.status not in (Status.AWARDED, Status.ACCEPTED):
        raise NotAwarded(status=application.get_public_status_display())


def _locked(condition: AwardCondition) -> AwardCondition:
    Application.objects.lock(condition.application_id)
    return AwardCondition.objects.lock(condition.pk)
