"""Consortium plans and firms' applications: one engine, one workflow, one assessment."""

from applications.models.answers import Answer, AnswerSheet
from applications.models.assessments import Assessment, Recommendation
from applications.models.cases import Application, ApplicationChange, Kind
from applications.models.conditions import AwardCondition, ConditionChange
from applications.models.corrections import Correction
from applications.models.costs import ArithmeticRow, CostItem, Quote
from applications.models.drafts import DraftEntry, HandOver
from applications.models.eligibility import EligibilityCheck, EligibilityFinding
from applications.models.holders import Holder
from applications.models.letters import Letter
from applications.models.objections import Objection, ObjectionChange
from applications.models.panels import (
    PANEL_TRANSITIONS,
    Draw,
    Panel,
    PanelCase,
    PanelChange,
    PanelCriterion,
    PanelStatus,
)
from applications.models.receipts import Receipt
from applications.models.reviews import (
    REVIEW_TRANSITIONS,
    Review,
    Reviewer,
    ReviewStatus,
    Score,
    tied,
)
from applications.models.sections import HandedIn, PlannedPassOn, SurplusTerms
from applications.workflow import Halt, Status
from applications.workflow.decisions import (
    Against,
    ConditionStatus,
    Language,
    LetterKind,
    ObjectionStatus,
    Outcome,
)

__all__ = [
    "PANEL_TRANSITIONS",
    "REVIEW_TRANSITIONS",
    "Against",
    "Answer",
    "AnswerSheet",
    "Application",
    "ApplicationChange",
    "ArithmeticRow",
    "Assessment",
    "AwardCondition",
    "ConditionChange",
    "ConditionStatus",
    "Correction",
    "CostItem",
    "DraftEntry",
    "Draw",
    "EligibilityCheck",
    "EligibilityFinding",
    "Halt",
    "HandOver",
    "HandedIn",
    "Holder",
    "Kind",
    "Language",
    "Letter",
    "LetterKind",
    "Objection",
    "ObjectionChange",
    "ObjectionStatus",
    "Outcome",
    "Panel",
    "PanelCase",
    "PanelChange",
    "PanelCriterion",
    "PanelStatus",
    "PlannedPassOn",
    "Quote",
    "Receipt",
    "Recommendation",
    "Review",
    "ReviewStatus",
    "Reviewer",
    "Score",
    "Status",
    "SurplusTerms",
    "tied",
]
