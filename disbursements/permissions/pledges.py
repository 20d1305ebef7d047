"""Who may promise, pay in, give, answer, hand in kind and recognise it. The table says where it stands."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from disbursements.permissions.money import (
    ANSWER_PASS_THROUGH,
    RECORD_PASS_THROUGH,
    REPRESENTATIVE_ONLY,
    YOU_RECORDED,
)

if TYPE_CHECKING:
    from disbursements.models import InKind, Pledge, PledgeGift
    from programs.models import Consortium

PROMISE = Permission("disbursements.promise")
RECOGNISE_IN_KIND = Permission("disbursements.recognise_in_kind")

YOU_HANDED_IN = denied(_("You handed this in for the anchor; another person must recognise it."))


def may_promise(user: Any, consortium: "Consortium", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may promise in the anchor's name: its representative."""
    verdict = holds(user, PROMISE, (ScopeKind.FIRM, consortium.anchor_id), at=at)
    if not verdict and holds(user, RECORD_PASS_THROUGH, (ScopeKind.FIRM, consortium.anchor_id), at=at):
        return REPRESENTATIVE_ONLY
    return verdict


def may_move_pledge(user: Any, pledge: "Pledge", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record what the anchor pays, gives and does: people of that firm."""
    return holds(user, RECORD_PASS_THROUGH, (ScopeKind.FIRM, pledge.firm_id), at=at)


def may_answer_gift(user: Any, gift: "PledgeGift", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm or dispute: who represents the receiver and did not record it."""
    place = (ScopeKind.FIRM, gift.grant.firm_id)
    verdict = holds(user, ANSWER_PASS_THROUGH, place, at=at)
    if not verdict and holds(user, RECORD_PASS_THROUGH, place, at=at):
        return REPRESENTATIVE_ONLY
    return YOU_RECORDED if verdict and user.pk == gift.recorded_by_id else verdict


def may_return_gift(user: Any, gift: "PledgeGift", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may give back what is left of a gift: people of the receiver."""
    return holds(user, RECORD_PASS_THROUGH, (ScopeKind.FIRM, gift.grant.firm_id), at=at)


def may_judge_in_kind(user: Any, in_kind: "InKind", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may recognise or refuse it: an officer who did not hand it in."""
    verdict = holds(user, RECOGNISE_IN_KIND, *in_kind.pledge.consortium.program.scope_pairs, at=at)
    return YOU_HANDED_IN if verdict and user.pk == in_kind.recorded_by_id else verdict
