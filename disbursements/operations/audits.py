"""The audit of a firm: opened by the clock, auditor named, report handed in, accepted or sent back."""

import datetime as dt
from typing import Any

from applications.rules import check_reason
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import settling
from disbursements.announcements import audits as announcements
from disbursements.models import EntityAudit
from disbursements.permissions import audits as permissions
from disbursements.queries.audits import YearReceived, program_paying_most, received_by
from disbursements.refusals import audits as no
from disbursements.workflow import AuditStatus
from firms.models import Firm
from firms.rules import check_business_number
from programs.statutory import statutory_number

REPORT = "audit_report"
#: as long as the auditor is not named, what is learned later of the year still counts
UNDECIDED = (AuditStatus.DUE, AuditStatus.EXEMPTED)


@operation
def open_due_audit(*, firm: Firm, year: int, by: User, at: dt.datetime) -> EntityAudit | None:
    """
    Open the audit a firm owes about a year that is over, or take up what was learned of the year since.

    Only the clock asks. Returns the audit if it is new or stands otherwise than before, else None.
    """
    firm = Firm.objects.lock(firm.pk)
    received = received_by(firm.pk, year)
    audit = EntityAudit.objects.filter(firm=firm, fiscal_year=year).first()
    if audit is not None:
        return _look_again(EntityAudit.objects.lock(audit.pk), received, by=by, at=at)
    last_day = dt.date(year, 12, 31)
    is_over = clock.day(at) > last_day
    if not is_over or received.received_won < statutory_number("AUDIT_FROM_WON", last_day):
        return None
    audit = EntityAudit.objects.create(
        firm=firm, fiscal_year=year, program_id=program_paying_most(firm.pk, year),
        received_won=received.received_won, regranted_won=received.regranted_won,
        counted_won=received.counted_won, auditor_due_on=settling.auditor_due_on(year),
        report_due_on=settling.audit_due_on(year),
    )  # fmt: skip
    audit.begin(by=by, at=at)
    if not received.is_audited:
        audit.move_to(AuditStatus.EXEMPTED, by=by, at=at)
    announcements.opened(audit, by=by, at=at)
    return audit


def _status(received: YearReceived) -> str:
    return AuditStatus.DUE if received.is_audited else AuditStatus.EXEMPTED


def _look_again(
    audit: EntityAudit, received: YearReceived, *, by: User, at: dt.datetime
) -> EntityAudit | None:
    """Take up other figures of the year, and owe or spare the audit by them."""
    figures = (received.received_won, received.regranted_won, received.counted_won)
    if audit.status not in UNDECIDED or figures == (
        audit.received_won, audit.regranted_won, audit.counted_won,
    ):  # fmt: skip
        return None
    audit.received_won, audit.regranted_won, audit.counted_won = figures
    audit.save(update_fields=["received_won", "regranted_won", "counted_won"])
    if audit.status != _status(received):
        audit.move_to(_status(received), by=by, at=at)
        announcements.opened(audit, by=by, at=at)
    return audit


@operation
def name_auditor(
    *,
    audit: EntityAudit,
    auditor: str,
    auditor_number: str,
    engaged_on: dt.date,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> EntityAudit:
    """
    Name who audits the firm (Act, art. 27-2), or another auditor before a report was handed in.

    :raises NotAllowed: if `by` does not represent the firm.
    :raises InvalidTransition: if the firm is exempt, or its report was handed in.
    :raises StaleVersion: if somebody else changed it since it was read.
    :raises OwnAuditor, EngagedInFuture, InvalidBusinessNumber: if it can't be this auditor, or this day.
    """
    audit = EntityAudit.objects.lock(audit.pk, version)
    require(permissions.may_name_auditor, by, audit, at=at)
    if audit.status != AuditStatus.NAMED:
        audit.check_can_move_to(AuditStatus.NAMED)
    number = check_business_number(auditor_number)
    if number == audit.firm.business_number:
        raise no.OwnAuditor(field="auditor_number")
    if engaged_on > clock.day(at):
        raise no.EngagedInFuture(field="engaged_on")
    audit.auditor, audit.auditor_number, audit.engaged_on = auditor.strip(), number, engaged_on
    audit.named_at, audit.named_by = at, by
    audit.save(update_fields=["auditor", "auditor_number", "engaged_on", "named_at", "named_by"])
    _to_named(audit, by=by, at=at)
    return audit


def _to_named(audit: EntityAudit, *, by: User, at: dt.datetime) -> None:
    """Move it on; another auditor than before is a step of its own, from where it is to where it is."""
    if audit.status == AuditStatus.NAMED:
        audit.write_down(audit.status, by=by, at=at, reason=audit.auditor)
        return
    audit.move_to(AuditStatus.NAMED, by=by, at=at, reason=audit.auditor)
    announcements.named(audit, by=by, at=at)


@operation
def hand_in_audit(
    *,
    audit: EntityAudit,
    report: Attachment,
    opinion: str,
    reported_on: dt.date,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> EntityAudit:
    """
    Hand in the auditor's report with its opinion (Act, art. 27-2); one that came back, anew.

    :raises NotAllowed: if `by` does not represent the firm.
    :raises InvalidTransition: if no auditor is named, or a report is being examined or was accepted.
    :raises StaleVersion: if somebody else changed it since it was read.
    :raises ReportedTooEarly, ReportedInFuture: if it can't be of that day.
    """
    audit = EntityAudit.objects.lock(audit.pk, version)
    require(permissions.may_hand_in_audit, by, audit, at=at)
    audit.check_can_move_to(AuditStatus.SUBMITTED)
    if reported_on <= audit.last_day or (audit.engaged_on and reported_on < audit.engaged_on):
        raise no.ReportedTooEarly(field="reported_on", year=audit.fiscal_year, auditor=audit.auditor)
    if reported_on > clock.day(at):
        raise no.ReportedInFuture(field="reported_on")
    if report.pk != audit.report_id:
        attach(
            attachment=report, owner_kind=announcements.AUDIT, owner_id=audit.pk, purpose=REPORT, by=by, at=at
        )
    audit.report, audit.opinion, audit.reported_on = report, opinion, reported_on
    audit.submitted_at, audit.submitted_by = audit.submitted_at or at, by
    audit.save(update_fields=["report", "opinion", "reported_on", "submitted_at", "submitted_by"])
    audit.move_to(AuditStatus.SUBMITTED, by=by, at=at)
    announcements.submitted(audit, by=by, at=at)
    return audit


@operation
def accept_audit(*, audit: EntityAudit, reason: str, by: User, at: dt.datetime) -> EntityAudit:
    """
    Accept the auditor's report; `reason` says what was found, also where the opinion is not unqualified.

    :raises NotAllowed: if `by` does not check settlements of the programme, or handed the report in.
    :raises InvalidTransition: if no report is being examined.
    """
    audit = EntityAudit.objects.lock(audit.pk)
    require(permissions.may_examine_audit, by, audit, at=at)
    audit.check_can_move_to(AuditStatus.ACCEPTED)
    audit.accepted_at, audit.accepted_by = at, by
    return _decided(
        audit, AuditStatus.ACCEPTED, ["status", "accepted_at", "accepted_by"], reason=reason, by=by, at=at
    )


@operation
def return_audit(*, audit: EntityAudit, reason: str, by: User, at: dt.datetime) -> EntityAudit:
    """
    Send the auditor's report back to the firm, saying what is wrong with it.

    :raises NotAllowed: if `by` does not check settlements of the programme, or handed the report in.
    :raises InvalidTransition: if no report is being examined.
    """
    audit = EntityAudit.objects.lock(audit.pk)
    require(permissions.may_examine_audit, by, audit, at=at)
    audit.check_can_move_to(AuditStatus.RETURNED)
    return _decided(audit, AuditStatus.RETURNED, ["status"], reason=reason, by=by, at=at)


def _decided(audit: EntityAudit, status: str, fields: list[str], *, reason: str, **given: Any) -> EntityAudit:
    """Write a decision and its step, and tell the firm; status and columns change in one statement."""
    before, audit.status = audit.status, str(status)
    audit.save(update_fields=fields)
    audit.write_down(before, reason=check_reason(reason), **given)
    announcements.decided(audit, **given)
    return audit
