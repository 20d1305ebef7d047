"""Who claims verified tonnes. An officer reads claims and registers none."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock
from reporting.claims.kinds import Purpose
from reporting.claims.queries import surplus_owner

CLAIM = Permission("claims.claim")

NOT_THE_OWNER = denied(
    _(
        "The representative of the anchor claims the share of its consortium; tonnes for an external project "
        "also that of the firm to which the plan gives the surplus."
    )
)
NOT_THE_CLAIMANT = denied(_("Only a representative of the firm that claims does this."))


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
