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
from disbursements.models.payments import PaymentLine, PaymentRequest, PaymentRequestChange
from disbursements.models.pledges import (
    CashKind,
    InKind,
    InKindChange,
    Pledge,
    PledgeCash,
    PledgeGift,
    PledgeGiftChange,
)
from disbursements.models.year_close import FiscalYearClose, FiscalYearCloseChange, FiscalYearCloseLine

__all__ = [
    "CashKind",
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Deliverable",
    "FiscalYearClose",
    "FiscalYearCloseChange",
    "FiscalYearCloseLine",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "InKind",
    "InKindChange",
    "MoneyReturn",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
    "Pledge",
    "PledgeCash",
    "PledgeGift",
    "PledgeGiftChange",
    "SubjectKind",
    "Term",
]
