"""Grants and their tree, payment requests, money passed on, gifts spent, what was delivered and returned."""

from disbursements.models.contributions import GiftUse, PassThrough, PassThroughChange
from disbursements.models.deliverables import Deliverable
from disbursements.models.grants import Grant, GrantChange, GrantReduction, MoneyReturn
from disbursements.models.payments import PaymentLine, PaymentRequest, PaymentRequestChange

__all__ = [
    "Deliverable",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "MoneyReturn",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
]
