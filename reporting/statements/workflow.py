"""How far a statement of verified reductions is, and a finding of its verifier."""

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
        Status.ASSIGNED: frozenset({Status.VERIFIED, Status.RETURNED, Status.SUBMITTED}),
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


class FindingStatus(models.TextChoices):
    OPEN = "OPEN", _("Waiting for the firm's answer")
    ANSWERED = "ANSWERED", _("Answered by the firm")
    CLOSED = "CLOSED", _("Closed")
    ADJUSTED = "ADJUSTED", _("Deducted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


FINDING_TRANSITIONS = Transitions(
    {
        FindingStatus.OPEN: frozenset(
            {FindingStatus.ANSWERED, FindingStatus.CLOSED, FindingStatus.WITHDRAWN}
        ),
        FindingStatus.ANSWERED: frozenset(
            {FindingStatus.OPEN, FindingStatus.CLOSED, FindingStatus.ADJUSTED, FindingStatus.WITHDRAWN}
        ),
        FindingStatus.CLOSED: frozenset(),
        FindingStatus.ADJUSTED: frozenset(),
        FindingStatus.WITHDRAWN: frozenset(),
    }
)

#: findings that block a signature
UNSETTLED = frozenset({"OPEN", "ANSWERED"})

FINDING_TONES = {
    "OPEN": "warning",
    "ANSWERED": "info",
    "CLOSED": "neutral",
    "ADJUSTED": "success",
    "WITHDRAWN": "neutral",
}
