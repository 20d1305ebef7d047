"""Who may calculate, submit, assign and verify statements. Who verifies is another party than who reduced."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from firms.models import Membership
from measurement.permissions import may_enter_readings
from programs.models import AttributionShare
from reporting.statements.models import Conflict

CALCULATE = Permission("statements.calculate")
SUBMIT_STATEMENT = Permission("statements.submit")
ASSIGN_VERIFIER = Permission("statements.assign_verifier")
VERIFY = Permission("statements.verify")

NOT_ASSIGNED = denied(_("Only the verifier to whom this statement was assigned can sign or return it."))
OWN_FIGURES = denied(_("You had these figures calculated; another person must verify them."))
OWN_ASSIGNMENT = denied(_("You assigned the verifier; you can't be the verifier yourself."))
NOT_INDEPENDENT = denied(_("A verifier can't belong to a firm of this consortium."))
IN_CONFLICT = denied(_("A conflict of interest with this firm or consortium was declared."))


def may_calculate(user: Any, measure: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have the measure's reduction calculated: people of its firm."""
    return holds(user, CALCULATE, (ScopeKind.FIRM, measure.firm_id), at=at)


def may_restate(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have a verified statement calculated anew: who may calculate."""
    return may_calculate(user, statement.measure, at=at)


def may_correct_verified(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may correct a reading it rests on: who may enter the measure's readings."""
    return may_enter_readings(user, statement.measure, at=at)


def may_submit_statement(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may hand the statement in: representatives of the firm."""
    return holds(user, SUBMIT_STATEMENT, (ScopeKind.FIRM, statement.measure.firm_id), at=at)


def may_withdraw_statement(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may withdraw it: who may hand it in; a draft also who may calculate."""
    if statement.submitted_at is None:
        return may_calculate(user, statement.measure, at=at)
    return may_submit_statement(user, statement, at=at)


def may_assign_verifier(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may choose the verifier: the programme's officers."""
    return holds(user, ASSIGN_VERIFIER, *statement.measure.consortium.program.scope_pairs, at=at)


def may_verify(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """
    Answer whether the person may sign or return the statement.

    A third party verifies (ISO 14064-2, verification; ISO 14064-3): not who calculated, not who assigned,
    nobody of a firm in the consortium, nor of the one that had the equipment in its months.
    """
    verdict = could_verify(user, statement, at=at)
    if verdict and statement.verifier_id != user.pk:
        return NOT_ASSIGNED
    return verdict


def could_verify(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the statement could be assigned to this person."""
    verdict = holds(user, VERIFY, *statement.measure.consortium.program.scope_pairs, at=at)
    if not verdict:
        return verdict
    if statement.calculated_by_id == user.pk:
        return OWN_FIGURES
    if statement.assigned_by_id == user.pk:
        return OWN_ASSIGNMENT
    if _belongs_to_consortium(user, statement):
        return NOT_INDEPENDENT
    if _has_conflict(user, statement):
        return IN_CONFLICT
    return ALLOWED


def may_answer_finding(user: Any, finding: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may answer a verifier's finding: people of the firm."""
    return may_calculate(user, finding.statement.measure, at=at)


def may_settle_finding(user: Any, finding: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may close, deduct or withdraw a finding: the verifier assigned."""
    return may_verify(user, finding.statement, at=at)


def may_mark(user: Any, item: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may say what a look at a sampled reading came to: the verifier assigned."""
    return may_verify(user, item.sample.statement, at=at)


def may_declare_conflict(user: Any, statement: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may declare a conflict of the verifier: they themselves, or the office."""
    if statement.verifier_id is not None and statement.verifier_id == user.pk:
        return ALLOWED
    return may_assign_verifier(user, statement, at=at)


def _has_conflict(user: Any, statement: Any) -> bool:
    """A conflict once declared holds for all statements of the firms and of the consortium."""
    firms = _firms_of(statement)
    same = Q(statement__measure__firm__in=firms) | Q(statement__firm__in=firms)
    same |= Q(statement__measure__consortium=statement.measure.consortium_id)
    return Conflict.objects.filter(same, verifier=user).exists()


def _belongs_to_consortium(user: Any, statement: Any) -> bool:
    """A verifier is independent of every consortium that may get a share, and of the firms themselves."""
    measure, firms = statement.measure, _firms_of(statement)
    sharing = AttributionShare.objects.filter(
        agreement__program=measure.consortium.program_id, agreement__firm__in=firms
    ).values("consortium")
    inside = Q(firm__member_of__consortium=measure.consortium_id) | Q(firm__member_of__consortium__in=sharing)
    return Membership.objects.filter(inside | Q(firm__in=firms), user=user).exists()


def _firms_of(statement: Any) -> set[int]:
    """Return who had the equipment in the statement's months, and who has it now."""
    return {statement.firm_id, statement.measure.firm_id}
