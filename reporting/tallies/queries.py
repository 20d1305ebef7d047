"""Counting a programme from its transfers: a handful of queries, however many cases there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet, Sum

from applications.models import Application, Kind
from core.ledger.models import Transfer, Unit
from core.workflow import clock
from programs.models import GrantKind, Program
from reporting.statements.models import Statement
from reporting.tallies import facts as named
from reporting.tallies.facts import Facts, gather
from reporting.tallies.figures import NAMES, Figures, Line, case_figures
from reporting.tallies.frozen import NONE, Input, add_up
from reporting.tallies.kept.sources import MOVES
from reporting.tallies.models import Dimension, Dirty, Mark, Subject, SubjectKind, Tally, TallyRow

#: codes of accounts that hold money on its way to the application whose id follows
ON_ITS_WAY = ("conduit:", "incoming:")


class Counted(NamedTuple):
    """A count: the rows of a tally, and the inputs they are the sums of."""

    lines: list[Line]
    inputs: list[Input]


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
    """Say whether anything was moved or a reading changed since the kept totals were brought up to date."""
    mark = Mark.objects.filter(pk=1).first()
    moved = Transfer.objects.filter(pk__gt=mark.last_transfer if mark else 0)
    return mark is None or Dirty.objects.exists() or moved.exists()


def lacking() -> QuerySet[Subject]:
    """Return what is counted although its place in the chain lacks something: a statement, a firm above."""
    return Subject.objects.exclude(missing="").order_by("pk")


def balances(
    cases: QuerySet[Application], *, until: int | None = None, until_on: dt.date | None = None
) -> dict[int, dict[str, int]]:
    """
    Return {application: {code: balance}} in won from the transfers up to `until`, in two queries.

    With `until_on`, from those that belong to that day or an earlier one.
    Money that lies with a firm of the chain on its way to another one's case is that case's, as `in_transit`.
    """
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    upto = Q() if until is None else Q(pk__lte=until)
    upto &= Q() if until_on is None else Q(effective_on__lte=until_on)
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


def verified(
    lots: Iterable[int], *, until: int | None = None, until_on: dt.date | None = None
) -> list[tuple[int, int, int]]:
    """
    Return (lot, consortium, verified kg CO2e) from the transfers up to `until`, in one query.

    Whoever claims them: what came from the verification less what went back, out of shares and of claims.
    """
    return _moved("verified_kg", lots, until=until, until_on=until_on)


def claimed(lots: Iterable[int], *, until_on: dt.date) -> int:
    """Return the kg CO2e of these lots that lay in claims at the end of a day, in one query."""
    return sum(kilograms for *_lot, kilograms in _moved("claimed_kg", lots, until=None, until_on=until_on))


def _moved(
    figure: str, lots: Iterable[int], *, until: int | None, until_on: dt.date | None
) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.lot, v.consortium, sum(v.{figure})::bigint FROM ({MOVES}) v"  # noqa: S608
            " WHERE v.lot = ANY(%(lots)s) AND (%(until)s::bigint IS NULL OR v.id <= %(until)s)"
            " AND (%(until_on)s::date IS NULL OR EXISTS (SELECT 1 FROM ledger_transfer t"
            " WHERE t.id = v.id AND t.effective_on <= %(until_on)s))"
            " GROUP BY v.lot, v.consortium ORDER BY v.lot, v.consortium",
            {"lots": list(lots), "until": until, "until_on": until_on},
        )
        return [(lot, consortium, kilograms) for lot, consortium, kilograms in cursor.fetchall()]


def cases_of(
    program: Program, facts: Facts, *, until: int | None = None, until_on: dt.date | None = None
) -> list[Input]:
    """Return the cases of the programme with their money from the transfers up to `until`."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT)
    lie = balances(cases, until=until, until_on=until_on)
    found = []
    columns = ("pk", "consortium_id", "firm_id", "grant_kind", "grant__accepted_at")
    for pk, consortium_id, firm_id, kind, accepted_at in cases.order_by("pk").values_list(*columns):
        is_accepted = accepted_at is not None and (until_on is None or clock.day(accepted_at) <= until_on)
        figures = case_figures(
            lie.get(pk, {}), is_contribution=kind == GrantKind.CONTRIBUTION, has_grant=is_accepted
        )
        what = facts.costs.get(pk) or {NONE: 1}
        rules = sorted(facts.rules_of_cases.get(pk, ()))
        found.append(_input(SubjectKind.CASE, pk, consortium_id, firm_id, what, rules, figures, facts))
    return found


def lots_of(
    program: Program, facts: Facts, *, until: int | None = None, until_on: dt.date | None = None
) -> list[Input]:
    """Return the shares of verified lots of the programme from the transfers up to `until`."""
    lots = Statement.objects.filter(measure__consortium__program=program, lot__isnull=True)
    columns = ("pk", "measure_id", "firm_id", "measure__technology_id", "period_from", "period_until")
    of_lot = {pk: rest for pk, *rest in lots.values_list(*columns)}
    found = []
    for pk, whose, kilograms in verified(of_lot, until=until, until_on=until_on):
        measure_id, firm_id, technology_id, first, last = of_lot[pk]
        spans = facts.rules_of_measures.get(measure_id, [])
        rules = sorted({span.regulation for span in spans if span.touches(first, last)})
        what = {facts.technology_code(technology_id): 1}
        figures = Figures(verified_kg=kilograms)
        found.append(_input(SubjectKind.LOT, pk, whose, firm_id, what, rules, figures, facts))
    return found


def _input(
    kind: str, item: int, consortium_id: int, firm_id: int, technologies: Mapping[str, int],
    rules: Iterable[str], figures: Figures, facts: Facts,
) -> Input:  # fmt: skip
    """Say where a case or a share of a lot stands now."""
    return Input(
        kind=kind,
        item=item,
        consortium_key=consortium_id,
        anchor_key=facts.anchor(consortium_id),
        support_model=facts.model(consortium_id),
        firm_key=firm_id,
        tier=facts.tiers.get((consortium_id, firm_id), 0),
        region=facts.region(firm_id),
        sector=facts.sector(firm_id),
        technologies=dict(technologies),
        rules=tuple(rules),
        figures=figures,
    )


def nothing_said(done: int, total: int) -> None:
    """Say nothing of how far a count is."""


def take(
    program: Program,
    *,
    until: int | None = None,
    until_on: dt.date | None = None,
    step: Callable[[int, int], None] = nothing_said,
) -> Counted:
    """
    Return the inputs of a tally, and its rows: the programme, then each dimension's parts in order.

    Of the transfers up to the id `until`, or of those that belong to the day `until_on` or an earlier one.

    `step(done, total)` is called before each of three rounds. A firm counts in the tier it has in the
    consortium. In every dimension each won and each kilogram is counted once, except by export rule: what
    serves two rules counts for both. What names a consortium that is missing is counted under none.
    """
    step(0, 3)
    facts = gather(program)
    step(1, 3)
    inputs = cases_of(program, facts, until=until, until_on=until_on)
    step(2, 3)
    inputs += lots_of(program, facts, until=until, until_on=until_on)
    counted = add_up(inputs, program.pk)
    totals: dict[str, dict[str, Figures]] = {dimension: {} for dimension in Dimension.values}
    totals[Dimension.CONSORTIUM] = {str(pk): Figures() for pk in facts.consortia}
    totals[Dimension.PROGRAM] = {str(program.pk): Figures()}
    for dimension, parts in counted.items():
        totals[dimension].update(parts)
    lines = [line for dimension in Dimension.values for line in _lines(dimension, totals, program, facts)]
    return Counted(lines, [one for one in inputs if any(one.figures.plain)])


def count(program: Program, *, until: int | None = None) -> list[Line]:
    """Return the rows of a tally as of now, or from the transfers up to `until`."""
    return take(program, until=until).lines


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
        known = consortia.get(int(key))
        return (known.name, known.name) if known else named.in_both(named.UNKNOWN_CONSORTIUM)
    if dimension == Dimension.ANCHOR:
        anchor = next((c.anchor for c in consortia.values() if c.anchor_id == int(key)), None)
        return (anchor.name, anchor.name) if anchor else named.in_both(named.UNKNOWN_ANCHOR)
    if dimension == Dimension.SUPPORT_MODEL:
        model = next((c.support_model for c in consortia.values() if c.support_model.code == key), None)
        return (model.name_ko, model.name_en) if model else named.in_both(named.UNKNOWN_MODEL)
    if dimension == Dimension.TECHNOLOGY:
        return named.technology_names(key, facts)
    of_key = {
        Dimension.TIER: named.tier_names,
        Dimension.REGION: named.region_names,
        Dimension.SECTOR: named.sector_names,
        Dimension.REGULATION: named.regulation_names,
    }
    return of_key[Dimension(dimension)](key)


def unit_total(unit: str) -> int:
    """Return the sum of all transfers of one unit, for the books."""
    return Transfer.objects.filter(source__unit=Unit(unit)).aggregate(total=Sum("amount"))["total"] or 0
