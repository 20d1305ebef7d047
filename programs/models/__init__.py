"""Programmes, their calls and rules, and the consortia that answer."""

from programs.models.agreements import Agreement, Signature
from programs.models.consortia import (
    MEMBER_TRANSITIONS,
    Consortium,
    ConsortiumQuerySet,
    Member,
    MemberChange,
    MemberQuerySet,
    MemberStatus,
)
from programs.models.criteria import Criterion
from programs.models.evidence import EvidenceRule, PaymentStage
from programs.models.invitations import (
    INVITATION_TRANSITIONS,
    Invitation,
    InvitationChange,
    InvitationStatus,
)
from programs.models.kinds import (
    PARTNER_ROLES,
    PARTS,
    WITHOUT_LINES,
    CheckTermKind,
    CostKind,
    Direction,
    EvidenceKind,
    Grade,
    GrantKind,
    InTwoLanguages,
    MemberRole,
    PaymentKind,
    RuleKind,
    Sourced,
    Step,
)
from programs.models.links import SupplyLink
from programs.models.programmes import (
    Call,
    CallQuerySet,
    Program,
    ProgramQuerySet,
    SupportModel,
    within,
)
from programs.models.questions import CallQuestion, Questionnaire, QuestionnaireQuerySet, columns_of
from programs.models.rules import CheckTerm, FundingRule, RequiredDocument, Technology
from programs.models.shares import (
    SHARES_TRANSITIONS,
    AttributionAgreement,
    AttributionAgreementChange,
    AttributionShare,
    SharesStatus,
)

__all__ = [
    "INVITATION_TRANSITIONS",
    "MEMBER_TRANSITIONS",
    "PARTNER_ROLES",
    "PARTS",
    "SHARES_TRANSITIONS",
    "WITHOUT_LINES",
    "Agreement",
    "AttributionAgreement",
    "AttributionAgreementChange",
    "AttributionShare",
    "Call",
    "CallQuerySet",
    "CallQuestion",
    "CheckTerm",
    "CheckTermKind",
    "Consortium",
    "ConsortiumQuerySet",
    "CostKind",
    "Criterion",
    "Direction",
    "EvidenceKind",
    "EvidenceRule",
    "FundingRule",
    "Grade",
    "GrantKind",
    "InTwoLanguages",
    "Invitation",
    "InvitationChange",
    "InvitationStatus",
    "Member",
    "MemberChange",
    "MemberQuerySet",
    "MemberRole",
    "MemberStatus",
    "PaymentKind",
    "PaymentStage",
    "Program",
    "ProgramQuerySet",
    "Questionnaire",
    "QuestionnaireQuerySet",
    "RequiredDocument",
    "RuleKind",
    "SharesStatus",
    "Signature",
    "Sourced",
    "Step",
    "SupplyLink",
    "SupportModel",
    "Technology",
    "columns_of",
    "within",
]
