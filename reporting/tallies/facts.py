"""What the parts of a programme are counted by: firms, technologies, export rules, in a few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications.models import Application, CostItem, Kind
from disbursements.models import Deliverable
from firms.models import Firm, Regulation
from firms.regions import Region
from firms.sectors import division, names
from measurement.models import MeasureExposure
from programs.models import Consortium, CostKind, Member, Program, Technology
from reporting.statements.models import Statement
from reporting.tallies.frozen import NONE

UNKNOWN_CONSORTIUM = _("Consortium is missing")
UNKNOWN_ANCHOR = _("Anchor firm is missing")
UNKNOWN_MODEL = _("Support model is missing")
UNKNOWN_REGION = _("Region is missing")
UNKNOWN_SECTOR = _("Sector is missing")
NO_TECHNOLOGY = _("No technology stated")
NO_REGULATION = _("No export rule stated")
ANCHOR = _("Anchor firm")
TIER = _("Tier %(tier)d")


class Span(NamedTuple):
    """An export rule with the days for which it is met."""

    regulation: str
    since: dt.date
    ended_on: dt.date | None

    def touches(self, first: dt.date, last: dt.date) -> bool:
        """Say whether it is met on one of these days."""
        return self.since <= last and (self.ended_on is None or self.ended_on >= first)


@dataclass
class Facts:
    """Everything by which what a firm did can be told apart."""

    consortia: dict[int, Consortium]
    tiers: Mapping[tuple[int, int], int]
    firms: Mapping[int, tuple[str, str]]
    technologies: Mapping[str, Technology]
    #: application → {code of the technology, or kind of cost that is none: won}
    costs: Mapping[int, Mapping[str, int]]
    #: application → export rules of its equipment and its footprints
    rules_of_cases: Mapping[int, frozenset[str]]
    #: measure → its export rules
    rules_of_measures: Mapping[int, list[Span]] = field(default_factory=dict)

    def technology_code(self, technology_id: int | None) -> str:
        """Return the code of a technology of the programme."""
        return next((code for code, t in self.technologies.items() if t.pk == technology_id), NONE)

    def region(self, firm_id: int) -> str:
        """Return the region of the firm's head office."""
        return self.firms[firm_id][0] if firm_id in self.firms else NONE

    def sector(self, firm_id: int) -> str:
        """Return the section and division of the firm's sector."""
        return division(self.firms[firm_id][1]) if firm_id in self.firms else NONE

    def anchor(self, consortium_id: int) -> int:
        """Return the consortium's anchor firm; 0 where the consortium is missing."""
        return self.consortia[consortium_id].anchor_id if consortium_id in self.consortia else 0

    def model(self, consortium_id: int) -> str:
        """Return the code of the consortium's support model; none where the consortium is missing."""
        return self.consortia[consortium_id].support_model.code if consortium_id in self.consortia else NONE


def gather(program: Program) -> Facts:
    """Return the facts of a programme's cases, in seven queries."""
    consortia = (
        Consortium.objects.filter(program=program).select_related("support_model", "anchor").order_by("pk")
    )
    members = Member.objects.filter(consortium__program=program)
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT).order_by().values("firm")
    lots = Statement.objects.filter(measure__consortium__program=program).order_by().values("firm")
    firms = Firm.objects.filter(Q(pk__in=cases) | Q(pk__in=lots)).values_list("pk", "region", "sector")
    spans = _spans(program)
    costs, rules = _costs(program, spans)
    technologies = {t.code: t for t in Technology.objects.filter(program=program)}
    return Facts(
        consortia={consortium.pk: consortium for consortium in consortia},
        tiers={(c, f): tier for c, f, tier in members.values_list("consortium_id", "firm_id", "tier")},
        firms={pk: (region, sector) for pk, region, sector in firms},
        technologies=technologies,
        costs=costs,
        rules_of_cases=rules,
        rules_of_measures=spans,
    )


def _spans(program: Program) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    linked = MeasureExposure.objects.filter(measure__consortium__program=program)
    columns = ("measure_id", "exposure__regulation", "exposure__since", "exposure__ended_on")
    for measure_id, regulation, since, ended_on in linked.values_list(*columns):
        found[measure_id].append(Span(regulation, since, ended_on))
    return found


def _costs(
    program: Program, spans: Mapping[int, list[Span]]
) -> tuple[dict[int, dict[str, int]], dict[int, frozenset[str]]]:
    """Return what each application buys by technology, and which export rules that serves."""
    costs: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rules: dict[int, set[str]] = defaultdict(set)
    items = CostItem.objects.filter(application__call__program=program, application__kind=Kind.GRANT)
    columns = ("application_id", "cost_kind", "technology__code", "measure_id", "cost_won")
    for application_id, kind, code, measure_id, won in items.values_list(*columns):
        what = code or (NONE if kind == CostKind.EQUIPMENT else kind)
        costs[application_id][what] += won
        rules[application_id].update(span.regulation for span in spans.get(measure_id, []))
    delivered = Deliverable.objects.filter(~Q(regulation=""), grant__consortium__program=program)
    for application_id, regulation in delivered.values_list("grant__application_id", "regulation"):
        rules[application_id].add(regulation)
    return costs, {pk: frozenset(found) for pk, found in rules.items()}


def in_both(words: object) -> tuple[str, str]:
    """Return a translatable text in Korean and in English."""
    found = []
    for language in ("ko", "en"):
        with translation.override(language):
            found.append(str(words))
    return found[0], found[1]


def tier_names(key: str) -> tuple[str, str]:
    """Return what a tier is called."""
    if key == "0":
        return in_both(ANCHOR)
    korean, english = in_both(TIER)
    return korean % {"tier": int(key)}, english % {"tier": int(key)}


def technology_names(key: str, facts: Facts) -> tuple[str, str]:
    """Return what a technology, or a kind of cost that is none, is called."""
    if key in facts.technologies:
        return facts.technologies[key].name_ko, facts.technologies[key].name_en
    return in_both(NO_TECHNOLOGY if key == NONE else CostKind(key).label)


def regulation_names(key: str) -> tuple[str, str]:
    """Return what an export rule is called."""
    return in_both(NO_REGULATION if key == NONE else Regulation(key).label)


def region_names(key: str) -> tuple[str, str]:
    """Return what a region is called."""
    return in_both(UNKNOWN_REGION if key == NONE else Region(key).label)


def sector_names(key: str) -> tuple[str, str]:
    """Return what a sector is called, with its code."""
    return in_both(UNKNOWN_SECTOR) if key == NONE else names(key)
