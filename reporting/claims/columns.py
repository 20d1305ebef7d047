"""The columns of the list of claims."""

from django.utils.translation import gettext_lazy as _

from core.ui.lists import DAY, NUMBER, STATUS, TONNES, Column, in_order_of
from reporting.claims.models import Claim
from reporting.claims.workflow import Status

COLUMNS = (
    Column(
        "claim", _("Claim"), Claim.get_purpose_display, sort="purpose", href=Claim.get_absolute_url,
        under=(Column("category", _("Category"), Claim.get_category_display, sort="category"),),
    ),
    Column(
        "claimant", _("Claimant"), "claimant", sort="claimant__name",
        under=(Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),),
    ),
    Column("year", _("Year"), "year", NUMBER, sort="year"),
    Column("status", _("Status"), lambda claim: claim, STATUS, sort=in_order_of("status", Status)),
    Column("claimed", _("Claimed"), "kilograms", TONNES, sort="kilograms"),
    Column("held", _("Holds"), "held_kg", TONNES, sort="held_kg"),
    Column("short", _("Missing"), "short_kg", TONNES, sort="short_kg"),
    Column("on", _("Claimed on"), "claimed_at", DAY, sort="claimed_at"),
)  # fmt: skip
