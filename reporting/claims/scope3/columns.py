"""The columns of an anchor's Scope 3 report, on its page and in its files."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.ui.lists import DAY, MONTH, NUMBER, STATUS, Column
from reporting.claims.columns import YEAR
from reporting.claims.scope3.rows import Row
from reporting.claims.scope3.tables import tier_label


def lot_href(row: Row) -> str:
    """Return where the lot of a row is shown."""
    return reverse("claims:lot", args=[row.lot.public_id])


def _usual(row: Row) -> Any:
    return None if row.is_usual_category else _now("The programme names another category")


COLUMNS = (
    Column("year", _("Reporting year"), "claim.year", YEAR, sort=lambda row: row.claim.year),
    Column(
        "category", _("Category"), lambda row: row.category.label, sort=lambda row: row.category.number,
        under=(
            Column("direction", _("Direction"), "category.direction_label"),
            Column("unusual", _("Note"), _usual),
        ),
    ),
    Column(
        "supplier", _("Firm"), "supplier", sort=lambda row: row.supplier,
        under=(
            Column("tier", _("Tier"), lambda row: tier_label(row.tier)),
            Column("consortium", _("Consortium"), "claim.consortium"),
        ),
    ),
    Column("lot", _("Lot"), "lot.measure", href=lot_href, sort=lambda row: str(row.lot.measure)),
    Column("from", _("From"), "lot.period_from", MONTH, sort=lambda row: row.lot.period_from),
    Column("until", _("Until"), "lot.period_until", MONTH, sort=lambda row: row.lot.period_until),
    Column(
        "claimed", _("Claimed on"), "claim.claimed_at", DAY, href=lambda row: row.claim.get_absolute_url(),
        under=(Column("claim", _("Claim"), "claim.public_id"),),
    ),
    Column("status", _("Status"), "claim", STATUS),
    Column("kilograms", _("Claimed, kg CO₂e"), "kilograms", NUMBER, sort=lambda row: row.kilograms),
    Column("missing", _("Missing, kg CO₂e"), "missing_kg", NUMBER, sort=lambda row: row.missing_kg),
)  # fmt: skip
