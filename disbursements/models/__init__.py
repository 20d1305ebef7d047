"""Grants and their tree, their changes, payment requests, money passed on, gifts spent, results, returns."""

from disbursements.models.assets import (
    Asset,
    AssetChange,
    AssetLine,
    AssetReport,
    AssetSerial,
    AssetStatus,
    Condition,
)
from disbursements.models.bank_accounts import BankAccount, BankProfile, Encoding, Separator
from disbursements.models.batches import BatchEntry, PaymentBatch, PaymentBatchChange, end_to_end_id
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
from disbursements.models.disposals import (
    ENDING,
    AssetRequest,
    AssetRequestStep,
    DisposalKind,
    RequestStatus,
)
from disbursements.models.grants import Grant, GrantChange, GrantReduction, MoneyReturn
from disbursements.models.inspections import (
    Finding,
    FindingStatus,
    FindingStep,
    Inspection,
    InspectionPoint,
    InspectionStatus,
    InspectionStep,
    Mode,
    PointAnswer,
    RiskOverride,
)
from disbursements.models.limits import LimitedHand, PaymentLimit
from disbursements.models.payments import (
    PaymentLine,
    PaymentRequest,
    PaymentRequestChange,
    confirmation_event,
)
from disbursements.models.statements import BankStatement, Outcome, StatementEntry

__all__ = [
    "ENDING",
    "Asset",
    "AssetChange",
    "AssetLine",
    "AssetReport",
    "AssetRequest",
    "AssetRequestStep",
    "AssetSerial",
    "AssetStatus",
    "BankAccount",
    "BankProfile",
    "BankStatement",
    "BatchEntry",
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Condition",
    "Deliverable",
    "DisposalKind",
    "Encoding",
    "Finding",
    "FindingStatus",
    "FindingStep",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "Inspection",
    "InspectionPoint",
    "InspectionStatus",
    "InspectionStep",
    "LimitedHand",
    "Mode",
    "MoneyReturn",
    "Outcome",
    "PassThrough",
    "PassThroughChange",
    "PaymentBatch",
    "PaymentBatchChange",
    "PaymentLimit",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
    "PointAnswer",
    "RequestStatus",
    "RiskOverride",
    "Separator",
    "StatementEntry",
    "SubjectKind",
    "Term",
    "confirmation_event",
    "end_to_end_id",
]
