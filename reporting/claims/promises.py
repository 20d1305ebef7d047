"""Who finds a claim among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from reporting.claims.announcements import SUBJECT
from reporting.claims.models import Claim


def declare_promises() -> None:
    """Promise that the claimant finds a frozen claim in the inbox."""
    declare(
        Claim,
        SUBJECT,
        {
            "HELD": Nobody("its claimant reports, retires or releases it in its own time"),
            "FROZEN": work("cure_claim"),
            "RETIRED": Nobody("used for good"),
            "RELEASED": Nobody("its tonnes are back in the share"),
            "CANCELLED": Nobody("its tonnes are back in the share"),
        },
    )
