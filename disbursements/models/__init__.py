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
from disbursements.models.audits import AuditOpinion, EntityAudit, EntityAuditStep
from disbursements.models.bank_accounts import BankAccount, BankProfile, Encoding, Separator
from disbursements.models.batches import BatchEntry, PaymentBatch, PaymentBatchChange, end_to_end_id
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
from disbursements.models.debt_entries import DebtEntry, EntryKind, SetOff
from disbursements.models.debts import Debt, DebtStep, Instalment, InstalmentPlan, RelatedPart
from disbursements.models.deliverables import Deliverable
from disbursements.models.discrepancies import Discrepancy, DiscrepancyKind, Waiver
from disbursements.models.disposals import ENDING, AssetRequest, AssetRequestStep, DisposalKind, RequestStatus
from disbursements.models.evidence import LineEvidence
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
from disbursements.models.lines import LineStatus, PaymentLine
from disbursements.models.payments import PaymentRequest, PaymentRequestChange, confirmation_event
from disbursements.models.pledges import (
    CashKind,
    InKind,
    InKindChange,
    Pledge,
    PledgeCash,
    PledgeGift,
    PledgeGiftChange,
)
from disbursements.models.settlements import (
    LineVerdict,
    Settlement,
    SettlementBasis,
    SettlementLine,
    SettlementStep,
)
from disbursements.models.statements import BankStatement, Outcome, StatementEntry
from disbursements.models.year_close import FiscalYearClose, FiscalYearCloseChange, FiscalYearCloseLine

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
    "AuditOpinion",
    "BankAccount",
    "BankProfile",
    "BankStatement",
    "BatchEntry",
    "CancelledInvoice",
    "CashKind",
    "ChangeKind",
    "ChangeLine",
    "ChangeRequest",
    "ChangeRequestStep",
    "Condition",
    "Debt",
    "DebtEntry",
    "DebtStep",
    "Deliverable",
    "Discrepancy",
    "DiscrepancyKind",
    "DisposalKind",
    "Encoding",
    "EntityAudit",
    "EntityAuditStep",
    "EntryKind",
    "Finding",
    "FindingStatus",
    "FindingStep",
    "FiscalYearClose",
    "FiscalYearCloseChange",
    "FiscalYearCloseLine",
    "GiftUse",
    "Grant",
    "GrantChange",
    "GrantReduction",
    "InKind",
    "InKindChange",
    "Inspection",
    "InspectionPoint",
    "InspectionStatus",
    "InspectionStep",
    "Instalment",
    "InstalmentPlan",
    "LimitedHand",
    "LineEvidence",
    "LineStatus",
    "LineVerdict",
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
    "Pledge",
    "PledgeCash",
    "PledgeGift",
    "PledgeGiftChange",
    "PointAnswer",
    "RelatedPart",
    "RequestStatus",
    "RiskOverride",
    "Separator",
    "SetOff",
    "Settlement",
    "SettlementBasis",
    "SettlementLine",
    "SettlementStep",
    "StatementEntry",
    "SubjectKind",
    "Term",
    "Waiver",
    "confirmation_event",
    "end_to_end_id",
]
