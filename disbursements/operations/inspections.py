"""Inspections: planned, looked at point by point, findings answered and closed (Act, art. 25)."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Max

from applications.rules import check_reason
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements.announcements import inspections as announcements
from disbursements.inspections.programme import terms_on
from disbursements.models import (
    Finding,
    FindingStatus,
    Grant,
    Inspection,
    InspectionPoint,
    InspectionStatus,
    Mode,
    PointAnswer,
    RiskOverride,
)
from disbursements.permissions import inspections as permissions
from disbursements.queries.inspections import is_only_checker
from disbursements.refusals import inspections as refusals


@operation
def plan_inspection(
    *, grant: Grant, mode: str, planned_on: dt.date, inspector: User, by: User, at: dt.datetime
) -> Inspection:
    """
    Plan an inspection with the checklist of the day it is planned for; every point starts blank.

    :raises NotAllowed: if `by` plans none in this programme, or `inspector` may carry none out.
    :raises OnlyChecker: if the inspector alone checked the payments of the grant.
    :raises PlannedBefore: if the day has passed.
    """
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_plan_inspection, by, grant, at=at)
    require(permissions.may_plan_inspection, inspector, grant, at=at)
    if planned_on < clock.day(at):
        raise refusals.PlannedBefore(field="planned_on")
    if is_only_checker(grant, inspector):
        raise refusals.OnlyChecker(field="inspector", person=inspector.get_full_name())
    number = (grant.inspections.aggregate(last=Max("number"))["last"] or 0) + 1
    inspection = Inspection.objects.create(
        grant=grant,
        number=number,
        mode=Mode(mode).value,
        planned_on=planned_on,
        inspector=inspector,
        planned_at=at,
        planned_by=by,
    ).begin(by=by, at=at)
    _lay_out(inspection, planned_on)
    announcements.planned(inspection, at=at)
    return inspection


def _lay_out(inspection: Inspection, day: dt.date) -> None:
    """Write down the points of the checklist; from afar, those that can be seen from afar."""
    listed = terms_on(inspection.grant.consortium.program.code, day).checklist
    asked = [one for one in listed if one.remote or inspection.mode == Mode.ON_SITE]
    InspectionPoint.objects.bulk_create(
        InspectionPoint(
            inspection=inspection, code=one.code, position=n, text_ko=one.text_ko, text_en=one.text_en
        )
        for n, one in enumerate(asked, start=1)
    )


@operation
def answer_point(
    *, point: InspectionPoint, answer: str, note: str = "", by: User, at: dt.datetime
) -> InspectionPoint:
    """
    Answer one point of the checklist; saved at once, and again when it is changed.

    :raises NoteMissing: if it is a no without a note.
    :raises Concluded: if the inspection is over.
    """
    inspection = _planned(point.inspection)
    require(permissions.may_carry_out, by, inspection, at=at)
    point = InspectionPoint.objects.lock(point.pk)
    point.answer, point.note = PointAnswer(answer).value, note.strip()
    if point.answer == PointAnswer.NO and not point.note:
        raise refusals.NoteMissing(field="note")
    point.answered_at, point.answered_by = at, by
    point.save(update_fields=["answer", "note", "answered_at", "answered_by"])
    return point


@operation
def add_photo(*, inspection: Inspection, photo: Attachment, by: User, at: dt.datetime) -> Inspection:
    """
    Add a photo to an inspection.

    :raises Concluded: if the inspection is over.
    """
    inspection = _planned(inspection)
    require(permissions.may_carry_out, by, inspection, at=at)
    attach(attachment=photo, owner_kind="inspection", owner_id=inspection.pk, purpose="photo", by=by, at=at)
    return inspection


@operation
def raise_finding(
    *, inspection: Inspection, what: str, due_on: dt.date, by: User, at: dt.datetime
) -> Finding:
    """
    Write down what was found, with the day by which the firm puts it right.

    :raises NoReturnBefore: if the firm had no day to do so.
    :raises Concluded: if the inspection is over.
    """
    inspection = _planned(inspection)
    require(permissions.may_carry_out, by, inspection, at=at)
    if due_on <= clock.day(at):
        raise refusals.NoReturnBefore(field="due_on")
    finding = Finding.objects.create(
        inspection=inspection,
        number=inspection.findings.count() + 1,
        what=check_reason(what),
        due_on=due_on,
        raised_at=at,
        raised_by=by,
    ).begin(by=by, at=at)
    announcements.finding_opened(finding, by=by, at=at)
    return finding


@operation
def conclude_inspection(
    *, inspection: Inspection, result: str, reason: str, by: User, at: dt.datetime
) -> Inspection:
    """
    Conclude an inspection as passed or failed; every point has an answer by then.

    :raises NotOver: if its day is still to come.
    :raises PointsOpen: naming the points without an answer.
    :raises FailsWithoutReason: if it is to fail and nothing was found.
    """
    inspection = _planned(inspection)
    require(permissions.may_carry_out, by, inspection, at=at)
    status = InspectionStatus(result)
    inspection.check_can_move_to(status)
    if inspection.planned_on > clock.day(at):
        raise refusals.NotOver(day=f"{inspection.planned_on:%Y-%m-%d}")
    points = list(inspection.points.all())
    blank = [point for point in points if not point.answer]
    if blank:
        raise refusals.PointsOpen(number=len(blank), points=", ".join(str(p.position) for p in blank))
    is_bad = any(p.answer == PointAnswer.NO for p in points) or inspection.findings.exists()
    if status == InspectionStatus.FAILED and not is_bad:
        raise refusals.FailsWithoutReason(field="result")
    inspection.carried_out_on = clock.day(at)
    inspection.save(update_fields=["carried_out_on"])
    inspection.move_to(status, by=by, at=at, reason=check_reason(reason))
    announcements.concluded(inspection, by=by, at=at)
    return inspection


@operation
def drop_inspection(*, inspection: Inspection, reason: str, by: User, at: dt.datetime) -> Inspection:
    """
    Call an inspection off before it was concluded.

    :raises InvalidTransition: if it was concluded.
    """
    inspection = Inspection.objects.lock(inspection.pk)
    require(permissions.may_drop, by, inspection, at=at)
    inspection.move_to(InspectionStatus.DROPPED, by=by, at=at, reason=check_reason(reason))
    announcements.concluded(inspection, by=by, at=at)
    return inspection


def _planned(inspection: Inspection) -> Inspection:
    """
    Return the inspection, locked.

    :raises Concluded: if it is over.
    """
    inspection = Inspection.objects.lock(inspection.pk)
    if inspection.status != InspectionStatus.PLANNED:
        raise refusals.Concluded(now=inspection.get_status_display())
    return inspection


@operation
def answer_finding(
    *, finding: Finding, answer: str, evidence: Sequence[Attachment] = (), by: User, at: dt.datetime
) -> Finding:
    """
    Say for the firm how a finding was put right, with what shows it.

    :raises InvalidTransition: if it was answered or closed.
    """
    finding = Finding.objects.lock(finding.pk)
    require(permissions.may_answer_finding, by, finding, at=at)
    finding.check_can_move_to(FindingStatus.ANSWERED)
    for file in evidence:
        attach(attachment=file, owner_kind="finding", owner_id=finding.pk, purpose="answer", by=by, at=at)
    finding.answer = check_reason(answer)
    finding.answered_at, finding.answered_by = at, by
    finding.save(update_fields=["answer", "answered_at", "answered_by"])
    finding.move_to(FindingStatus.ANSWERED, by=by, at=at, reason=finding.answer)
    announcements.finding_answered(finding, by=by, at=at)
    return finding


@operation
def close_finding(*, finding: Finding, reason: str, by: User, at: dt.datetime) -> Finding:
    """
    Close a finding that the firm has put right.

    :raises InvalidTransition: if the firm has not answered.
    """
    finding = Finding.objects.lock(finding.pk)
    require(permissions.may_settle_finding, by, finding, at=at)
    finding.move_to(FindingStatus.CLOSED, by=by, at=at, reason=check_reason(reason))
    announcements.finding_closed(finding, by=by, at=at)
    return finding


@operation
def reopen_finding(*, finding: Finding, reason: str, by: User, at: dt.datetime) -> Finding:
    """
    Give a finding back to the firm, saying what is still missing.

    :raises InvalidTransition: if the firm has not answered, or it is closed.
    """
    finding = Finding.objects.lock(finding.pk)
    require(permissions.may_settle_finding, by, finding, at=at)
    finding.move_to(FindingStatus.OPEN, by=by, at=at, reason=check_reason(reason))
    announcements.finding_opened(finding, by=by, at=at)
    return finding


@operation
def override_rating(*, grant: Grant, rating: str, reason: str, by: User, at: dt.datetime) -> RiskOverride:
    """Rate a grant's firm otherwise than its facts do, with a reason; an empty rating follows them again."""
    require(permissions.may_rate, by, grant, at=at)
    return RiskOverride.objects.create(
        program=grant.consortium.program,
        firm=grant.firm,
        rating=rating,
        reason=check_reason(reason),
        at=at,
        by=by,
    )
