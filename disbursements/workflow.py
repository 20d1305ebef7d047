"""How far a grant, a payment request and a pass-through are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class GrantStatus(models.TextChoices):
    OPENED = "OPENED", _("Running")
    SUSPENDED = "SUSPENDED", _("Suspended")
    CANCELLED = "CANCELLED", _("Cancelled")
    CLOSED = "CLOSED", _("Closed")


class PaymentStatus(models.TextChoices):
    DRAFTED = "DRAFTED", _("Draft")
    SUBMITTED = "SUBMITTED", _("Asked for")
    RETURNED = "RETURNED", _("Returned for correction")
    CHECKED = "CHECKED", _("Checked")
    APPROVED = "APPROVED", _("Approved")
    RELEASED = "RELEASED", _("Released to the bank")
    CONFIRMED = "CONFIRMED", _("Paid")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class BatchStatus(models.TextChoices):
    COMPOSED = "COMPOSED", _("Being composed")
    RELEASED = "RELEASED", _("Released to the bank")
    DISSOLVED = "DISSOLVED", _("Dissolved")


class PassThroughStatus(models.TextChoices):
    RECORDED = "RECORDED", _("Waiting for confirmation")
    CONFIRMED = "CONFIRMED", _("Confirmed by the receiver")
    DISPUTED = "DISPUTED", _("Disputed by the receiver")


class ChangeStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("Waiting for approval")
    RECORDED = "RECORDED", _("Recorded as minor")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Refused")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    DECLINED = "DECLINED", _("Declined by the other firm")


#: changes that were made
APPLIED = (ChangeStatus.RECORDED, ChangeStatus.APPROVED)


GRANT_TRANSITIONS = Transitions(
    {
        GrantStatus.OPENED: frozenset({GrantStatus.SUSPENDED, GrantStatus.CANCELLED, GrantStatus.CLOSED}),
        GrantStatus.SUSPENDED: frozenset({GrantStatus.OPENED, GrantStatus.CANCELLED}),
        GrantStatus.CANCELLED: frozenset(),
        GrantStatus.CLOSED: frozenset(),
    }
)

PAYMENT_TRANSITIONS = Transitions(
    {
        PaymentStatus.DRAFTED: frozenset({PaymentStatus.SUBMITTED, PaymentStatus.WITHDRAWN}),
        PaymentStatus.SUBMITTED: frozenset(
            {PaymentStatus.CHECKED, PaymentStatus.RETURNED, PaymentStatus.WITHDRAWN}
        ),
        PaymentStatus.RETURNED: frozenset({PaymentStatus.SUBMITTED, PaymentStatus.WITHDRAWN}),
        PaymentStatus.CHECKED: frozenset({PaymentStatus.APPROVED, PaymentStatus.RETURNED}),
        PaymentStatus.APPROVED: frozenset({PaymentStatus.RELEASED, PaymentStatus.RETURNED}),
        PaymentStatus.RELEASED: frozenset({PaymentStatus.CONFIRMED, PaymentStatus.APPROVED}),
        PaymentStatus.CONFIRMED: frozenset({PaymentStatus.APPROVED}),
        PaymentStatus.WITHDRAWN: frozenset(),
    }
)

BATCH_TRANSITIONS = Transitions(
    {
        BatchStatus.COMPOSED: frozenset({BatchStatus.RELEASED, BatchStatus.DISSOLVED}),
        BatchStatus.RELEASED: frozenset(),
        BatchStatus.DISSOLVED: frozenset(),
    }
)

PASS_THROUGH_TRANSITIONS = Transitions(
    {
        PassThroughStatus.RECORDED: frozenset({PassThroughStatus.CONFIRMED, PassThroughStatus.DISPUTED}),
        PassThroughStatus.CONFIRMED: frozenset(),
        PassThroughStatus.DISPUTED: frozenset(),
    }
)

CHANGE_TRANSITIONS = Transitions(
    {
        ChangeStatus.REQUESTED: frozenset(
            {
                ChangeStatus.RECORDED,
                ChangeStatus.APPROVED,
                ChangeStatus.REFUSED,
                ChangeStatus.WITHDRAWN,
                ChangeStatus.DECLINED,
            }
        ),
        ChangeStatus.RECORDED: frozenset(),
        ChangeStatus.APPROVED: frozenset(),
        ChangeStatus.REFUSED: frozenset(),
        ChangeStatus.WITHDRAWN: frozenset(),
        ChangeStatus.DECLINED: frozenset(),
    }
)
