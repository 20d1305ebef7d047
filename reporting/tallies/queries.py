"""Counting a programme from its transfers: a handful of queries, however many cases there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet, Sum

from applications.models import Application, Kind
from core.ledger.models import Transfer, Unit
from firms.sectors import names as sector_names
from programs.models import GrantKind, Program
from reporting.statements.models import Statement
from reporting.tallies import facts as named
from reporting.tallies.facts import NONE, Facts, gather
from reporting.tallies.figures import NAMES, Figures, Line, case_figures
from reporting.tallies.kept.sources import MOVES
from reporting.tallies.models import Dimension, Dirty, Mark, Subject, Tally, TallyRow

#: codes of accounts that hold money on its way to the application whose id follows
ON_ITS_WAY = ("conduit:", "incoming:")


class Share(NamedTuple):
    """What one firm did in one consortium: in a case, or with a measure in the months of a statement."""

    consortium_id: int
    firm_id: int
    figures: Figures
    application_id: int | None = None
    measure_id: int | None = None
    technology_id: int | None = None
    months: tuple[dt.date, dt.date] | None = None


def latest(program: Program, *, by: str = "") -> Tally | None:
    """Return the programme's newest tally, if one was made; `by` asks for one that has this dimension."""
    found = Tally.objects.filter(program=program)
    if by:
        found = found.filter(pk__in=TallyRow.objects.filter(dimension=by).order_by().values("tally"))
    return found.first()


def kept(tally: Tally, dimension: str) -> list[Line]:
    """Return the rows of a tally by one dimension, in the form in which they were counted."""
    return [
        Line(dimension, row.key, row.label_ko, row.label_en, Figures(*(getattr(row, name) for name in NAMES)))
        for row in tally.rows.filter(dimension=dimension)
    ]


def newest_transfer() -> int:
    """
    Return the id of the newest transfer, such that no older one can still appear.

    The lock waits for whoever is posting and keeps others from beginning while the id is read.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_transfer IN SHARE MODE")
        return Transfer.objects.aggregate(newest=Max("pk"))["newest"] or 0


def is_behind() -> bool:
    """Say whether a kilogram was moved or a reading changed since the kept totals were brought up to date."""
    mark = Mark.objects.filter(pk=1).first()
    moved = Transfer.objects.filter(pk__gt=mark.last_transfer if mark else 0, source__unit=Unit.KILOGRAM)
    return mark is None or Dirty.objects.exists() or moved.exists()


def lacking() -> QuerySet[Subject]:
    """Return what is counted although its place in the chain lacks something: a statement, a firm above."""
    return Subject.objects.exclude(missing="").order_by("pk")


def balances(cases: QuerySet[Application], *, until: int | None = None) -> dict[int, dict[str, int]]:
    """
    Return {application: {code: balance}} in won from the transfers up to `until`, in two queries.

    Money that lies with a firm of the chain on its way to another one's case is that case's, as `in_transit`.
    """
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    upto = Q() if until is None else Q(pk__lte=until)
    for side, sign in (("target", 1), ("source", -1)):
        ours = Q(**{f"{side}__owner_kind": "application", f"{side}__owner_id__in": cases.values("pk")})
        columns = (f"{side}__owner_id", f"{side}__code")
        sums = (
            Transfer.objects.filter(ours & upto)
            .order_by()
            .values_list(*columns)
            .annotate(total=Sum("amount"))
        )
        for owner_id, code, total in sums:
            way = next((prefix for prefix in ON_ITS_WAY if code.startswith(prefix)), None)
            if way:
                owner_id, code = int(code.removeprefix(way)), "in_transit"
            found[owner_id][code] += sign * total
    return found


def verified(lots: Iterable[int], *, until: int | None = None) -> list[tuple[int, int, int]]:
    """
    Return (lot, consortium, verified kg CO2e) from the transfers up to `until`, in one query.

    Whoever claims them: what came from the verification less what went back, out of shares and of claims.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.lot, v.consortium, sum(v.verified_kg)::bigint FROM ({MOVES}) v"  # noqa: S608
            " WHERE v.lot = ANY(%(lots)s) AND (%(until)s::bigint IS NULL OR v.id <= %(until)s)"
            " GROUP BY v.lot, v.consortium ORDER BY v.lot, v.consortium",
            {"lots": list(lots), "until": until},
        )
        return [(lot, consortium, kilograms) for lot, consortium, kilograms in cursor.fetchall()]


def shares(program: Program, *, until: int | None = None) -> list[Share]:
    """Return what every firm did in every consortium of the programme, from the transfers up to `until`."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT)
    lots = Statement.objects.filter(measure__consortium__program=program, lot__isnull=True)
    lie = balances(cases, until=until)
    found = []
    columns = ("pk", "consortium_id", "firm_id", "grant_kind", "grant__pk")
    for pk, consortium_id, firm_id, kind, grant_id in cases.values_list(*columns):
        figures = case_figures(
            lie.get(pk, {}),
            is_contribution=kind == GrantKind.CONTRIBUTION,
            has_grant=grant_id is not None,
        )
        found.append(Share(consortium_id, firm_id, figures, application_id=pk))
    columns_of_lot = ("pk", "measure_id", "firm_id", "measure__technology_id", "period_from", "period_until")
    of_lot = {pk: rest for pk, *rest in lots.values_list(*columns_of_lot)}
    for pk, whose, kilograms in verified(of_lot, until=until):
        measure_id, firm_id, technology_id, first, last = of_lot[pk]
        what = (None, measure_id, technology_id, (first, last))
        found.append(Share(whose, firm_id, Figures(verified_kg=kilograms), *what))
    return found


def count(
    program: Program, *, until: int | None = None, step: Callable[[int, int], None] = lambda done, total: None
) -> list[Line]:
    """
    Return the rows of a tally: the programme, then each dimension's parts in order.

    `step(done, total)` is called before each consortium. A firm counts in the tier it has in the consortium.
    In every dimension each won and each kilogram is counted once, except by export rule: what serves two
    rules counts for both.
    """
    counted = shares(program, until=until)
    facts = gather(program, (share.firm_id for share in counted))
    by_consortium: dict[int, list[Share]] = defaultdict(list)
    for share in counted:
        by_consortium[share.consortium_id].append(share)
    totals: dict[str, dict[str, Figures]] = {dimension: {} for dimension in Dimension.values}
    totals[Dimension.CONSORTIUM] = {str(pk): Figures() for pk in facts.consortia}
    totals[Dimension.PROGRAM] = {str(program.pk): Figures()}
    for done, pk in enumerate(facts.consortia):
        step(done, len(facts.consortia))
        for share in by_consortium[pk]:
            _add(totals, program, share, facts)
    return [line for dimension in Dimension.values for line in _lines(dimension, totals, program, facts)]


def _add(totals: Mapping[str, dict[str, Figures]], program: Program, share: Share, facts: Facts) -> None:
    """Count a share once in every dimension."""
    figures = share.figures
    model = facts.consortia[share.consortium_id].support_model.code
    tier = facts.tiers.get((share.consortium_id, share.firm_id), 0)
    parts: dict[str, Mapping[str, Figures]] = {
        Dimension.PROGRAM: {str(program.pk): figures},
        Dimension.CONSORTIUM: {str(share.consortium_id): figures},
        Dimension.ANCHOR: {str(facts.consortia[share.consortium_id].anchor_id): figures},
        Dimension.TIER: {str(tier): figures},
        Dimension.SUPPORT_MODEL: {model: figures},
        Dimension.TECHNOLOGY: _by_technology(share, facts),
        Dimension.REGION: {facts.region(share.firm_id): figures},
        Dimension.SECTOR: {facts.sector(share.firm_id): figures},
        Dimension.REGULATION: dict.fromkeys(_rules(share, facts) or [NONE], figures),
    }
    for dimension, of_part in parts.items():
        for key, part in of_part.items():
            totals[dimension][key] = totals[dimension].get(key, Figures()) + part


def _by_technology(share: Share, facts: Facts) -> Mapping[str, Figures]:
    """Return a statement's kilograms under its technology, a case's money by what it buys, to the won."""
    if share.application_id is None:
        return {facts.technology_code(share.technology_id): share.figures}
    costs = facts.costs.get(share.application_id)
    return share.figures.shared_by(costs) if costs else {NONE: share.figures}


def _rules(share: Share, facts: Facts) -> Iterable[str]:
    """Return the export rules that a case's equipment and footprints, or a statement's months, serve."""
    if share.application_id is not None:
        return sorted(facts.rules_of_cases.get(share.application_id, ()))
    spans = facts.rules_of_measures.get(share.measure_id or 0, [])
    return sorted({s.regulation for s in spans if share.months and s.touches(*share.months)})


def _lines(
    dimension: str, totals: Mapping[str, Mapping[str, Figures]], program: Program, facts: Facts
) -> list[Line]:
    """Return the rows of one dimension with their names: numbers by number, codes by code, none last."""
    found = totals[dimension]
    keys = sorted(found, key=lambda key: (key == NONE, int(key) if key.isdigit() else 0, key))
    return [Line(dimension, key, *_names(dimension, key, program, facts), found[key]) for key in keys]


def _names(dimension: str, key: str, program: Program, facts: Facts) -> tuple[str, str]:
    consortia = facts.consortia
    if dimension == Dimension.PROGRAM:
        return program.name_ko, program.name_en
    if dimension == Dimension.CONSORTIUM:
        return consortia[int(key)].name, consortia[int(key)].name
    if dimension == Dimension.ANCHOR:
        anchor = next(c.anchor for c in consortia.values() if c.anchor_id == int(key))
        return anchor.name, anchor.name
    if dimension == Dimension.SUPPORT_MODEL:
        model = next(c.support_model for c in consortia.values() if c.support_model.code == key)
        return model.name_ko, model.name_en
    if dimension == Dimension.TECHNOLOGY:
        return named.technology_names(key, facts)
    of_key = {
        Dimension.TIER: named.tier_names,
        Dimension.REGION: named.region_names,
        Dimension.SECTOR: sector_names,
        Dimension.REGULATION: named.regulation_names,
    }
    return of_key[Dimension(dimension)](key)


def unit_total(unit: str) -> int:
    """Return the sum of all transfers of one unit, for the books."""
    return Transfer.objects.filter(source__unit=Unit(unit)).aggregate(total=Sum("amount"))["total"] or 0
