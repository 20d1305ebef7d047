"""The columns of a tally's figures, and of the lists of tallies."""

from django.utils.translation import gettext_lazy as _

from core.ui.lists import MOMENT, NUMBER, TONNES, WON, Column
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
