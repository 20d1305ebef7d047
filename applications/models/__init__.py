"""Consortium plans and firms' applications: one engine, one workflow, one assessment."""

from applications.models.assessments import Assessment, Recommendation
from applications.models.cases import Application, ApplicationChange, Kind
from applications.models.costs import ArithmeticRow, CostItem
from applications.models.eligibility import EligibilityCheck, EligibilityFinding
from applications.models.sections import HandedIn, PlannedPassOn, SurplusTerms
from applications.workflow import Halt, Status

__all__ = [
    "Application",
    "ApplicationChange",
    "ArithmeticRow",
    "Assessment",
    "CostItem",
    "EligibilityCheck",
    "EligibilityFinding",
    "Halt",
    "HandedIn",
    "Kind",
    "PlannedPassOn",
    "Recommendation",
    "Status",
    "SurplusTerms",
]
