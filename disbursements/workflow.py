"""How far a grant, a payment request and a pass-through are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow.transitions import Transitions


class GrantStatus(models.TextChoices):
    OPENED = "OPENED", _("Running")
    SUSPENDED = "SUSPENDED", _("Suspended")
    CANCELLED = "CANCELLED", _("Cancelled")
    CLOSED = "CLOSED", _("Closed")


class PaymentStatus(models.TextChoices):
    DRAFTED = "DRAFTED", _("Draft")
    SUBMITTED = "SUBMITTED", pgettext_lazy("payment request", "Asked for")
    RETURNED = "RETURNED", _("Returned for correction")
    CHECKED = "CHECKED", _("Checked")
    APPROVED = "APPROVED", _("Approved")
    RELEASED = "RELEASED", _("Released to the bank")
    CONFIRMED = "CONFIRMED", _("Paid")
    COVERED = "COVERED", _("Covered by the advance")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


#: grants under which nothing is asked or paid any more
ENDED_GRANTS = (GrantStatus.CANCELLED, GrantStatus.CLOSED)

#: requests whose accepted lines were paid: by the bank, or out of an advance
PAID = (PaymentStatus.CONFIRMED, PaymentStatus.COVERED)
#: accepted and not yet at the bank: what it pays can still change
UNRELEASED = (PaymentStatus.CHECKED, PaymentStatus.APPROVED)

#: not handed in, or handed back: the firm is to act
WITH_THE_FIRM = (PaymentStatus.DRAFTED, PaymentStatus.RETURNED)
#: asked for, and neither paid nor handed back: the office is to act, or the bank
WITH_THE_OFFICE = (PaymentStatus.SUBMITTED, *UNRELEASED, PaymentStatus.RELEASED)


class BatchStatus(models.TextChoices):
    COMPOSED = "COMPOSED", _("Being composed")
    RELEASED = "RELEASED", _("Released to the bank")
    DISSOLVED = "DISSOLVED", _("Dissolved")


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


class DebtKind(models.TextChoices):
    PRINCIPAL = "PRINCIPAL", _("Subsidy to be paid back")
    INTEREST = "INTEREST", _("Interest")
    SURCHARGE = "SURCHARGE", _("Surcharge")
    LATE_FEE = "LATE_FEE", _("Late fee")


class DebtGround(models.TextChoices):
    FALSE_APPLICATION = "FALSE_APPLICATION", _("False application")
    MISUSE = "MISUSE", _("Used for something else")
    BREACH = "BREACH", _("Breach of law, conditions or orders")
    UNMET = "UNMET", _("A requirement was not met")
    EXCESS = "EXCESS", _("More than the settlement confirmed")
    CANCELLATION = "CANCELLATION", _("The award was cancelled")
    DISPOSAL = "DISPOSAL", _("Equipment was disposed of with approval")


class DebtStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    ORDERED = "ORDERED", _("To be paid")
    DROPPED = "DROPPED", _("Not ordered")
    PAID = "PAID", _("Settled in full")
    WRITTEN_OFF = "WRITTEN_OFF", _("Written off")
    WITHDRAWN = "WITHDRAWN", _("Order withdrawn")


#: debts that took subsidy from its grant: ordered and not withdrawn
STANDING_DEBTS = (DebtStatus.ORDERED, DebtStatus.PAID, DebtStatus.WRITTEN_OFF)


class SettlementStatus(models.TextChoices):
    DUE = "DUE", _("To be handed in")
    SUBMITTED = "SUBMITTED", _("Being checked")
    RETURNED = "RETURNED", _("Lines to be corrected")
    CHECKED = "CHECKED", _("Waiting for its confirmation")
    CONFIRMED = "CONFIRMED", _("Settled")


class AuditStatus(models.TextChoices):
    DUE = "DUE", _("Auditor to be named")
    EXEMPTED = "EXEMPTED", _("Exempt")
    NAMED = "NAMED", _("Report to be handed in")
    SUBMITTED = "SUBMITTED", _("Report being examined")
    RETURNED = "RETURNED", _("Report sent back")
    ACCEPTED = "ACCEPTED", _("Report accepted")


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
        PaymentStatus.CHECKED: frozenset(
            {PaymentStatus.APPROVED, PaymentStatus.COVERED, PaymentStatus.RETURNED}
        ),
        PaymentStatus.APPROVED: frozenset({PaymentStatus.RELEASED, PaymentStatus.RETURNED}),
        PaymentStatus.RELEASED: frozenset({PaymentStatus.CONFIRMED, PaymentStatus.APPROVED}),
        PaymentStatus.CONFIRMED: frozenset({PaymentStatus.APPROVED}),
        PaymentStatus.COVERED: frozenset(),
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

DEBT_TRANSITIONS = Transitions(
    {
        DebtStatus.PROPOSED: frozenset({DebtStatus.ORDERED, DebtStatus.DROPPED}),
        DebtStatus.ORDERED: frozenset({DebtStatus.PAID, DebtStatus.WRITTEN_OFF, DebtStatus.WITHDRAWN}),
        DebtStatus.DROPPED: frozenset(),
        DebtStatus.PAID: frozenset(),
        DebtStatus.WRITTEN_OFF: frozenset(),
        DebtStatus.WITHDRAWN: frozenset(),
    }
)

SETTLEMENT_TRANSITIONS = Transitions(
    {
        SettlementStatus.DUE: frozenset({SettlementStatus.SUBMITTED}),
        SettlementStatus.SUBMITTED: frozenset({SettlementStatus.CHECKED, SettlementStatus.RETURNED}),
        SettlementStatus.RETURNED: frozenset({SettlementStatus.SUBMITTED}),
        SettlementStatus.CHECKED: frozenset({SettlementStatus.CONFIRMED, SettlementStatus.SUBMITTED}),
        SettlementStatus.CONFIRMED: frozenset(),
    }
)

AUDIT_TRANSITIONS = Transitions(
    {
        AuditStatus.DUE: frozenset({AuditStatus.NAMED, AuditStatus.EXEMPTED}),
        AuditStatus.EXEMPTED: frozenset({AuditStatus.DUE}),
        AuditStatus.NAMED: frozenset({AuditStatus.SUBMITTED}),
        AuditStatus.SUBMITTED: frozenset({AuditStatus.ACCEPTED, AuditStatus.RETURNED}),
        AuditStatus.RETURNED: frozenset({AuditStatus.SUBMITTED}),
        AuditStatus.ACCEPTED: frozenset(),
    }
)
