"""An anchor's suppliers from the kept totals: what each received, reduced, claimed and metered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import get_language

from firms.models import Firm
from programs.models import Consortium
from reporting.tallies.facts import tier_names
from reporting.tallies.kept.reading import FIGURES, Part
from reporting.tallies.models import Cell


@dataclass(frozen=True)
class Supplier:
    """A firm of a consortium below its anchor, and its figures there."""

    firm: Firm
    tier: int
    part: Part

    @property
    def tier_words(self) -> str:
        """What its tier is called, in the reader's language."""
        return tier_names(str(self.tier))[get_language() == "en"]


def suppliers_of(consortium: Consortium) -> list[Supplier]:
    """Return every firm that joined below the anchor or has figures here, by tier and name; three queries."""
    figures = _figures(consortium)
    joined = consortium.members.joined().filter(tier__gt=0).select_related("firm")
    firms = {member.firm_id: (member.firm, member.tier) for member in joined}
    others = Firm.objects.filter(pk__in=figures.keys() - {*firms, consortium.anchor_id})
    firms |= {firm.pk: (firm, figures[firm.pk]["tier"]) for firm in others}
    found = [Supplier(firm, tier, _part(firm, figures.get(firm.pk, {}))) for firm, tier in firms.values()]
    return sorted(found, key=lambda one: (one.tier, one.firm.name, one.firm.pk))


def _figures(consortium: Consortium) -> dict[int, Mapping[str, Any]]:
    """Return {firm: sums} of the consortium's cells."""
    cells = Cell.objects.filter(subject__consortium_key=consortium.pk).order_by()
    sums: dict[str, Any] = {f"sum_{name}": Sum(name) for name in FIGURES}
    rows = cells.values("subject__firm_key").annotate(tier=Max("subject__tier"), **sums)
    return {row["subject__firm_key"]: row for row in rows}


def _part(firm: Firm, row: Mapping[str, Any]) -> Part:
    sums = {name: row.get(f"sum_{name}") or 0 for name in FIGURES}
    return Part(str(firm.pk), firm.name, **sums, href=firm.get_absolute_url())
