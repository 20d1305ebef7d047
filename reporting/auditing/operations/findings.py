"""Noting a finding on a line, answering it, asking again, closing it. The case stays as it is."""

import datetime as dt

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.models import Program
from reporting.auditing import announcements, permissions, refusals
from reporting.auditing.lines import Line, lines_of
from reporting.auditing.models import AuditFinding, SampleItem
from reporting.auditing.workflow import FindingStatus

EVIDENCE = "audit_finding"


@operation
def raise_finding(
    *, item: SampleItem, line: str, kind: str, text: str, amount_won: int | None, kilograms: int | None,
    evidence: Attachment | None, by: User, at: dt.datetime,
) -> AuditFinding:  # fmt: skip
    """
    Note a finding on a line of what was drawn; the programme's officers find it in their inbox.

    It may be noted after the look was ended as well: then what was drawn is one with a finding.

    :raises NotAllowed: if `by` does not audit the programme.
    :raises NoSuchLine: if the line is no part of what was drawn.
    """
    item = SampleItem.objects.with_names().lock(item.pk)
    program = Program.objects.lock(item.sample.program_id)  # findings are numbered one after the other
    require(permissions.may_look, by, item, at=at)
    found = _line(item, line)
    last = AuditFinding.objects.filter(program=program).order_by("number").last()
    finding = AuditFinding.objects.create(
        program=program, item=item, number=last.number + 1 if last else 1, line_kind=found.kind,
        line_id=found.pk, line_words=found.words[:240], kind=kind, amount_won=amount_won,
        kilograms=kilograms, text=text, evidence=evidence, raised_at=at, raised_by=by,
    )  # fmt: skip
    if evidence:
        attach(attachment=evidence, owner_kind=EVIDENCE, owner_id=finding.pk, purpose="proof", by=by, at=at)
    announcements.waits_for_the_office(finding.begin(by=by, at=at), by=by, at=at)
    return finding


def _line(item: SampleItem, code: str) -> Line:
    found = next((one for one in lines_of(item) if one.code == code), None)
    if found is None:
        raise refusals.NoSuchLine(field="line")
    return found


@operation
def answer(
    *, finding: AuditFinding, text: str, version: int | None, by: User, at: dt.datetime
) -> AuditFinding:
    """
    Answer a finding for the office; the auditor who noted it finds the answer in the inbox.

    :raises NotAllowed: if `by` does not handle the programme.
    :raises InvalidTransition: if it is answered or closed already.
    :raises StaleVersion: if somebody changed it since the page was read.
    """
    finding = AuditFinding.objects.with_names().lock(finding.pk, version)
    require(permissions.may_answer, by, finding, at=at)
    finding.check_can_move_to(FindingStatus.ANSWERED)
    finding.answer, finding.answered_at, finding.answered_by = text, at, by
    finding.save(update_fields=["answer", "answered_at", "answered_by"])
    finding.move_to(FindingStatus.ANSWERED, by=by, at=at, reason=text)
    announcements.waits_for_the_auditor(finding, by=by, at=at)
    return finding


@operation
def ask_again(
    *, finding: AuditFinding, reason: str, version: int | None = None, by: User, at: dt.datetime
) -> AuditFinding:
    """
    Ask the office again, saying what its answer leaves open.

    :raises NotAllowed: if `by` does not audit the programme.
    :raises InvalidTransition: if there is no answer, or it is closed.
    """
    finding = AuditFinding.objects.with_names().lock(finding.pk, version)
    require(permissions.may_settle, by, finding, at=at)
    finding.move_to(FindingStatus.OPEN, by=by, at=at, reason=reason)
    announcements.waits_for_the_office(finding, by=by, at=at)
    return finding


@operation
def close(
    *, finding: AuditFinding, reason: str, version: int | None = None, by: User, at: dt.datetime
) -> AuditFinding:
    """
    Close a finding with the reason, whether it was answered or not; the office is told.

    :raises NotAllowed: if `by` does not audit the programme.
    :raises InvalidTransition: if it is closed already.
    """
    finding = AuditFinding.objects.with_names().lock(finding.pk, version)
    require(permissions.may_settle, by, finding, at=at)
    finding.move_to(FindingStatus.CLOSED, by=by, at=at, reason=reason)
    announcements.nobody_waits(finding, by=by, at=at)
    return finding
