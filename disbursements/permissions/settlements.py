"""Who states a settlement, confirms its lines, confirms the whole; each another person."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from disbursements.permissions.money import A_GIFT_STAYS, DRAFT_PAYMENT, REPRESENTATIVE_ONLY, SUBMIT_PAYMENT

if TYPE_CHECKING:
    from disbursements.models import Grant, Settlement, SettlementLine

CHECK_SETTLEMENT = Permission("disbursements.check_settlement")
CONFIRM_SETTLEMENT = Permission("disbursements.confirm_settlement")

YOU_STATED = denied(_("You handed this settlement in; another person must look at it."))
YOU_CHECKED = denied(_("You confirmed the lines of this settlement; another person must confirm the whole."))


def may_open_settlement(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may open a settlement by hand: officers who handle the case."""
    verdict = holds(user, CHECK_SETTLEMENT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_state_settlement(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may settle in the firm's name (Act, art. 27): its representative."""
    place = (ScopeKind.FIRM, settlement.grant.firm_id)
    verdict = holds(user, SUBMIT_PAYMENT, place, at=at)
    return REPRESENTATIVE_ONLY if not verdict and holds(user, DRAFT_PAYMENT, place, at=at) else verdict


def may_check_settlement(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm lines or send them back (Act, art. 28–29): not who stated."""
    verdict = holds(user, CHECK_SETTLEMENT, *settlement.grant.consortium.program.scope_pairs, at=at)
    return YOU_STATED if verdict and user.pk == settlement.submitted_by_id else verdict


def may_decide_line(user: Any, line: "SettlementLine", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may decide on a line: whoever may check its settlement."""
    return may_check_settlement(user, line.settlement, at=at)


def may_confirm_settlement(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm the whole (Act, art. 28): an approving officer."""
    verdict = holds(user, CONFIRM_SETTLEMENT, *settlement.grant.consortium.program.scope_pairs, at=at)
    if verdict and user.pk == settlement.submitted_by_id:
        return YOU_STATED
    return YOU_CHECKED if verdict and user.pk == settlement.checked_by_id else verdict


def may_record_interest(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record that interest was paid in: whoever checks settlements."""
    return holds(user, CHECK_SETTLEMENT, *settlement.grant.consortium.program.scope_pairs, at=at)


def may_close_grant(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may close a grant: an approving officer."""
    verdict = holds(user, CONFIRM_SETTLEMENT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict
