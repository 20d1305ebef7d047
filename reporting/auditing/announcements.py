"""Telling the office of a finding and the auditor of its answer, within the operation that moves it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox import operations as inbox
from core.inbox.operations import close_items, hand_to, person, tell
from core.inbox.registry import OFFICES, Group
from core.users.models import Role, User
from programs.addressees import offices_of, those_who_handle
from reporting.auditing.models import AuditFinding, EvidenceBundle

SUBJECT = "audit_finding"
BUNDLE = "evidence_bundle"
AUDIT = Group("audit", _("Audit"), 65)
AUDITORS = frozenset({Role.AUDITOR})


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    AUDIT.about(SUBJECT, page="auditing:finding", offices=offices_of(AuditFinding, "program"))
    AUDIT.about(BUNDLE, page="auditing:bundle")
    AUDIT.declare(
        "answer_audit_finding", _("Answer an audit finding"), "auditing:finding_answer", OFFICES,
        within_days=14,
    )  # fmt: skip
    AUDIT.declare(
        "settle_audit_finding", _("Look at the office's answer to a finding"), "auditing:finding", AUDITORS,
        within_days=14,
    )  # fmt: skip
    AUDIT.declare("audit_finding_closed", _("An audit finding was closed"), "auditing:finding", OFFICES)
    AUDIT.declare("evidence_bundled", _("The evidence was bundled"), "auditing:bundle", AUDITORS)


def waits_for_the_office(finding: AuditFinding, *, by: User, at: dt.datetime) -> None:
    """Put the finding into the inboxes of those who handle the programme."""
    to = those_who_handle(finding.program)
    hand_to(*to, kind="answer_audit_finding", **_facts(finding), by=by, at=at)


def waits_for_the_auditor(finding: AuditFinding, *, by: User, at: dt.datetime) -> None:
    """Put the answer into the inbox of the auditor who noted the finding."""
    hand_to(person(finding.raised_by), kind="settle_audit_finding", **_facts(finding), by=by, at=at)


def nobody_waits(finding: AuditFinding, *, by: User, at: dt.datetime) -> None:
    """Take the finding out of every inbox, and tell the office that it is closed."""
    close_items(subject_kind=SUBJECT, subject_id=finding.pk, by=by, at=at)
    for officer in those_who_handle(finding.program):
        tell(officer, kind="audit_finding_closed", **_facts(finding), at=at)


def _facts(finding: AuditFinding) -> dict[str, Any]:
    return {
        "subject": finding,
        "subject_kind": SUBJECT,
        "about": f"{finding} · {finding.line_words}",
        "step": finding.changes.count(),
    }


def is_bundled(bundle: EvidenceBundle, *, by: User, at: dt.datetime) -> None:
    """Leave the finished bundle in the inbox of whoever asked for it."""
    inbox.open_item(
        key=f"evidence_bundled:{bundle.pk}",
        kind="evidence_bundled",
        subject=bundle,
        subject_kind=BUNDLE,
        about=f"{bundle.program} · {bundle}",
        to=person(by),
        at=at,
        is_notice=True,
    )
