"""What each kind of number is about: which costs, firms and grades it tells apart, and its unit. Pure."""

from dataclasses import dataclass

from core.ratios import WHOLE_BP
from programs.models import CheckTermKind, RuleKind

MOST_WON = 10**15 - 1
MOST_DAYS = 3_650
MOST_SECONDS = 3_600
MOST_QUOTES = 10


@dataclass(frozen=True)
class Shape:
    """
    What a kind of rule or of eligibility number asks: its dimensions, its least and most value.

    `unit` is "bp" (basis points), "won", "won/t" (won per tCO2e), "days", "seconds" or
    "quotes".
    """

    dimensions: frozenset[str]
    unit: str
    least: int
    most: int


def _parts(*dimensions: str) -> Shape:
    return Shape(frozenset(dimensions), "bp", 0, WHOLE_BP)


def _won(*dimensions: str, least: int = 0) -> Shape:
    return Shape(frozenset(dimensions), "won", least, MOST_WON)


def _days() -> Shape:
    return Shape(frozenset(), "days", 0, MOST_DAYS)


SHAPES: dict[str, Shape] = {
    RuleKind.RATE: _parts("cost_kind", "size_class", "grade"),
    RuleKind.CAP_FIRM: _won("cost_kind", "size_class"),
    RuleKind.CAP_CONSORTIUM: _won("cost_kind"),
    RuleKind.CAP_POOLED: _won("cost_kind"),
    RuleKind.ROUNDING: _won(least=1),
    RuleKind.IN_KIND_SHARE: _parts(),
    RuleKind.PASS_THROUGH: _parts(),
    RuleKind.INCENTIVE: Shape(frozenset(), "won/t", 0, MOST_WON),
    RuleKind.TOLERANCE: _parts(),
    RuleKind.CREDITABLE: _parts(),
    RuleKind.MINOR_SHARE: _parts(),
    RuleKind.MINOR_DAYS: _days(),
    CheckTermKind.QUOTES_FROM: _won(least=1),
    CheckTermKind.QUOTES_WANTED: Shape(frozenset(), "quotes", 2, MOST_QUOTES),
    CheckTermKind.CERTIFICATE_DAYS: _days(),
    CheckTermKind.STANDING_DAYS: _days(),
    CheckTermKind.EXCLUSION_DAYS: _days(),
    CheckTermKind.SUPPLIER_DAYS: _days(),
    CheckTermKind.GRACE_SECONDS: Shape(frozenset(), "seconds", 0, MOST_SECONDS),
    CheckTermKind.OBJECTION_DAYS: _days(),
    CheckTermKind.ANSWER_DAYS: _days(),
    CheckTermKind.EXTENSION_DAYS: _days(),
    CheckTermKind.ACCEPTANCE_DAYS: _days(),
    CheckTermKind.ASSET_DAYS: _days(),
    CheckTermKind.REPORT_DAYS: _days(),
}
