"""Telling who carries an inspection out, who answers its findings and who closes them. Within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, firm, open_item, person
from core.inbox.registry import FIRMS, OFFICES
from core.users.models import User
from disbursements.announcements import GRANTS
from disbursements.models import Finding, Inspection
from programs.addressees import offices_of

INSPECTION, FINDING = "inspection", "finding"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of inspections, their words and where they lead."""
    page = "disbursements:inspection"
    program = "grant__consortium__program"
    GRANTS.about(INSPECTION, page=page, offices=offices_of(Inspection, program))
    GRANTS.about(FINDING, page="disbursements:finding", offices=offices_of(Finding, f"inspection__{program}"))
    GRANTS.declare("carry_out_inspection", _("Carry out the inspection"), page, OFFICES)
    GRANTS.declare(
        "inspection_planned", _("The office will inspect the equipment"), page, FIRMS, is_legal=True
    )
    GRANTS.declare("inspection_passed", _("The inspection was passed"), page, FIRMS)
    GRANTS.declare("inspection_failed", _("The inspection was failed"), page, FIRMS, is_legal=True)
    GRANTS.declare("inspection_dropped", _("The inspection was called off"), page, FIRMS)
    found = "disbursements:finding"
    GRANTS.declare("answer_finding", _("Put right what an inspection found"), found, FIRMS, is_legal=True)
    GRANTS.declare("settle_finding", _("Close the finding or open it again"), found, OFFICES, within_days=14)


def planned(inspection: Inspection, *, at: dt.datetime) -> None:
    """Give the inspection to who carries it out, and tell the firm of its day."""
    open_item(
        key=f"carry_out_inspection:{inspection.pk}", kind="carry_out_inspection", subject=inspection,
        subject_kind=INSPECTION, about=_about(inspection), to=person(inspection.inspector), at=at,
        due_on=inspection.planned_on,
    )  # fmt: skip
    _tell_firm(inspection, "inspection_planned", at)


def concluded(inspection: Inspection, *, by: User, at: dt.datetime) -> None:
    """Take the inspection out of the officer's inbox, and tell the firm how it ended."""
    close_items(subject_kind=INSPECTION, subject_id=inspection.pk, by=by, at=at)
    if inspection.status == "PASSED":
        _tell_firm(inspection, "inspection_passed", at)
    elif inspection.status == "FAILED":
        _tell_firm(inspection, "inspection_failed", at)
    else:
        _tell_firm(inspection, "inspection_dropped", at)


def finding_opened(finding: Finding, *, by: User, at: dt.datetime) -> None:
    """Ask the firm to put right what was found, the first time or again."""
    close_items(subject_kind=FINDING, subject_id=finding.pk, by=by, at=at)
    open_item(
        key=f"answer_finding:{finding.pk}", kind="answer_finding", subject=finding, subject_kind=FINDING,
        about=f"{finding.inspection.grant.firm} · {finding}",
        to=firm(finding.inspection.grant.firm_id), at=at, due_on=finding.due_on,
    )  # fmt: skip


def finding_answered(finding: Finding, *, by: User, at: dt.datetime) -> None:
    """Put the answer before the officer who found it."""
    close_items(subject_kind=FINDING, subject_id=finding.pk, by=by, at=at)
    open_item(
        key=f"settle_finding:{finding.pk}", kind="settle_finding", subject=finding, subject_kind=FINDING,
        about=f"{finding.inspection.grant.firm} · {finding}", to=person(finding.raised_by), at=at,
    )  # fmt: skip


def finding_closed(finding: Finding, *, by: User, at: dt.datetime) -> None:
    """Take a finding out of every inbox."""
    close_items(subject_kind=FINDING, subject_id=finding.pk, by=by, at=at)


def _about(inspection: Inspection) -> str:
    return f"{inspection.grant.firm} · {inspection}"


def _tell_firm(inspection: Inspection, kind: str, at: dt.datetime) -> None:
    open_item(
        key=f"{kind}:{inspection.pk}", kind=kind, subject=inspection, subject_kind=INSPECTION,
        about=_about(inspection), to=firm(inspection.grant.firm_id), at=at, is_notice=True,
    )  # fmt: skip
