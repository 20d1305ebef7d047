"""The columns of the lists of claims and of settled contract years."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.lists import DAY, STATUS, TONNES, WON, Column, Format, in_order_of
from reporting.claims.models import Claim, PerformanceDecision
from reporting.claims.workflow import PerformanceStatus, Status

#: a year is no number to be grouped by thousands
YEAR = Format(str, lambda year: year, "0", is_number=True, is_whole=True, width=12)

COLUMNS = (
    Column(
        "claim", _("Claim"), Claim.get_purpose_display, sort="purpose", href=Claim.get_absolute_url,
        under=(Column("category", _("Category"), Claim.get_category_display, sort="category"),),
    ),
    Column(
        "claimant", _("Claimant"), "claimant", sort="claimant__name",
        under=(Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),),
    ),
    Column("year", _("Year"), "year", YEAR, sort="year"),
    Column("status", _("Status"), lambda claim: claim, STATUS, sort=in_order_of("status", Status)),
    Column("claimed", _("Claimed"), "kilograms", TONNES, sort="kilograms"),
    Column("held", pgettext_lazy("of a claim", "Holds"), "held_kg", TONNES, sort="held_kg"),
    Column("short", _("Missing"), "short_kg", TONNES, sort="short_kg"),
    Column("on", _("Claimed on"), "claimed_at", DAY, sort="claimed_at"),
)  # fmt: skip

PERFORMANCE = (
    Column(
        "consortium", _("Consortium"), "consortium", sort="consortium__name",
        href=PerformanceDecision.get_absolute_url,
        under=(Column("anchor", _("Anchor firm"), "consortium.anchor", sort="consortium__anchor__name"),),
    ),
    Column("year", _("Year"), "year", YEAR, sort="year"),
    Column(
        "status", _("Status"), lambda found: found, STATUS, sort=in_order_of("status", PerformanceStatus)
    ),
    Column("promised", _("Promised"), "promised_kg", TONNES, sort="promised_kg"),
    Column("achieved", _("Verified"), "achieved_kg", TONNES, sort="achieved_kg"),
    Column("consequence", _("Consequence"), PerformanceDecision.get_consequence_display, sort="consequence"),
    Column("amount", _("Amount"), "amount_won", WON, sort="amount_won"),
    Column("on", _("Proposed on"), "proposed_at", DAY, sort="proposed_at"),
)  # fmt: skip
