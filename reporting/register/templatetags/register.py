"""How the register words a tier, and a figure that is suppressed."""

from django import template

from core.ui.formats import tonnes
from reporting.register import charts
from reporting.register.columns import SUPPRESSED
from reporting.register.queries import Tier

register = template.Library()


@register.filter
def tier_words(row: Tier) -> str:
    """Say which tier it is."""
    return charts.tier_words(row)


@register.filter
def kg_or_suppressed(kilograms: int | None) -> str:
    """Return kilograms as tonnes; where there are none, that they are suppressed."""
    return str(SUPPRESSED) if kilograms is None else tonnes(kilograms)
