"""Who finds a claim, or a contract year, among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from reporting.claims.announcements import PERFORMANCE, SUBJECT
from reporting.claims.models import Claim, PerformanceDecision


def declare_promises() -> None:
    """Promise that the claimant finds a frozen claim in the inbox, and an approving officer a proposal."""
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
    declare(
        PerformanceDecision,
        PERFORMANCE,
        {
            "PROPOSED": work("decide_performance"),
            "DECIDED": Nobody("what is to be paid back waits as a debt of its own"),
            "DROPPED": Nobody("an officer proposes the year anew in their own time"),
        },
    )
