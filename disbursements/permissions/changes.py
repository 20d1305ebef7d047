"""Who may ask for a change after the award, recommend and decide it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from applications.readers import TAKING_OVER, Part, Reader, parts_for
from core.users.permissions import NOT_YOURS, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock
from disbursements.permissions import DRAFT_PAYMENT, REPRESENTATIVE_ONLY
from disbursements.permissions import parts_read_by as grant_parts
from programs.permissions import VIEW_OWN_CASES

if TYPE_CHECKING:
    from disbursements.models import ChangeRequest, Grant

REQUEST_CHANGE = Permission("disbursements.request_change")
RECOMMEND_CHANGE = Permission("disbursements.recommend_change")
DECIDE_CHANGE = Permission("disbursements.decide_change")

BETWEEN_THE_FIRMS = denied(
    _("A private contribution is changed between the firms; only a subsidy is changed with the office.")
)
YOU_ASKED = denied(_("You asked for this change; another person must decide on it."))
RECOMMENDED_ALREADY = denied(
    _("Another person recommended on this change. What they wrote stays as it is, and so does who wrote it.")
)
OF_THESE_FIRMS = denied(
    _("You act for one of the two firms; somebody of neither must decide on the hand-over.")
)
YOU_RECOMMENDED = denied(_("You recommended on this change; another person must decide on it."))


def parts_read_by(user: Any, change: "ChangeRequest", *, at: dt.datetime) -> frozenset[Part]:
    """
    Return what the person reads of a change: of its grant, as the firm that asked, or that is to take over.

    A firm that handed its grant over goes on reading what it asked for itself.
    """
    own = user.scopes(VIEW_OWN_CASES, clock.day(at)).of(ScopeKind.FIRM)
    parts = grant_parts(user, change.grant, at=at)
    if change.firm_id in own:
        parts |= parts_for([Reader.FIRM])
    return parts | TAKING_OVER if change.to_firm_id in own else parts


def may_request_change(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may ask in the firm's name (Act, art. 23): its representative."""
    verdict = _as_representative(user, grant.firm_id, at)
    return BETWEEN_THE_FIRMS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_withdraw_change(user: Any, change: "ChangeRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take the change back: who represents the firm."""
    return _as_representative(user, change.grant.firm_id, at)


def may_agree_to_hand_over(user: Any, change: "ChangeRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may agree or decline for the firm that is to take over: who represents it."""
    if change.to_firm_id is None:
        return NOT_YOURS
    verdict = _as_representative(user, change.to_firm_id, at)
    return YOU_ASKED if verdict and user.pk == change.requested_by_id else verdict


def may_recommend_change(user: Any, change: "ChangeRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may recommend: officers of ministry and agency, one on each change."""
    verdict = holds(user, RECOMMEND_CHANGE, *change.grant.consortium.program.scope_pairs, at=at)
    # who wrote a recommendation may not decide: a second one would hide the first one's name
    is_taken = change.recommended_by_id not in (None, user.pk)
    if verdict and _acts_for(user, change, at):
        return OF_THESE_FIRMS
    return RECOMMENDED_ALREADY if verdict and is_taken else verdict


def may_decide_change(user: Any, change: "ChangeRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may approve or refuse: an approving officer, a third person."""
    verdict = holds(user, DECIDE_CHANGE, *change.grant.consortium.program.scope_pairs, at=at)
    if verdict and user.pk == change.requested_by_id:
        return YOU_ASKED
    if verdict and _acts_for(user, change, at):
        return OF_THESE_FIRMS
    return YOU_RECOMMENDED if verdict and user.pk == change.recommended_by_id else verdict


def _acts_for(user: Any, change: "ChangeRequest", at: dt.datetime) -> bool:
    """Say whether the person works for one of the two firms of a hand-over."""
    if change.to_firm_id is None:
        return False
    held = (one for one in user.assignments_on(clock.day(at)) if one.scope_kind == ScopeKind.FIRM)
    return any(one.scope_id in (change.firm_id, change.to_firm_id) for one in held)


def _as_representative(user: Any, firm_id: int, at: dt.datetime) -> Verdict:
    place = (ScopeKind.FIRM, firm_id)
    verdict = holds(user, REQUEST_CHANGE, place, at=at)
    return REPRESENTATIVE_ONLY if not verdict and holds(user, DRAFT_PAYMENT, place, at=at) else verdict
