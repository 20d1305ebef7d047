"""Grants and their tree, their changes, payment requests, money passed on, gifts spent, results, returns."""

from disbursements.models.cancelled import CancelledInvoice
from disbursements.models.changes import (
    ChangeKind,
    ChangeLine,
    ChangeRequest,
    ChangeRequestStep,
    SubjectKind,
    Term,
)
from disbursements.models.contributions import GiftUse, PassThrough, PassThroughChange
from disbursements.models.deliverables import Deliverable
from disbursements.models.discrepancies import Discrepancy, DiscrepancyKind, Waiver
from disbursements.models.evidence import LineEvidence
from disbursements.models.grants import Grant, GrantChange, GrantReduction, MoneyReturn
from disbursements.models.lines import LineStatus, PaymentLine
from disbursements.models.payments import PaymentRequest, PaymentRequestChange

__all__ = [
    "CancelledInvoice",
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Deliverable",
    "Discrepancy",
    "DiscrepancyKind",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "LineEvidence",
    "LineStatus",
    "MoneyReturn",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
    "SubjectKind",
    "Term",
    "Waiver",
]
