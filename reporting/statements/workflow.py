"""How far a statement of verified reductions is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class Status(models.TextChoices):
    CALCULATED = "CALCULATED", _("Calculated")
    SUBMITTED = "SUBMITTED", _("Submitted for verification")
    ASSIGNED = "ASSIGNED", _("With the verifier")
    VERIFIED = "VERIFIED", _("Verified")
    RETURNED = "RETURNED", _("Returned with findings")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    RESTATED = "RESTATED", _("Restated")


TRANSITIONS = Transitions(
    {
        Status.CALCULATED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
        Status.SUBMITTED: frozenset({Status.ASSIGNED, Status.WITHDRAWN}),
        Status.ASSIGNED: frozenset({Status.VERIFIED, Status.RETURNED}),
        Status.RETURNED: frozenset({Status.WITHDRAWN}),
        Status.VERIFIED: frozenset({Status.RESTATED}),
        Status.WITHDRAWN: frozenset(),
        Status.RESTATED: frozenset(),
    }
)

#: whose period no other statement of the measure may touch
STANDING = frozenset({"CALCULATED", "SUBMITTED", "ASSIGNED", "VERIFIED"})

#: whose figures were signed: they stand, or did until a restatement took their place
SIGNED = frozenset({"VERIFIED", "RESTATED"})

TONES = {
    "CALCULATED": "neutral",
    "SUBMITTED": "info",
    "ASSIGNED": "info",
    "VERIFIED": "success",
    "RETURNED": "warning",
    "WITHDRAWN": "neutral",
    "RESTATED": "neutral",
}
