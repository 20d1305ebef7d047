"""Who finds a case of this room among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from programs.announcements import MEMBER, SHARES
from programs.models import AttributionAgreement, Invitation, Member


def declare_promises() -> None:
    """Promise that whoever acts next on a place, an invitation or agreed shares finds it in their inbox."""
    declare(
        Member,
        MEMBER,
        {
            "INVITED": work("join_consortium"),
            "JOINED": Nobody("answered"),
            "DECLINED": Nobody("answered"),
            "LEFT": Nobody("ended"),
        },
    )
    declare(
        Invitation,
        "invitation",
        {
            "SENT": Nobody("the firm has no account yet: it got a letter, and finds it when it registers"),
            "ACCEPTED": Nobody("answered"),
            "WITHDRAWN": Nobody("ended"),
        },
    )
    declare(
        AttributionAgreement,
        SHARES,
        {
            "PROPOSED": work("confirm_shares"),
            "AGREED": Nobody("all have agreed"),
            "DROPPED": Nobody("ended"),
        },
    )
