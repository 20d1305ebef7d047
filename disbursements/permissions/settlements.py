"""Who states a settlement, confirms its lines, confirms the whole; each another person."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from disbursements.hands import Part, Played, part_in_the_way, part_of
from disbursements.permissions.money import A_GIFT_STAYS, DRAFT_PAYMENT, REPRESENTATIVE_ONLY, SUBMIT_PAYMENT

if TYPE_CHECKING:
    from disbursements.models import Grant, Settlement, SettlementLine

CHECK_SETTLEMENT = Permission("disbursements.check_settlement")
CONFIRM_SETTLEMENT = Permission("disbursements.confirm_settlement")

IN_THE_WAY = {
    Part.STATE: denied(_("You handed this settlement in; another person must look at it.")),
    Part.CHECK: denied(_("You decided on lines of this settlement; another person must take this step.")),
    Part.CONFIRM: denied(_("You confirmed this settlement; another person must take this step.")),
}


def _played(settlement: "Settlement") -> list[Played]:
    """Return who stated, checked and confirmed it, and who ever decided on one of its lines."""
    steps = [(part_of(one.from_status, one.to_status), one.by_id) for one in settlement.changes.all()]
    versions: Any = settlement.lines.model
    decided = versions.pgh_event_model.objects.filter(settlement=settlement.pk, decided_by__isnull=False)
    people = decided.order_by().values_list("decided_by", flat=True).distinct()
    return [(part, who) for part, who in steps if part] + [(Part.CHECK, who) for who in people]


def _apart(verdict: Verdict, user: Any, settlement: "Settlement", part: Part) -> Verdict:
    """Answer whether the person, who may by their role, took no other part in it, in any round."""
    before = part_in_the_way(_played(settlement), part, user.pk) if verdict else None
    return IN_THE_WAY[before] if before else verdict


def may_open_settlement(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may open a settlement by hand: officers who handle the case."""
    verdict = holds(user, CHECK_SETTLEMENT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_state_settlement(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may settle in the firm's name (Act, art. 27): its representative."""
    place = (ScopeKind.FIRM, settlement.grant.firm_id)
    verdict = holds(user, SUBMIT_PAYMENT, place, at=at)
    if not verdict and holds(user, DRAFT_PAYMENT, place, at=at):
        return REPRESENTATIVE_ONLY
    return _apart(verdict, user, settlement, Part.STATE)


def may_check_settlement(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm lines or send them back (Act, art. 28–29): not who stated."""
    verdict = holds(user, CHECK_SETTLEMENT, *settlement.grant.consortium.program.scope_pairs, at=at)
    return _apart(verdict, user, settlement, Part.CHECK)


def may_decide_line(user: Any, line: "SettlementLine", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may decide on a line: whoever may check its settlement."""
    return may_check_settlement(user, line.settlement, at=at)


def may_confirm_settlement(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm the whole (Act, art. 28): an approving officer, no other hand."""
    verdict = holds(user, CONFIRM_SETTLEMENT, *settlement.grant.consortium.program.scope_pairs, at=at)
    return _apart(verdict, user, settlement, Part.CONFIRM)


def may_record_interest(user: Any, settlement: "Settlement", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record that interest was paid in: whoever checks settlements."""
    return holds(user, CHECK_SETTLEMENT, *settlement.grant.consortium.program.scope_pairs, at=at)


def may_close_grant(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may close a grant: an approving officer."""
    verdict = holds(user, CONFIRM_SETTLEMENT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict
