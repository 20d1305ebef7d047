"""Who claims verified tonnes, which no officer does; who settles the years of performance contracts."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock
from reporting.claims.kinds import Purpose
from reporting.claims.performance import due_years
from reporting.claims.queries import surplus_owner

CLAIM = Permission("claims.claim")
PROPOSE_PERFORMANCE = Permission("claims.propose_performance")
DECIDE_PERFORMANCE = Permission("claims.decide_performance")

NOT_THE_OWNER = denied(
    _(
        "The representative of the anchor claims the share of its consortium; tonnes for an external project "
        "also that of the firm to which the plan gives the surplus."
    )
)
NOT_THE_CLAIMANT = denied(_("Only a representative of the firm that claims does this."))

YOU_PROPOSED = denied(_("You proposed this; another officer must decide on it."))
NO_YEAR = denied(_("No contract year has ended that is not settled."))


def may_claim(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may claim anything out of the consortium's share."""
    return ALLOWED if any(may_claim_for(user, consortium, p, at=at) for p in Purpose) else NOT_THE_OWNER


def claiming_for(user: Any, *, at: dt.datetime) -> frozenset[int]:
    """Return the firms for which the person claims."""
    firms: frozenset[int] = user.scopes(CLAIM, clock.day(at)).of(ScopeKind.FIRM)
    return firms


def may_claim_for(user: Any, consortium: Any, purpose: str, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may claim for this purpose."""
    firms = claiming_firms(consortium, purpose)
    if any(holds(user, CLAIM, (ScopeKind.FIRM, firm), at=at) for firm in firms):
        return ALLOWED
    return NOT_THE_OWNER


def claiming_firms(consortium: Any, purpose: str) -> list[int]:
    """Return who may claim for a purpose: the anchor; for external projects also the surplus' owner."""
    found = [consortium.anchor_id]
    if purpose == Purpose.EXTERNAL_PROJECT and (owner := surplus_owner(consortium)):
        found.append(owner)
    return found


def may_act_on_claim(user: Any, claim: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may release, retire or cure the claim: representatives of the claimant."""
    if holds(user, CLAIM, (ScopeKind.FIRM, claim.claimant_id), at=at):
        return ALLOWED
    return NOT_THE_CLAIMANT


def may_register_koc(user: Any, claim: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may say what became of an external project."""
    if not claim.is_offset:
        return denied(_("Only external projects are registered."))
    return may_act_on_claim(user, claim, at=at)


def may_settle_years(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may propose what a contract year comes to: officers who handle the case."""
    return holds(user, PROPOSE_PERFORMANCE, *consortium.program.scope_pairs, at=at)


def may_propose_performance(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether there is a year to settle, and the person may propose what it comes to."""
    verdict = may_settle_years(user, consortium, at=at)
    return NO_YEAR if verdict and not due_years(consortium, clock.day(at)) else verdict


def may_decide_performance(user: Any, decision: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may decide or drop it: an approving officer who did not propose it."""
    verdict = holds(user, DECIDE_PERFORMANCE, *decision.program.scope_pairs, at=at)
    return YOU_PROPOSED if verdict and user.pk == decision.proposed_by_id else verdict
