"""
What payments follow: which evidence their lines need, and the stages in which they are asked for.

Both are added, changed from a day on, ended, and taken out before they begin. A payment request follows what
holds at the moment at which it is asked for, so that nothing changes for a day that has passed.
"""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import permissions, registry
from programs.models import EvidenceKind, EvidenceRule, PaymentKind, PaymentStage, Program
from programs.operations.editor import dated
from programs.operations.editor.refusals import (
    EvidenceDoesNotFit,
    EvidenceIsThere,
    PaymentsFollowIt,
    ShareDoesNotFit,
    StageIsThere,
)
from programs.operations.editor.terms import EvidenceTerms, StageTerms
from programs.shapes import WHOLE_BP

PayingRule = EvidenceRule | PaymentStage


@operation
def add_evidence_rule(
    *,
    program: Program,
    kind: str,
    cost_kind: str,
    terms: EvidenceTerms,
    valid_from: dt.date,
    by: User,
    at: dt.datetime,
) -> EvidenceRule:
    """
    Let lines of payment requests need one more kind of evidence, from a day on (decree, art. 10-8).

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises EvidenceIsThere: if the programme has a rule for this kind and these costs.
    :raises EvidenceDoesNotFit: if what does as well can't take its place.
    :raises PaymentsFollowIt: if it would begin on a day that has passed.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    if program.evidence_rules.filter(kind=kind, cost_kind=cost_kind).exists():
        raise EvidenceIsThere(field="kind")
    _check_evidence(kind, terms)
    _check_day(valid_from, at, "valid_from")
    place = {"program": program, "kind": kind, "cost_kind": cost_kind}
    return EvidenceRule.objects.create(**place, valid_from=valid_from, **vars(terms))


@operation
def change_evidence_rule(
    *,
    rule: EvidenceRule,
    terms: EvidenceTerms,
    valid_from: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> EvidenceRule:
    """
    Let something else do as well as a kind of evidence from a day on; the row before ends the day before.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises EvidenceDoesNotFit: if what does as well can't take its place.
    :raises PaymentsFollowIt: if it would begin on a day that has passed.
    """
    rule = _locked(rule, version, by, at)
    _check_evidence(rule.kind, terms)
    _check_day(valid_from, at, "valid_from")
    place = {"program": rule.program, "kind": rule.kind, "cost_kind": rule.cost_kind}
    return dated.begin(EvidenceRule.objects.filter(**place), valid_from, vars(terms), place)


@operation
def add_payment_stage(
    *, program: Program, kind: str, terms: StageTerms, valid_from: dt.date, by: User, at: dt.datetime
) -> PaymentStage:
    """
    Let one more payment of the schedule be asked for up to a share, under conditions, from a day on.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises StageIsThere: if the programme has this stage.
    :raises ShareDoesNotFit: if the share is none, or the whole is held back.
    :raises PaymentsFollowIt: if it would begin on a day that has passed.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    if program.payment_stages.filter(kind=kind).exists():
        raise StageIsThere(field="kind")
    _check_share(kind, terms)
    _check_day(valid_from, at, "valid_from")
    return PaymentStage.objects.create(program=program, kind=kind, valid_from=valid_from, **vars(terms))


@operation
def change_payment_stage(
    *,
    stage: PaymentStage,
    terms: StageTerms,
    valid_from: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> PaymentStage:
    """
    Let a stage have another share or other conditions from a day on; the row before ends the day before.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises ShareDoesNotFit: if the share is none, or the whole is held back.
    :raises PaymentsFollowIt: if it would begin on a day that has passed.
    """
    stage = _locked(stage, version, by, at)
    _check_share(stage.kind, terms)
    _check_day(valid_from, at, "valid_from")
    place = {"program": stage.program, "kind": stage.kind}
    return dated.begin(PaymentStage.objects.filter(**place), valid_from, vars(terms), place)


@operation
def end_paying_rule(
    *,
    rule: PayingRule,
    valid_until: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> PayingRule:
    """
    Set the last day of a stage or of a kind of evidence: earlier than before, or later.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if that is before its first day.
    :raises PaymentsFollowIt: if a day that has passed would change.
    :raises RulesOverlap: if another row for the same thing holds by then.
    """
    rule = _locked(rule, version, by, at)
    _check_day(dated.first_day_changed(rule, valid_until), at, "valid_until")
    return dated.end(rule, _others(rule), valid_until)


@operation
def remove_paying_rule(
    *, rule: PayingRule, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> None:
    """
    Take out a stage or a kind of evidence before it begins; the row before it goes on as without it.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises IsInForce: if it has begun: then it can only be ended.
    """
    rule = _locked(rule, version, by, at)
    dated.take_out(rule, _others(rule), at)


def _locked(rule: Any, version: int | None, by: User, at: dt.datetime) -> Any:
    """Lock the programme, then the row, for who may edit it."""
    program = Program.objects.lock(rule.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    return type(rule).objects.lock(rule.pk, version)


def _others(rule: Any) -> QuerySet[Any]:
    """Return the other rows about the same thing."""
    same = {"program": rule.program_id, "kind": rule.kind}
    if isinstance(rule, EvidenceRule):
        same["cost_kind"] = rule.cost_kind
    others: QuerySet[Any] = type(rule).objects.filter(**same).exclude(pk=rule.pk)
    return others


def _check_evidence(kind: str, terms: EvidenceTerms) -> None:
    """Refuse evidence in its own place, and any but a card in the place of the invoice."""
    other = terms.does_as_well
    offered = {*EvidenceKind.values, ""} - {kind, EvidenceKind.INVOICE}
    if kind == EvidenceKind.INVOICE:
        offered = {EvidenceKind.CARD.value, ""}
    if other not in offered:
        raise EvidenceDoesNotFit(field="does_as_well", kind=EvidenceKind(kind).label)


def _check_share(kind: str, terms: StageTerms) -> None:
    most = WHOLE_BP - 1 if kind == PaymentKind.HOLD_BACK else WHOLE_BP
    if type(terms.share_bp) is not int or not 0 < terms.share_bp <= most:
        raise ShareDoesNotFit(field="share_bp")
    if set(terms.conditions) - {offer.code for offer in registry.payment_conditions()}:
        raise ShareDoesNotFit(field="conditions")


def _check_day(day: dt.date, at: dt.datetime, field: str) -> None:
    """Refuse a change of a day that has passed."""
    first = clock.day(at)
    if day < first:
        raise PaymentsFollowIt(field=field, first=f"{first:%Y-%m-%d}")
