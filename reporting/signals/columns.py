"""The columns of the list of signals."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.models import CostItem
from core.ui.lists import DAY, MOMENT, NUMBER, PERCENT, STATUS, TEXT, WON, Column
from reporting.signals.models import Signal
from reporting.signals.patterns import WORDS

#: the weight of a pattern, for ordering only
WEIGHT = Case(
    *(When(pattern=pattern, then=Value(words.weight)) for pattern, words in WORDS.items()),
    default=Value(0),
    output_field=IntegerField(),
)


def _priced(name: str) -> Callable[[Any], Any]:
    """Return what reads one figure of a machine's price, None where its power is not known."""
    return lambda item: getattr(item.price, name) if item.price else None


def _others(item: Any) -> Any:
    """Return how many like machines the median is of, in words."""
    if not item.price or item.price.median_won is None:
        return None
    return ngettext("of %(count)s other", "of %(count)s others", item.price.others) % {
        "count": item.price.others
    }


COLUMNS = (
    Column(
        "pattern", _("Signal"), Signal.get_pattern_display, sort="pattern", href=Signal.get_absolute_url,
        under=(Column("explanation", _("Explanation"), "explanation", TEXT),),
    ),
    Column("status", _("Status"), lambda signal: signal, STATUS, sort="status"),
    Column("stake", _("At stake"), "stake_won", WON, sort="stake_won"),
    Column("weight", _("Weight"), "weight", NUMBER, sort=WEIGHT),
    Column("found", _("Found"), "found_at", MOMENT, sort="found_at"),
    Column(
        "examined", _("Examined"), "examined_at", DAY, sort="examined_at",
        under=(Column("by", _("Examined by"), "examined_by", sort="examined_by__name"),),
    ),
    Column("program", _("Programme"), "program", sort="program__name_ko"),
)  # fmt: skip

PRICES = (
    Column(
        "name", _("What is bought"), "name", sort="name", href=CostItem.get_absolute_url,
        under=(Column("maker", _("Maker"), "maker", sort="maker"), Column("model", _("Model"), "model")),
    ),
    Column("technology", _("Technology"), "technology", sort="technology__code"),
    Column(
        "firm", _("Firm"), "application.firm", sort="application__firm__name",
        under=(Column("program", _("Programme"), "application.call.program"),),
    ),
    Column("submitted", _("Submitted on"), "application.submitted_at", DAY, sort="application__submitted_at"),
    Column("cost", _("Cost without VAT"), "cost_won", WON, sort="cost_won"),
    Column("power", _("Rated power, kW"), _priced("power_kw"), NUMBER),
    Column("unit", _("Price per kW"), _priced("unit_won"), WON),
    Column(
        "median", _("Median of the others"), _priced("median_won"), WON,
        under=(Column("others", _("Others"), _others),),
    ),
    Column("part", _("Of the median"), _priced("of_median_bp"), PERCENT),
)  # fmt: skip
