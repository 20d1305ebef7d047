"""Telling those who act next on an anchor's pledge."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import Addressee, close_items, firm, open_item
from core.inbox.registry import FIRMS, OFFICES
from core.users.models import Role, User
from disbursements.announcements.money import GRANTS
from disbursements.models import InKind, PledgeCash, PledgeGift
from disbursements.workflow import InKindStatus, PledgeGiftStatus
from programs.addressees import offices_of, those_who_handle

PLEDGE_GIFT, IN_KIND = "pledge_gift", "in_kind"


def declare_kinds() -> None:
    """Declare the kinds of inbox items about pledges, their words and where they lead."""
    gift, in_kind, program = "disbursements:pledge_gift", "disbursements:in_kind", "consortium__program"
    GRANTS.about(PLEDGE_GIFT, page=gift, offices=offices_of(PledgeGift, f"pledge__{program}"))
    GRANTS.about(IN_KIND, page=in_kind, offices=offices_of(InKind, f"pledge__{program}"))
    GRANTS.declare("confirm_gift", _("Confirm the anchor's money you received"), gift, FIRMS, within_days=14)
    GRANTS.declare("gift_confirmed", _("The receiver confirmed your money"), gift, FIRMS)
    GRANTS.declare("gift_disputed", _("The receiver disputes your money"), gift, FIRMS)
    GRANTS.declare("gift_returned", _("A firm gave the rest of your money back"), gift, FIRMS)
    GRANTS.declare(
        "recognise_in_kind", _("Recognise what the anchor gave in kind"), in_kind, OFFICES, within_days=14
    )
    GRANTS.declare("in_kind_recognised", _("What you gave in kind was recognised"), in_kind, FIRMS)
    GRANTS.declare("in_kind_refused", _("What you gave in kind was not recognised"), in_kind, FIRMS)


def gift_recorded(gift: PledgeGift, *, by: User, at: dt.datetime) -> None:
    """Ask the receiver's representative whether the money arrived."""
    open_item(
        key=f"confirm_gift:{gift.pk}",
        kind="confirm_gift",
        subject=gift,
        subject_kind=PLEDGE_GIFT,
        about=str(gift),
        to=firm(gift.grant.firm_id, Role.REPRESENTATIVE),
        at=at,
    )


def gift_answered(gift: PledgeGift, *, by: User, at: dt.datetime) -> None:
    """Take it out of the receiver's inbox and tell the anchor."""
    close_items(subject_kind=PLEDGE_GIFT, subject_id=gift.pk, by=by, at=at)
    is_confirmed = gift.status == PledgeGiftStatus.CONFIRMED
    _notify(gift, PLEDGE_GIFT, "gift_confirmed" if is_confirmed else "gift_disputed", gift.pk, at)


def gift_returned(gift: PledgeGift, cash: PledgeCash, *, by: User, at: dt.datetime) -> None:
    """Tell the anchor that the rest came back."""
    _notify(gift, PLEDGE_GIFT, "gift_returned", cash.pk, at)


def in_kind_recorded(in_kind: InKind, *, by: User, at: dt.datetime) -> None:
    """Put it before the officers of the programme."""
    for number, office in enumerate(those_who_handle(in_kind.pledge.consortium.program)):
        open_item(
            key=f"recognise_in_kind:{in_kind.pk}:{number}",
            kind="recognise_in_kind",
            subject=in_kind,
            subject_kind=IN_KIND,
            about=f"{in_kind.pledge.firm} · {in_kind}",
            to=office,
            at=at,
        )


def in_kind_judged(in_kind: InKind, *, by: User, at: dt.datetime) -> None:
    """Take it out of the officers' inboxes and tell the anchor."""
    close_items(subject_kind=IN_KIND, subject_id=in_kind.pk, by=by, at=at)
    is_recognised = in_kind.status == InKindStatus.RECOGNISED
    _notify(in_kind, IN_KIND, "in_kind_recognised" if is_recognised else "in_kind_refused", in_kind.pk, at)


def _notify(case: PledgeGift | InKind, subject_kind: str, kind: str, number: int, at: dt.datetime) -> None:
    to: Addressee = firm(case.pledge.firm_id)
    open_item(
        key=f"{kind}:{number}",
        kind=kind,
        subject=case,
        subject_kind=subject_kind,
        about=str(case),
        to=to,
        at=at,
        is_notice=True,
    )
