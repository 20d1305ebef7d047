"""Grants and their tree, their changes, payment requests, money passed on, gifts spent, results, returns."""

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
from disbursements.models.grants import Grant, GrantChange, GrantReduction, MoneyReturn
from disbursements.models.lines import LineStatus, PaymentLine
from disbursements.models.payments import PaymentRequest, PaymentRequestChange

__all__ = [
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Deliverable",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "LineStatus",
    "MoneyReturn",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
    "SubjectKind",
    "Term",
]
