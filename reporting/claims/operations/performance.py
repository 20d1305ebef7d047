"""Settling a year of a performance contract: proposed by one officer, decided or dropped by another."""

import datetime as dt

from applications.models import Application
from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import only_once, operation
from disbursements.models import Debt, Grant
from disbursements.operations.debts import order_at_once
from disbursements.queries.debts import recoverable
from disbursements.workflow import DebtGround
from programs.models import Consortium
from reporting.claims import announcements, permissions, refusals
from reporting.claims.models import PerformanceDecision, PerformancePart, PerformanceRow
from reporting.claims.performance import Settlement, due_years, settlement_of
from reporting.claims.workflow import PerformanceStatus


@operation
def call_up_years(*, consortium: Consortium, by: User, at: dt.datetime) -> int:
    """
    Put every contract year that has ended before the officers, and return how many stood there not yet.

    Only the clock asks. What waits no more, because the contract or the programme's rules changed, is taken
    out; asked twice, the second time changes nothing.
    """
    consortium = Consortium.objects.lock(consortium.pk)
    due, before = set(due_years(consortium, clock.day(at))), announcements.years_that_wait(consortium)
    for year in sorted(before - due):
        announcements.year_waits_no_more(consortium, year, by=by, at=at)
    for year in sorted(due - before):
        announcements.year_waits(consortium, year, at=at)
    return len(due - before)


@operation
def propose_performance(
    *, consortium: Consortium, year: int, reason: str, by: User, at: dt.datetime
) -> PerformanceDecision:
    """
    Propose what a contract year comes to, by the programme's rules; nothing moves before it is decided.

    The kilograms are those verified by now, the amounts whole won, every step kept as a row.

    :raises PermissionDenied: if `by` does not handle cases of this programme.
    :raises YearNotOver: if the calendar year has not ended.
    :raises NoContract: if the plan promises nothing, or the programme has no such rules at its end.
    :raises YearSettled: if the year was proposed already and not dropped.
    """
    require(permissions.may_settle_years, by, consortium, at=at)
    reason = check_reason(reason)
    if year >= clock.day(at).year:
        raise refusals.YearNotOver(year=year, day=f"{year + 1}-01-01", field="year")
    settlement = settlement_of(consortium, year)
    if settlement is None:
        raise refusals.NoContract(year=year, field="year")
    with only_once("claims_performancedecision_once", refusals.YearSettled(year=year, field="year")):
        decision = PerformanceDecision.objects.create(
            consortium=consortium,
            program_id=consortium.program_id,
            year=year,
            promised_kg=settlement.promised_kg,
            achieved_kg=settlement.achieved_kg,
            subsidy_won=settlement.subsidy_won,
            consequence=settlement.consequence,
            amount_won=settlement.amount_won,
            reason=reason,
            proposed_at=at,
            proposed_by=by,
        )
    _keep(decision, settlement)
    decision.begin(by=by, at=at, reason=reason)
    announcements.year_waits_no_more(consortium, year, by=by, at=at)
    announcements.waits_for_decision(decision, by=by, at=at)
    return decision


def _keep(decision: PerformanceDecision, settlement: Settlement) -> None:
    """Keep the steps of the arithmetic, and each grant's part of a recovery."""
    PerformanceRow.objects.bulk_create(
        PerformanceRow(
            decision=decision,
            position=position,
            code=row.code,
            unit=row.unit,
            input=row.input,
            factor=row.factor,
            result=row.result,
            rule_id=row.rule_id,
        )
        for position, row in enumerate(settlement.outcome.rows, start=1)
    )
    for grant, won in sorted(settlement.parts.items()):
        PerformancePart.objects.create(decision=decision, grant_id=grant, amount_won=won)


@operation
def decide_performance(
    *, decision: PerformanceDecision, reason: str, by: User, at: dt.datetime
) -> PerformanceDecision:
    """
    Decide as it was proposed: a recovery is ordered as debts of its grants, an incentive is granted.

    Two officers decided together, so each debt is ordered at once, up to what the firm received; its money,
    its interest (Act, art. 31) and its end are those of any debt. An incentive moves no subsidy: it is paid
    outside this ledger.

    :raises PermissionDenied: if `by` proposed it or does not decide for this programme.
    :raises InvalidTransition: if it was decided or dropped already.
    :raises FiguresChanged: if the year would come to something else now.
    """
    decision = PerformanceDecision.objects.lock(decision.pk)
    require(permissions.may_decide_performance, by, decision, at=at)
    decision.check_can_move_to(PerformanceStatus.DECIDED)
    reason = check_reason(reason)
    _check_unchanged(decision)
    for part in decision.parts.select_related("grant").order_by("grant__application"):
        part.debt = _order(part, reason, by=by, at=at)
        part.save(update_fields=["debt"])
    decision.decided_at, decision.decided_by = at, by
    before, decision.status = decision.status, PerformanceStatus.DECIDED.value
    decision.save(update_fields=["status", "decided_at", "decided_by"])
    decision.write_down(before, by=by, at=at, reason=reason)
    announcements.performance_decided(decision, by=by, at=at)
    return decision


def _check_unchanged(decision: PerformanceDecision) -> None:
    """Refuse to decide on figures that are not those of the year any more."""
    now = settlement_of(decision.consortium, decision.year)
    proposed = dict(decision.parts.values_list("grant", "amount_won"))
    if (
        now is None
        or (now.promised_kg, now.achieved_kg, now.amount_won, now.consequence)
        != (decision.promised_kg, decision.achieved_kg, decision.amount_won, decision.consequence)
        or now.parts != proposed
    ):
        raise refusals.FiguresChanged(now=f"{now.amount_won if now else 0:,}")


def _order(part: PerformancePart, reason: str, *, by: User, at: dt.datetime) -> Debt | None:
    """Order a grant's part as a debt, up to what can be recovered of it; None where nothing was received."""
    Application.objects.lock_line(part.grant.application_id)
    grant = Grant.objects.lock(part.grant_id)
    won = min(part.amount_won, sum(recoverable(grant)))
    if not won:
        return None
    return order_at_once(
        grant=grant, amount=won, ground=DebtGround.UNMET, reason=reason,
        proposed_by=part.decision.proposed_by, by=by, at=at,
    )  # fmt: skip


@operation
def drop_performance(
    *, decision: PerformanceDecision, reason: str, by: User, at: dt.datetime
) -> PerformanceDecision:
    """
    Decide not to follow a proposal; the year can be proposed anew.

    :raises PermissionDenied: if `by` proposed it or does not decide for this programme.
    :raises InvalidTransition: if it was decided or dropped already.
    """
    decision = PerformanceDecision.objects.lock(decision.pk)
    require(permissions.may_decide_performance, by, decision, at=at)
    decision.move_to(PerformanceStatus.DROPPED, by=by, reason=check_reason(reason), at=at)
    announcements.nobody_decides(decision, by=by, at=at)
    announcements.year_waits(decision.consortium, decision.year, at=at)
    return decision
