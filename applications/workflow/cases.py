"""How far a plan or an application is, and where it may go from there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class Status(models.TextChoices):
    DRAFTED = "DRAFTED", _("Draft")
    SUBMITTED = "SUBMITTED", _("Submitted")
    RETURNED = "RETURNED", _("Returned for correction")
    ASSESSED = "ASSESSED", _("Assessed")
    SELECTED = "SELECTED", _("Selected")
    AWARDED = "AWARDED", _("Award decided")
    ACCEPTED = "ACCEPTED", _("Accepted by the firm")
    REFUSED = "REFUSED", _("Refused")
    REOPENED = "REOPENED", _("Objection upheld, to be decided anew")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


#: with the office, or back at the firm for correction: handed in and not decided
UNDECIDED = (Status.SUBMITTED, Status.RETURNED, Status.REOPENED, Status.ASSESSED)


class Halt(models.TextChoices):
    """What stops handing on under an accepted case; written by the room that owns its grant."""

    SUSPENDED = "SUSPENDED", _("Suspended")
    CANCELLED = "CANCELLED", _("Cancelled")
    CLOSED = "CLOSED", _("Closed")


#: what an applicant reads instead of the office's word
PUBLIC_WORDING = {
    Status.DRAFTED: _("Not submitted yet"),
    Status.SUBMITTED: _("Received, waiting for assessment"),
    Status.ASSESSED: _("Under review"),
    Status.AWARDED: _("Awarded, waiting for your acceptance"),
    Status.ACCEPTED: _("Accepted"),
}

TRANSITIONS = Transitions(
    {
        Status.DRAFTED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
        Status.SUBMITTED: frozenset(
            {
                Status.RETURNED,
                Status.ASSESSED,
                Status.SELECTED,
                Status.AWARDED,
                Status.REFUSED,
                Status.WITHDRAWN,
            }
        ),
        Status.RETURNED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
        Status.ASSESSED: frozenset({Status.AWARDED, Status.REFUSED, Status.RETURNED, Status.WITHDRAWN}),
        Status.SELECTED: frozenset(),
        Status.AWARDED: frozenset({Status.ACCEPTED, Status.WITHDRAWN, Status.REOPENED}),
        Status.ACCEPTED: frozenset(),
        Status.REFUSED: frozenset({Status.REOPENED}),
        Status.REOPENED: frozenset({Status.ASSESSED, Status.REFUSED, Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset(),
    }
)


def is_way_of(kind: str, grant_kind: str, now: str, then: str) -> bool:
    """
    Say whether a step of the table is one for this kind of case.

    Plans are selected, subsidies assessed and then awarded, contributions recorded as they were proposed.
    """
    if then == Status.SELECTED:
        return kind == "PLAN"
    if then in (Status.ASSESSED, Status.REOPENED):
        return kind == "GRANT" and grant_kind != "CONTRIBUTION"
    if then == Status.AWARDED:
        return kind == "GRANT" and (now == Status.ASSESSED or grant_kind == "CONTRIBUTION")
    return not (then == Status.RETURNED and grant_kind == "CONTRIBUTION")


TONES = {
    "DRAFTED": "neutral",
    "SUBMITTED": "info",
    "RETURNED": "warning",
    "ASSESSED": "info",
    "SELECTED": "success",
    "AWARDED": "success",
    "ACCEPTED": "success",
    "REFUSED": "danger",
    "REOPENED": "warning",
    "WITHDRAWN": "neutral",
}
