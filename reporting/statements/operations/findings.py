"""What a verifier finds: raised, answered by the firm, closed, deducted or withdrawn before the signature."""

import datetime as dt
from collections.abc import Sequence

from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement.models import Reading
from reporting.statements import announcements, permissions
from reporting.statements.models import (
    Deduction,
    FindingKind,
    FindingLine,
    Outcome,
    SampleItem,
    Statement,
    StatementRow,
    VerificationFinding,
)
from reporting.statements.refusals import (
    AnswerFirst,
    DeductsTooMuch,
    EffectMissing,
    EffectOutOfPlace,
    LinesMissing,
    LinesOfAnother,
    NotOverstated,
    NotWithVerifier,
    SignedAlready,
)
from reporting.statements.workflow import FindingStatus, Status


@operation
def raise_finding(
    *,
    statement: Statement,
    kind: str,
    what: str,
    effect_kg: int | None = None,
    readings: Sequence[Reading] = (),
    rows: Sequence[StatementRow] = (),
    by: User,
    at: dt.datetime,
) -> VerificationFinding:
    """
    Write down what was found, with the lines it concerns; the firm answers.

    `effect_kg` says by how much a misstatement overstates the reduction, kg CO2e; understated: below zero.
    Readings of a sample are marked as having a finding.

    :raises PermissionDenied: if `by` is not the verifier assigned.
    :raises SignedAlready: if the statement is signed.
    :raises NotWithVerifier: if it is not with the verifier.
    :raises EffectMissing, EffectOutOfPlace, LinesMissing: if the kind wants it otherwise.
    :raises LinesOfAnother: if a line is none of this statement's.
    """
    statement = with_verifier(statement)
    require(permissions.may_verify, by, statement, at=at)
    kind = FindingKind(kind).value
    _check_effect(kind, effect_kg, [*readings, *rows])
    _check_lines(statement, readings, rows)
    finding = VerificationFinding.objects.create(
        statement=statement,
        number=statement.findings.count() + 1,
        kind=kind,
        what=check_reason(what, field="what"),
        effect_kg=effect_kg,
        raised_at=at,
        raised_by=by,
    ).begin(by=by, at=at)
    FindingLine.objects.bulk_create(
        [
            *(FindingLine(finding=finding, reading=one) for one in readings),
            *(FindingLine(finding=finding, row=one) for one in rows),
        ]
    )
    _mark_sampled(statement, readings, by=by, at=at)
    announcements.firm_answers(finding, by=by, at=at)
    return finding


def with_verifier(statement: Statement) -> Statement:
    """
    Return the statement, locked, if it is with its verifier.

    :raises SignedAlready, NotWithVerifier: if not.
    """
    locked: Statement = Statement.objects.lock(statement.pk)
    if locked.is_signed:
        raise SignedAlready
    if locked.status != Status.ASSIGNED:
        raise NotWithVerifier(status=locked.get_status_display())
    return locked


def _check_effect(kind: str, effect_kg: int | None, lines: Sequence[object]) -> None:
    if kind != FindingKind.MISSTATEMENT:
        if effect_kg:
            raise EffectOutOfPlace(field="effect_kg")
        return
    if not effect_kg:
        raise EffectMissing(field="effect_kg")
    if not lines:
        raise LinesMissing(field="readings")


def _check_lines(statement: Statement, readings: Sequence[Reading], rows: Sequence[StatementRow]) -> None:
    measures = {reading.meter.measure_id for reading in readings}
    if measures - {statement.measure_id}:
        raise LinesOfAnother(field="readings")
    if {row.statement_id for row in rows} - {statement.pk}:
        raise LinesOfAnother(field="rows")


def _mark_sampled(statement: Statement, readings: Sequence[Reading], *, by: User, at: dt.datetime) -> None:
    """Say of sampled readings that something was found; what was marked before is marked anew."""
    sampled = SampleItem.objects.filter(sample__statement=statement, reading__in=readings)
    sampled.update(outcome=Outcome.FINDING, marked_at=at, marked_by=by)


@operation
def answer_finding(
    *, finding: VerificationFinding, answer: str, by: User, at: dt.datetime
) -> VerificationFinding:
    """
    Answer a finding for the firm: why the figure is right, or that it agrees.

    :raises PermissionDenied: if `by` does not act for the firm.
    :raises InvalidTransition: if it was answered or settled.
    """
    Statement.objects.lock(finding.statement_id)
    finding = VerificationFinding.objects.lock(finding.pk)
    require(permissions.may_answer_finding, by, finding, at=at)
    finding.check_can_move_to(FindingStatus.ANSWERED)
    finding.answer, finding.answered_at, finding.answered_by = check_reason(answer, field="answer"), at, by
    finding.save(update_fields=["answer", "answered_at", "answered_by"])
    finding.move_to(FindingStatus.ANSWERED, by=by, at=at, reason=finding.answer)
    announcements.verifier_settles(finding, by=by, at=at)
    return finding


@operation
def reopen_finding(
    *, finding: VerificationFinding, reason: str, by: User, at: dt.datetime
) -> VerificationFinding:
    """
    Ask the firm again, saying what its answer leaves open.

    :raises InvalidTransition: if it was not answered, or is settled.
    """
    finding = _of_verifier(finding, by=by, at=at)
    finding.move_to(FindingStatus.OPEN, by=by, at=at, reason=check_reason(reason))
    announcements.firm_answers(finding, by=by, at=at)
    return finding


@operation
def close_finding(
    *, finding: VerificationFinding, reason: str, by: User, at: dt.datetime
) -> VerificationFinding:
    """
    Close a finding as it is; a misstatement closed so stays unadjusted and counts for materiality.

    :raises AnswerFirst: if the firm has not answered, and it is no observation.
    :raises InvalidTransition: if it is settled.
    """
    finding = _of_verifier(finding, by=by, at=at)
    if finding.status == FindingStatus.OPEN and finding.kind != FindingKind.OBSERVATION:
        raise AnswerFirst
    return _settle(finding, FindingStatus.CLOSED, reason, by=by, at=at)


@operation
def withdraw_finding(
    *, finding: VerificationFinding, reason: str, by: User, at: dt.datetime
) -> VerificationFinding:
    """
    Withdraw a finding that was none; it counts no more.

    :raises InvalidTransition: if it is settled.
    """
    finding = _of_verifier(finding, by=by, at=at)
    return _settle(finding, FindingStatus.WITHDRAWN, reason, by=by, at=at)


@operation
def deduct(
    *, finding: VerificationFinding, kilograms: int, reason: str, by: User, at: dt.datetime
) -> VerificationFinding:
    """
    Deduct kilograms for a misstatement that the firm has answered; the calculation stays as it is.

    :raises NotOverstated: if it is no misstatement that overstates the reduction.
    :raises DeductsTooMuch: if it is more than the finding's effect, or more than is left of the reduction.
    :raises InvalidTransition: if the firm has not answered, or it is settled.
    """
    finding = _of_verifier(finding, by=by, at=at)
    finding.check_can_move_to(FindingStatus.ADJUSTED)
    if finding.effect_kg is None or finding.effect_kg <= 0:
        raise NotOverstated
    most = min(finding.effect_kg, finding.statement.booked_kg)
    if not 0 < kilograms <= most:
        raise DeductsTooMuch(most=f"{most:,}", field="kilograms")
    Deduction.objects.create(
        finding=finding, kilograms=kilograms, reason=check_reason(reason), deducted_at=at, deducted_by=by
    )
    return _settle(finding, FindingStatus.ADJUSTED, reason, by=by, at=at)


def _of_verifier(finding: VerificationFinding, *, by: User, at: dt.datetime) -> VerificationFinding:
    """Return the finding, locked, if its statement is with the verifier who acts; statement first."""
    statement = with_verifier(finding.statement)
    locked: VerificationFinding = VerificationFinding.objects.lock(finding.pk)
    locked.statement = statement
    require(permissions.may_settle_finding, by, locked, at=at)
    return locked


def _settle(
    finding: VerificationFinding, status: str, reason: str, *, by: User, at: dt.datetime
) -> VerificationFinding:
    finding.move_to(status, by=by, at=at, reason=check_reason(reason))
    announcements.finding_settled(finding, by=by, at=at)
    return finding


def close_with(statement: Statement, *, reason: str, by: User, at: dt.datetime) -> None:
    """Close what is unsettled in a statement that ends unsigned; the next one is looked at anew."""
    for finding in statement.findings.unsettled().order_by("pk"):
        locked = VerificationFinding.objects.lock(finding.pk)
        locked.move_to(FindingStatus.CLOSED, by=by, at=at, reason=reason)
        announcements.nobody_waits_for(locked, by=by, at=at)
