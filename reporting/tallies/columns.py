"""The columns of a tally's figures, and of the lists of tallies."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from core.ui.lists import MOMENT, MONTH, NUMBER, TONNES, WON, Column
from reporting.tallies.models import Tally

FIGURES = (
    Column("dimension", _("Counted by"), lambda row: row.get_dimension_display()),
    Column("label", _("Name"), "label"),
    Column("grants", _("Grants"), "grants", NUMBER),
    Column("awarded", _("Awarded"), "awarded_won", WON),
    Column("paid", _("Received"), "paid_won", WON),
    Column("passed_on", _("Passed on"), "passed_on_won", WON),
    Column("contributed", _("Contributions received"), "contributed_won", WON),
    Column("verified", _("Verified reduction"), "verified_kg", TONNES),
)

TALLIES = (
    Column("program", _("Programme"), "program", sort="program__name_ko", href=Tally.get_absolute_url),
    Column("made", _("Counted at"), "made_at", MOMENT, sort="made_at"),
    *(
        Column(c.key, c.label, f"whole.{c.value}", c.format) for c in FIGURES[2:]
    ),
)  # fmt: skip

_KEPT = (
    Column("verified", _("Verified reduction"), "verified_kg", TONNES, sort=lambda part: part.verified_kg),
    Column("claimed", _("Claimed"), "claimed_kg", TONNES, sort=lambda part: part.claimed_kg),
    Column("paid", _("Received"), "paid_won", WON, sort=lambda part: part.paid_won),
    Column(
        "per_tonne", _("Received per tonne"), "won_per_tonne", WON,
        sort=lambda part: part.won_per_tonne or 0,
    ),
    Column("readings", _("Readings"), "readings", NUMBER, sort=lambda part: part.readings),
    Column("kwh", _("Electricity metered, kWh"), "metered_kwh", NUMBER, sort=lambda part: part.metered_kwh),
)  # fmt: skip

#: kept figures of the parts of a programme
PARTS = (
    Column("part", _("Name"), "label", href=lambda part: part.href, sort=lambda part: part.label),
    *_KEPT,
)


def _of_month(column: Column) -> Column:
    """Return a column of a part for rows that are (month, part)."""
    return Column(column.key, column.label, lambda row: attrgetter(str(column.value))(row[1]), column.format)


#: kept figures month by month
MONTHS = (Column("month", _("Month"), lambda row: row[0], MONTH), *map(_of_month, _KEPT))

_SUPPLIER = (
    Column("firm", _("Firm"), "firm", href=lambda one: one.firm.get_absolute_url(),
           sort=lambda one: one.firm.name),
    Column("tier", _("Tier"), "tier_words", sort=lambda one: one.tier),
    Column("paid", _("Subsidy received"), "part.paid_won", WON, sort=lambda one: one.part.paid_won),
    Column("verified", _("Verified reduction"), "part.verified_kg", TONNES,
           sort=lambda one: one.part.verified_kg),
    Column("claimed", _("Claimed"), "part.claimed_kg", TONNES, sort=lambda one: one.part.claimed_kg),
)  # fmt: skip
_ENERGY = Column(
    "kwh", _("Electricity metered, kWh"), "part.metered_kwh", NUMBER, sort=lambda one: one.part.metered_kwh
)


def suppliers(*, with_energy: bool) -> tuple[Column, ...]:
    """Return the columns; what a supplier consumes is process data, for those who read the cases."""
    return (*_SUPPLIER, *((_ENERGY,) if with_energy else ()))
