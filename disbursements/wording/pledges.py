"""How pledges are spoken of: steps on offer, next step and whose, history in sentences, figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import InKind, PledgeGift
from disbursements.permissions import pledges as permissions
from disbursements.queries.pledges import PledgeFigures
from disbursements.wording.money import THE_OFFICER, Step
from disbursements.workflow import InKindStatus, PledgeGiftStatus

PROMISE = Step(_("Promise something"), "promise", permissions.may_promise)
PLEDGE_STEPS = (
    Step(_("Record a payment"), "pledge_pay_in", permissions.may_move_pledge),
    Step(_("Give to a firm"), "pledge_give", permissions.may_move_pledge, tone="secondary"),
    Step(_("Hand in something given in kind"), "in_kind_new", permissions.may_move_pledge, tone="secondary"),
    Step(
        _("Record what went back to the anchor"), "pledge_pay_back", permissions.may_move_pledge,
        tone="tertiary",
    ),
)  # fmt: skip
GIFT_STEPS = (
    Step(
        _("Confirm the receipt"), "pledge_gift_confirm", permissions.may_answer_gift,
        PledgeGiftStatus.CONFIRMED,
    ),
    Step(
        _("Dispute"), "pledge_gift_dispute", permissions.may_answer_gift, PledgeGiftStatus.DISPUTED,
        "secondary",
    ),
)  # fmt: skip
GIVE_BACK = Step(_("Give the rest back"), "pledge_gift_return", permissions.may_return_gift, tone="secondary")
IN_KIND_STEPS = (
    Step(
        _("Recognise"), "in_kind_recognise", permissions.may_judge_in_kind, InKindStatus.RECOGNISED
    ),
    Step(
        _("Do not recognise"), "in_kind_refuse", permissions.may_judge_in_kind, InKindStatus.REFUSED,
        "secondary",
    ),
)  # fmt: skip

GIFT_SENTENCES = {
    PledgeGiftStatus.RECORDED: _("Recorded the transfer."),
    PledgeGiftStatus.CONFIRMED: _("Confirmed that the money arrived."),
    PledgeGiftStatus.DISPUTED: _("Disputed the transfer; the amount is free again in the pledge."),
}
IN_KIND_SENTENCES = {
    InKindStatus.RECORDED: _("Handed it in with its proof."),
    InKindStatus.RECOGNISED: _("Recognised it."),
    InKindStatus.REFUSED: _("Did not recognise it."),
}


def gift_next(gift: PledgeGift) -> dict[str, Any]:
    """Return the next step of cash given out of a pledge and whose it is."""
    if gift.status != PledgeGiftStatus.RECORDED:
        return {}
    return {"next_step": _("Confirm or dispute the receipt"), "whose": gift.grant.firm}


def in_kind_next(in_kind: InKind) -> dict[str, Any]:
    """Return the next step of something given in kind and whose it is."""
    if in_kind.status != InKindStatus.RECORDED:
        return {}
    return {"next_step": _("Recognise it or not"), "whose": THE_OFFICER}


def tiles(found: PledgeFigures) -> list[tuple[Any, int, str]]:
    """Return (words, won, tone) of the figures of pledges; what went back only where anything did."""
    back = found.returned or found.paid_back
    return [
        (_("Promised in cash"), found.cash, "primary"),
        (_("Paid in"), found.paid_in, "success"),
        (_("Given to firms, confirmed"), found.given, ""),
        (_("On its way to a firm"), found.on_its_way, "warning" if found.on_its_way else ""),
        (_("Used"), found.used, ""),
        (_("Left: paid in and free"), found.left, ""),
        *([(_("Given back by firms"), found.returned, "")] if back else []),
        *([(_("Paid back to the anchor"), found.paid_back, "")] if back else []),
        (_("Promised in kind"), found.in_kind, "primary"),
        (_("Recognised in kind"), found.recognised, "success"),
        *([(_("In kind, waiting"), found.waiting, "warning")] if found.waiting else []),
    ]
