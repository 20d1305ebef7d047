"""A programme over a period: money by state and part, cases, inspections, settlements, cost of tonnes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet, Sum

from applications.models import Application, CostItem, Kind
from applications.workflow import Status as ApplicationStatus
from core.workflow import clock
from disbursements.figures import NodeFigures
from disbursements.models import (
    Debt,
    Grant,
    Inspection,
    InspectionStatus,
    PaymentRequest,
    Settlement,
)
from disbursements.queries import node_figures
from disbursements.workflow import SettlementStatus
from firms.models import SizeClass
from programs.models import Program
from reporting.dashboards.queries import periods
from reporting.dashboards.queries.progress import Line, months
from reporting.documents.kinds import Period
from reporting.statements.models import Statement
from reporting.tallies.figures import Figures
from reporting.tallies.frozen import NONE, Input
from reporting.tallies.models import Dimension, SubjectKind
from reporting.tallies.queries import claimed, take

#: by what the report shows a programme
PARTS = (Dimension.CONSORTIUM, Dimension.TECHNOLOGY, Dimension.TIER)
#: what became of the subsidy of a grant, in the order of the identity of the book
SUBSIDY = ("received", "held", "conduit", "spent", "regranted", "regrant_in_transit", "returned",
           "under_recovery", "written_off", "net")  # fmt: skip
#: what firms gave of their own money
GIVEN = ("passed_on", "in_transit", "duty_open", "gift_spent")


def collect(program: Program, period: Period) -> dict[str, Any]:
    """
    Return what is to be said of a programme at the end of a period, and what of it the period added.

    Money and tonnes count by the day to which their transfers belong; cases by the status they had at the
    end of the last day. What is learned later of these days is another report.
    """
    counted = take(program, until_on=period.until_on)
    before = period.from_on - dt.timedelta(days=1)
    grants = _grants(program, period.until_on)
    return {
        "program": _program(program),
        "period": {"last_known_at": _last_known(program, period)},
        "budget": _budget(program, period.until_on),
        "flows": _flows(grants, before, period.until_on),
        "tiers": _tiers(grants, counted.inputs, period.until_on),
        "breakdown": {
            str(dimension): [_part(line) for line in counted.lines if line.dimension == dimension]
            for dimension in PARTS
        },
        "sizes": _sizes(counted.inputs),
        "cases": _cases(program, period.until_on),
        "inspected": _inspected(program, period),
        "settled": _settled(program, period),
        "recovered": _recovered(program, before, period.until_on),
        "tonnes": _tonnes(program, counted.lines, before, period.until_on),
        "months": _months(program, period.until_on),
    }


def _program(program: Program) -> dict[str, Any]:
    return {
        "name_ko": program.name_ko,
        "name_en": program.name_en,
        "fiscal_year": program.fiscal_year,
        "target_kg": program.target_kg,
        "source_ko": program.source_ko,
        "source_en": program.source_en,
    }


def _last_known(program: Program, period: Period) -> dt.datetime:
    """Return when its last transfer was learned of; the first moment of the period if there is none."""
    return periods.last_moved(program, period.until_on) or clock.midnight(period.from_on)


def _budget(program: Program, on: dt.date) -> dict[str, Any]:
    """Return where the subsidy money was at the end of a day; the states add up to what was appropriated."""
    budget = periods.budget_on(program, on)
    states = ("available", "committed", "paying", "in_chain", "held", "spent", "returned", "under_recovery",
              "written_off")  # fmt: skip
    return {
        "states": [[state, getattr(budget, state)] for state in states],
        "total_won": budget.total,
        "awarded_won": budget.awarded,
        "paid_won": budget.paid,
    }


def _grants(program: Program, on: dt.date) -> list[Grant]:
    end = clock.midnight(on + dt.timedelta(days=1))
    found = Grant.objects.filter(consortium__program=program, accepted_at__lt=end)
    return list(found.select_related("application").order_by("pk"))


def _flows(grants: Sequence[Grant], before: dt.date, on: dt.date) -> dict[str, list[list[Any]]]:
    """Return what became of subsidy and contributions: [what, in the period, up to its last day], in won."""
    then, now = (node_figures(grants, until=day).values() for day in (before, on))
    return {
        "subsidy": [[name, _sum(now, name) - _sum(then, name), _sum(now, name)] for name in SUBSIDY],
        "given": [[name, _all(now, name) - _all(then, name), _all(now, name)] for name in GIVEN],
    }


def _sum(nodes: Iterable[NodeFigures], name: str) -> int:
    """Return one figure of the subsidies together: contributions never enter it."""
    return sum(getattr(node, name) for node in nodes if not node.is_gift)


def _all(nodes: Iterable[NodeFigures], name: str) -> int:
    return sum(getattr(node, name) for node in nodes)


def _tiers(grants: Sequence[Grant], inputs: Iterable[Input], on: dt.date) -> list[dict[str, int]]:
    """Return tier by tier what was received, granted on and given on, and the net that is left there, won."""
    tier_of = {one.item: one.tier for one in inputs if one.kind == SubjectKind.CASE}
    figures = node_figures(grants, until=on)
    tiers: dict[int, list[NodeFigures]] = {}
    for grant in grants:
        tiers.setdefault(tier_of.get(grant.application_id, 0), []).append(figures[grant.pk])
    return [
        {
            "tier": tier,
            "grants": len(nodes),
            "gross_won": _sum(nodes, "gross"),
            "regranted_won": _sum(nodes, "regranted"),
            "net_won": _sum(nodes, "net"),
            "passed_on_won": _all(nodes, "passed_on"),
            "gifts_won": _all(nodes, "gift_received"),
        }
        for tier, nodes in sorted(tiers.items())
    ]


def _part(line: Any) -> dict[str, Any]:
    return {"key": line.key, "label_ko": line.label_ko, "label_en": line.label_en, **_numbers(line.figures)}


def _numbers(figures: Figures) -> dict[str, Any]:
    """Return the figures of a part with the subsidy received for each verified tonne, whole won."""
    return {
        "grants": figures.grants,
        "awarded_won": figures.awarded_won,
        "paid_won": figures.paid_won,
        "passed_on_won": figures.passed_on_won,
        "verified_kg": figures.verified_kg,
        "won_per_tonne": Line("", "", figures, None).won_per_verified_tonne,
    }


def _sizes(inputs: Iterable[Input]) -> list[dict[str, Any]]:
    """Return the figures by the size class that was frozen when the firm applied; the rest under none."""
    inputs = list(inputs)
    of_case = dict(
        Application.objects.filter(pk__in=_items(inputs, SubjectKind.CASE)).values_list(
            "pk", "frozen_size_class"
        )
    )
    of_lot = dict(
        CostItem.objects.filter(measure__statements__in=_items(inputs, SubjectKind.LOT)).values_list(
            "measure__statements", "application__frozen_size_class"
        )
    )
    sums: dict[str, Figures] = {}
    for one in inputs:
        found = (of_case if one.kind == SubjectKind.CASE else of_lot).get(one.item) or NONE
        sums[found] = sums.get(found, Figures()) + one.figures
    return [
        {"size_class": size, **_numbers(sums[size])} for size in (*SizeClass.values, NONE) if size in sums
    ]


def _items(inputs: Iterable[Input], kind: str) -> list[int]:
    return [one.item for one in inputs if one.kind == kind]


def _cases(program: Program, on: dt.date) -> dict[str, list[list[Any]]]:
    """Return {kind of case: [status, how many had it]} at the end of a day; drafts are nobody's business."""
    applications = Application.objects.filter(call__program=program, submitted_at__isnull=False)
    grants = {"grant__consortium__program": program}
    kinds: dict[str, QuerySet[Any]] = {
        "plan": applications.filter(kind=Kind.PLAN),
        "application": applications.filter(kind=Kind.GRANT),
        "grant": Grant.objects.filter(consortium__program=program),
        "payment": PaymentRequest.objects.filter(**grants, submitted_at__isnull=False),
        "settlement": Settlement.objects.filter(**grants),
        "debt": Debt.objects.filter(**grants),
        "statement": Statement.objects.filter(
            measure__consortium__program=program, submitted_at__isnull=False
        ),
    }
    return {
        kind: [
            [status, number]
            for status, number in periods.statuses_on(rows, on).items()
            if status != ApplicationStatus.DRAFTED
        ]
        for kind, rows in kinds.items()
    }


def _inspected(program: Program, period: Period) -> dict[str, int]:
    """
    Return how many inspections were carried out in the period, how they ended, what they found.

    One ends for good on the day it is carried out, and nothing is found afterwards: it is now as it was then.
    """
    done = Inspection.objects.filter(
        grant__consortium__program=program,
        carried_out_on__gte=period.from_on,
        carried_out_on__lte=period.until_on,
    ).order_by()
    return {
        "passed": done.filter(status=InspectionStatus.PASSED).count(),
        "failed": done.filter(status=InspectionStatus.FAILED).count(),
        "grants": done.values("grant").distinct().count(),
        "findings": done.filter(findings__isnull=False).values("findings").distinct().count(),
    }


def _settled(program: Program, period: Period) -> list[dict[str, Any]]:
    """Return the settlements confirmed in the period, and all up to its last day, won: each for good."""
    end = clock.midnight(period.until_on + dt.timedelta(days=1))
    confirmed = Settlement.objects.filter(
        grant__consortium__program=program, status=SettlementStatus.CONFIRMED, confirmed_at__lt=end
    ).order_by()
    return [
        {"span": span, "number": rows.count(), **_totals(rows)}
        for span, rows in (
            ("period", confirmed.filter(confirmed_at__gte=clock.midnight(period.from_on))),
            ("so_far", confirmed),
        )
    ]


def _totals(settlements: QuerySet[Settlement]) -> dict[str, int]:
    names = ("gross_won", "net_won", "confirmed_won", "excess_won")
    sums = settlements.aggregate(**{f"sum_{name}": Sum(name) for name in names})
    return {name: sums[f"sum_{name}"] or 0 for name in names}


def _recovered(program: Program, before: dt.date, on: dt.date) -> list[list[Any]]:
    """Return what came besides the subsidy: [what, in the period, up to its last day], won."""
    then, now = periods.received_on(program, before), periods.received_on(program, on)
    return [[name, now[name] - then[name], now[name]] for name in now]


def _tonnes(program: Program, lines: Iterable[Any], before: dt.date, on: dt.date) -> dict[str, Any]:
    """Return verified and claimed kilograms up to the last day, what the period added, won per tonne."""
    whole = next(line.figures for line in lines if line.dimension == Dimension.PROGRAM)
    earlier = next(
        line.figures for line in take(program, until_on=before).lines if line.dimension == Dimension.PROGRAM
    )
    lots = list(Statement.objects.filter(measure__consortium__program=program).values_list("pk", flat=True))
    now, then = claimed(lots, until_on=on), claimed(lots, until_on=before)
    return {
        "verified_kg": whole.verified_kg,
        "verified_in_period_kg": whole.verified_kg - earlier.verified_kg,
        "claimed_kg": now,
        "claimed_in_period_kg": now - then,
        "won_per_tonne": Line("", "", whole, None).won_per_verified_tonne,
    }


def _months(program: Program, on: dt.date) -> list[dict[str, Any]]:
    """Return the verified kilograms month by month up to the last day, beside the target."""
    return [
        {"month": m.first, "verified_kg": m.verified_kg, "so_far_kg": m.so_far_kg, "target_kg": m.target_kg}
        for m in months(program, clock.midnight(on), until_on=on)
        if m.first <= on
    ]
