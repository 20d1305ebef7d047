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
from disbursements.models.payments import PaymentLine, PaymentRequest, PaymentRequestChange

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
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Condition",
    "Deliverable",
    "DisposalKind",
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
    "Mode",
    "MoneyReturn",
    "PassThrough",
    "PassThroughChange",
    "PaymentLine",
    "PaymentRequest",
    "PaymentRequestChange",
    "PointAnswer",
    "RequestStatus",
    "RiskOverride",
    "SubjectKind",
    "Term",
]
