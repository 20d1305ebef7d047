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
    RELEASED = "RELEASED", _("Released to the bank")
    CONFIRMED = "CONFIRMED", _("Paid")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class PassThroughStatus(models.TextChoices):
    RECORDED = "RECORDED", _("Waiting for confirmation")
    CONFIRMED = "CONFIRMED", _("Confirmed by the receiver")
    DISPUTED = "DISPUTED", _("Disputed by the receiver")


class PledgeGiftStatus(models.TextChoices):
    RECORDED = "RECORDED", _("Waiting for confirmation")
    CONFIRMED = "CONFIRMED", _("Confirmed by the receiver")
    DISPUTED = "DISPUTED", _("Disputed by the receiver")


class InKindStatus(models.TextChoices):
    RECORDED = "RECORDED", _("Waiting for recognition")
    RECOGNISED = "RECOGNISED", _("Recognised")
    REFUSED = "REFUSED", _("Refused")


class YearCloseStatus(models.TextChoices):
    PREPARED = "PREPARED", _("Waiting for decision")
    CLOSED = "CLOSED", _("Closed and posted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


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
        PaymentStatus.CHECKED: frozenset({PaymentStatus.RELEASED, PaymentStatus.RETURNED}),
        PaymentStatus.RELEASED: frozenset({PaymentStatus.CONFIRMED, PaymentStatus.CHECKED}),
        PaymentStatus.CONFIRMED: frozenset(),
        PaymentStatus.WITHDRAWN: frozenset(),
    }
)

PASS_THROUGH_TRANSITIONS = Transitions(
    {
        PassThroughStatus.RECORDED: frozenset({PassThroughStatus.CONFIRMED, PassThroughStatus.DISPUTED}),
        PassThroughStatus.CONFIRMED: frozenset(),
        PassThroughStatus.DISPUTED: frozenset(),
    }
)

PLEDGE_GIFT_TRANSITIONS = Transitions(
    {
        PledgeGiftStatus.RECORDED: frozenset({PledgeGiftStatus.CONFIRMED, PledgeGiftStatus.DISPUTED}),
        PledgeGiftStatus.CONFIRMED: frozenset(),
        PledgeGiftStatus.DISPUTED: frozenset(),
    }
)

IN_KIND_TRANSITIONS = Transitions(
    {
        InKindStatus.RECORDED: frozenset({InKindStatus.RECOGNISED, InKindStatus.REFUSED}),
        InKindStatus.RECOGNISED: frozenset(),
        InKindStatus.REFUSED: frozenset(),
    }
)

YEAR_CLOSE_TRANSITIONS = Transitions(
    {
        YearCloseStatus.PREPARED: frozenset({YearCloseStatus.CLOSED, YearCloseStatus.WITHDRAWN}),
        YearCloseStatus.CLOSED: frozenset(),
        YearCloseStatus.WITHDRAWN: frozenset(),
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
