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
from disbursements.models.debts import (
    Debt,
    DebtEntry,
    DebtStep,
    EntryKind,
    Instalment,
    InstalmentPlan,
    RelatedPart,
    SetOff,
)
from disbursements.models.deliverables import Deliverable
from disbursements.models.grants import Grant, GrantChange, GrantReduction, MoneyReturn
from disbursements.models.payments import PaymentLine, PaymentRequest, PaymentRequestChange
from disbursements.models.settlements import (
    LineVerdict,
    Settlement,
    SettlementBasis,
    SettlementLine,
    SettlementStep,
)

__all__ = [
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Debt",
    "DebtEntry",
    "DebtStep",
    "Deliverable",
    "EntryKind",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "Instalment",
    "InstalmentPlan",
    "LineVerdict",
    "MoneyReturn",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
    "RelatedPart",
    "SetOff",
    "Settlement",
    "SettlementBasis",
    "SettlementLine",
    "SettlementStep",
    "SubjectKind",
    "Term",
]
