"""How far a claim to verified tonnes is, and the decision on a performance contract."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow.transitions import Transitions


class Status(models.TextChoices):
    HELD = "HELD", pgettext_lazy("a claim", "Held")
    FROZEN = "FROZEN", _("Frozen: tonnes are missing")
    RETIRED = "RETIRED", _("Retired")
    RELEASED = "RELEASED", pgettext_lazy("a claim", "Released")
    CANCELLED = "CANCELLED", _("Cancelled")


#: a frozen claim goes back to where it was; one that was retired stays used for good
TRANSITIONS = Transitions(
    {
        Status.HELD: frozenset({Status.FROZEN, Status.RETIRED, Status.RELEASED, Status.CANCELLED}),
        Status.FROZEN: frozenset({Status.HELD, Status.RETIRED, Status.RELEASED}),
        Status.RETIRED: frozenset({Status.FROZEN}),
        Status.RELEASED: frozenset(),
        Status.CANCELLED: frozenset(),
    }
)

#: holds its tonnes: nobody else may claim them
STANDING = frozenset({"HELD", "FROZEN", "RETIRED"})

TONES = {
    "HELD": "info",
    "FROZEN": "warning",
    "RETIRED": "success",
    "RELEASED": "neutral",
    "CANCELLED": "neutral",
}


class PerformanceStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    DECIDED = "DECIDED", _("Decided")
    DROPPED = "DROPPED", _("Not followed")


#: what a year's performance comes to is proposed by one officer and decided by another
PERFORMANCE_TRANSITIONS = Transitions(
    {
        PerformanceStatus.PROPOSED: frozenset({PerformanceStatus.DECIDED, PerformanceStatus.DROPPED}),
        PerformanceStatus.DECIDED: frozenset(),
        PerformanceStatus.DROPPED: frozenset(),
    }
)

PERFORMANCE_TONES = {"PROPOSED": "info", "DECIDED": "success", "DROPPED": "neutral"}
