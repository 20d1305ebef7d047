"""Programmes, their calls and rules, and the consortia that answer."""

from programs.models.consortia import (
    MEMBER_TRANSITIONS,
    Consortium,
    ConsortiumQuerySet,
    Member,
    MemberChange,
    MemberQuerySet,
    MemberStatus,
)
from programs.models.kinds import (
    CostKind,
    Direction,
    GrantKind,
    InTwoLanguages,
    MemberRole,
    RuleKind,
    Sourced,
)
from programs.models.programmes import (
    Call,
    CallQuerySet,
    FundingRule,
    Program,
    ProgramQuerySet,
    SupportModel,
    Technology,
    within,
)

__all__ = [
    "MEMBER_TRANSITIONS",
    "Call",
    "CallQuerySet",
    "Consortium",
    "ConsortiumQuerySet",
    "CostKind",
    "Direction",
    "FundingRule",
    "GrantKind",
    "InTwoLanguages",
    "Member",
    "MemberChange",
    "MemberQuerySet",
    "MemberRole",
    "MemberStatus",
    "Program",
    "ProgramQuerySet",
    "RuleKind",
    "Sourced",
    "SupportModel",
    "Technology",
    "within",
]
