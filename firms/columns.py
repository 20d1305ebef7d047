"""The columns of the list of firms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.lists import BADGE, BUSINESS_NUMBER, DAY, Badge, Column
from firms.models import Firm, SizeClass


def _size(firm: Any) -> Any:
    return SizeClass(firm.size_class).label if firm.size_class else None


def _region(firm: Firm) -> Any:
    return firm.get_region_display()


def _remarks(firm: Firm) -> Badge | None:
    if firm.is_stand_in:
        return Badge(_("Stand-in"), "info")
    return Badge(_("Emissions trading"), "neutral") if firm.is_in_trading_scheme else None


def _rules(firm: Any) -> str:
    """Return the export rules it meets now, each once."""
    met = {one.get_regulation_display() for one in firm.exposures.all() if one.ended_on is None}
    return ", ".join(sorted(map(str, met)))


_SIZE = Column("size", _("Size class"), _size, sort="size_class")
_SHARED = (
    Column("name", _("Firm"), "name", sort="name", href=Firm.get_absolute_url),
    Column("number", _("Business number"), "business_number", BUSINESS_NUMBER, sort="business_number"),
    Column("sector", _("Sector (KSIC)"), "sector", sort="sector"),
    Column("region", _("Region"), _region, sort="region"),
    Column("rules", _("Export rules"), _rules),
    Column("remarks", _("Remarks"), _remarks, BADGE),
    Column("registered", _("Registered on"), "registered_at", DAY, sort="registered_at"),
)


def columns(*, with_size: bool) -> tuple[Column, ...]:
    """Return the columns; the size class rests on certificates, which partners do not read."""
    return (*_SHARED[:2], _SIZE, *_SHARED[2:]) if with_size else _SHARED
