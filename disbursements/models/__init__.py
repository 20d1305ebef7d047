"""Grants and their tree, payment requests, money passed on, gifts spent."""

from disbursements.models.contributions import GiftUse, PassThrough, PassThroughChange
from disbursements.models.grants import Grant, GrantChange
from disbursements.models.payments import PaymentLine, PaymentRequest, PaymentRequestChange

__all__ = [
    "GiftUse",
    "Grant",
    "GrantChange",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
]
