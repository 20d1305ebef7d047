"""Telling who names an auditor, hands the report in, examines it. Called within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, firm, hand_to, open_item
from core.inbox.registry import FIRMS, OFFICES
from core.users.models import User
from disbursements.announcements.money import GRANTS
from disbursements.models import EntityAudit
from disbursements.workflow import AuditStatus
from programs.addressees import offices_of, those_who_handle

AUDIT = "audit"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of audits, their words and where they lead."""
    page, months = "disbursements:audit", (30, 14, 7, 3, 1, 0)
    GRANTS.about(AUDIT, page=page, offices=offices_of(EntityAudit, "program"))
    GRANTS.declare("name_auditor", _("Name the firm's auditor"), page, FIRMS, is_legal=True, reminds=months)
    GRANTS.declare(
        "hand_in_audit", _("Hand in the auditor's report"), page, FIRMS, is_legal=True, reminds=months
    )
    GRANTS.declare(
        "correct_audit", _("Hand in the auditor's report anew"), page, FIRMS, is_legal=True, within_days=14
    )
    GRANTS.declare("examine_audit", _("Examine an auditor's report"), page, OFFICES, within_days=30)
    GRANTS.declare("audit_accepted", _("The auditor's report was accepted"), page, FIRMS, is_legal=True)


def opened(audit: EntityAudit, *, by: User, at: dt.datetime) -> None:
    """Put the naming of an auditor before the firm; what is exempt waits for nobody."""
    if audit.status == AuditStatus.DUE:
        _waits(audit, "name_auditor", by=by, at=at, due_on=audit.auditor_due_on)
    else:
        close_items(subject_kind=AUDIT, subject_id=audit.pk, by=by, at=at)


def named(audit: EntityAudit, *, by: User, at: dt.datetime) -> None:
    """Put the report before the firm, until its day."""
    _waits(audit, "hand_in_audit", by=by, at=at, due_on=audit.report_due_on)


def submitted(audit: EntityAudit, *, by: User, at: dt.datetime) -> None:
    """Put the report before those who handle the programme that paid most."""
    _waits(audit, "examine_audit", by=by, at=at)


def decided(audit: EntityAudit, *, by: User, at: dt.datetime) -> None:
    """Tell the firm what became of its report."""
    if audit.status == AuditStatus.RETURNED:
        _waits(audit, "correct_audit", by=by, at=at)
        return
    close_items(subject_kind=AUDIT, subject_id=audit.pk, by=by, at=at)
    open_item(
        key=f"audit_accepted:{audit.pk}", kind="audit_accepted", subject=audit, subject_kind=AUDIT,
        about=_about(audit), to=firm(audit.firm_id), at=at, is_notice=True,
    )  # fmt: skip


def _waits(
    audit: EntityAudit, kind: str, *, by: User, at: dt.datetime, due_on: dt.date | None = None
) -> None:
    to = those_who_handle(audit.program) if kind == "examine_audit" else [firm(audit.firm_id)]
    hand_to(
        *to, kind=kind, subject=audit, subject_kind=AUDIT, about=_about(audit), step=audit.changes.count(),
        by=by, at=at, due_on=due_on,
    )  # fmt: skip


def _about(audit: EntityAudit) -> str:
    return f"{audit.firm} · {audit.fiscal_year}"
