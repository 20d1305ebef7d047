"""Who finds a case of this room among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from disbursements.announcements import GRANT, PASS_THROUGH, PAYMENT
from disbursements.announcements.changes import CHANGE
from disbursements.announcements.pledges import IN_KIND, PLEDGE_GIFT
from disbursements.announcements.year_close import YEAR_CLOSE
from disbursements.models import (
    ChangeRequest,
    FiscalYearClose,
    Grant,
    InKind,
    PassThrough,
    PaymentRequest,
    PledgeGift,
)


def declare_promises() -> None:
    """Promise that whoever acts next on a grant, a payment or a transfer finds it in their inbox."""
    declare(
        Grant,
        GRANT,
        {
            "OPENED": Nobody("the firm was told that it may ask for payment, and asks when it has bought"),
            "SUSPENDED": work("decide_suspended"),
            "CANCELLED": Nobody("ended"),
            "CLOSED": Nobody("ended"),
        },
    )
    declare(
        PaymentRequest,
        PAYMENT,
        {
            "DRAFTED": Nobody("the firm's own draft, for which no day is set"),
            "SUBMITTED": work("check_payment"),
            "RETURNED": work("correct_payment"),
            "CHECKED": work("release_payment"),
            "RELEASED": work("confirm_payment"),
            "CONFIRMED": Nobody("paid; what it obliges to stands at the grant"),
            "WITHDRAWN": Nobody("ended by its own firm or with its grant"),
        },
    )
    declare(
        PassThrough,
        PASS_THROUGH,
        {
            "RECORDED": work("confirm_pass_through"),
            "CONFIRMED": Nobody("answered"),
            "DISPUTED": Nobody("the payer was told; what it still owes waits at its grant"),
        },
    )
    declare(
        PledgeGift,
        PLEDGE_GIFT,
        {
            "RECORDED": work("confirm_gift"),
            "CONFIRMED": Nobody("answered"),
            "DISPUTED": Nobody("the anchor was told; its money is free again in the pledge"),
        },
    )
    declare(
        InKind,
        IN_KIND,
        {
            "RECORDED": work("recognise_in_kind"),
            "RECOGNISED": Nobody("counted"),
            "REFUSED": Nobody("the anchor was told, and may hand it in anew"),
        },
    )
    declare(
        FiscalYearClose,
        YEAR_CLOSE,
        {
            "PREPARED": work("decide_year_close"),
            "CLOSED": Nobody("posted and frozen"),
            "WITHDRAWN": Nobody("may be prepared anew"),
        },
    )
    declare(
        ChangeRequest,
        CHANGE,
        {
            "REQUESTED": work("decide_change", "agree_to_hand_over"),
            "RECORDED": Nobody("minor: made at once, and told to the office"),
            "APPROVED": Nobody("made"),
            "REFUSED": Nobody("all stays as it was"),
            "DECLINED": Nobody("the firm that asked was told; all stays as it was"),
            "WITHDRAWN": Nobody("ended by its own firm or with its grant"),
        },
    )
