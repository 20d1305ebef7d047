"""Which version of the factors a programme uses in which months, and the factors themselves."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.users.models import Office
from core.users.scopes import ScopeKind
from core.workflow import clock
from measurement.factoring.families import Family, family_of
from measurement.factoring.names import name_of, round_of
from measurement.factoring.permissions import CHOOSE_FACTORS, ENTER_FACTORS
from measurement.factoring.uses import used_months
from measurement.factoring.workflow import Status
from measurement.methods.base import FactorMissing, MethodRefusal
from measurement.models import Factor, FactorTable, FactorUse, Purpose
from measurement.months import month_before, next_month
from programs.models import Program

#: the first and the last day of a period of whole months
Period = tuple[dt.date, dt.date]


class VersionsChange(MethodRefusal):
    message = _(
        "From %(month)s on this programme uses another version of the factors (%(family)s: %(round)s). "
        "Take the months before %(month)s and those from then on apart."
    )


@dataclass(frozen=True)
class Stretch:
    """One version and its months: first day of the first and of the last one; None is open."""

    table: FactorTable
    first_month: dt.date | None
    last_month: dt.date | None


def initial_tables(program: Program, purpose: str) -> dict[str, FactorTable]:
    """
    Return {family: table} that a programme uses in the months for which its office chose none.

    Of electricity it is the approval round in the programme's terms; of the others what the data files say.
    """
    named = Q(family=Family.ELECTRICITY, approval_round=program.factor_round)
    found = FactorTable.objects.approved().filter(named | Q(is_initial=True), purpose=purpose)
    return {table.family: table for table in found}


def stretches(program: Program, family: str, purpose: str = Purpose.PROGRAM) -> list[Stretch]:
    """Return the versions of a family that the programme uses, oldest months first, gaps filled."""
    uses = FactorUse.objects.filter(program=program, purpose=purpose, family=family).select_related("table")
    return _filled(list(uses), initial_tables(program, purpose).get(family))


def _filled(uses: list[FactorUse], initial: FactorTable | None) -> list[Stretch]:
    """Return the uses with the initial version in every gap between, before and after them."""
    found: list[Stretch] = []
    start: dt.date | None = None
    is_open = False
    for use in uses:
        if initial and (start is None or start < use.first_month):
            found.append(Stretch(initial, start, month_before(use.first_month)))
        found.append(Stretch(use.table, use.first_month, use.last_month))
        is_open = use.last_month is None
        start = next_month(use.last_month) if use.last_month else None
    if initial and not is_open:
        found.append(Stretch(initial, start, None))
    return found


def months_on_the_round(program: Program) -> set[dt.date]:
    """
    Return the first days of the signed months that rest on the approval round in the programme's terms.

    Months for which its office chose a version of electricity rest on that one, whatever the terms say.
    """
    found = set()
    for purpose in Purpose.values:
        chosen = list(FactorUse.objects.filter(program=program, purpose=purpose, family=Family.ELECTRICITY))
        for month in used_months(program, purpose, Family.ELECTRICITY):
            if not any(u.first_month <= month and (u.last_month or month) >= month for u in chosen):
                found.add(month)
    return found


def factors_of(
    program: Program,
    codes: Iterable[str],
    period: Period | None = None,
    purpose: str = Purpose.PROGRAM,
) -> dict[str, Factor]:
    """
    Return {code: factor} of the versions that the programme uses in the period; without one, of the newest.

    A factor that was approved after the period counts like any other: what matters is from which month on
    the programme uses its table.

    :raises VersionsChange: if another version begins within the period, saying with which month.
    :raises FactorMissing: naming the first code that the version in use lacks.
    """
    wanted = list(codes)
    tables = tables_in_use(program, {family_of(code) for code in wanted}, period, purpose)
    found = Factor.objects.filter(code__in=wanted, table__in=[t.pk for t in tables.values()])
    factors = {factor.code: factor for factor in found}
    for code in wanted:
        if code not in factors:
            table = tables.get(family_of(code))
            version = round_of(table.approval_round if table else program.factor_round)
            raise FactorMissing(code=f"{name_of(code)} ({version})")
    return factors


def tables_in_use(
    program: Program, families: Iterable[str], period: Period | None, purpose: str
) -> Mapping[str, FactorTable]:
    """
    Return {family: the one version in use} over the period; without one, the newest.

    :raises VersionsChange: if there are two.
    """
    uses: dict[str, list[FactorUse]] = {family: [] for family in sorted(families)}
    chosen = FactorUse.objects.filter(program=program, purpose=purpose, family__in=uses)
    for use in chosen.select_related("table"):
        uses[use.family].append(use)
    initial = initial_tables(program, purpose)
    found = {}
    for family, of_family in uses.items():
        table = _the_one(_filled(of_family, initial.get(family)), period)
        if table:
            found[family] = table
    return found


def _the_one(found: list[Stretch], period: Period | None) -> FactorTable | None:
    if period is None:
        return found[-1].table if found else None
    first, last = period
    within = [
        one
        for one in found
        if (one.first_month is None or one.first_month <= last)
        and (one.last_month is None or one.last_month >= first.replace(day=1))
    ]
    for one in within[1:]:
        if one.table != within[0].table:
            raise VersionsChange(
                month=f"{one.first_month:%Y-%m}",
                family=one.table.get_family_display(),
                round=one.table.approval_round,
            )
    return within[0].table if within else None


def table_state(table: FactorTable) -> str:
    """Return a short hash of the table's rows: another one as soon as one changed."""
    rows = list(
        table.factors.order_by("code").values_list("code", "value", "unit", "period_from", "period_until")
    )
    return hashlib.sha256(repr((table.status, rows)).encode()).hexdigest()[:16]


def programs_to_choose_for(user: Any, at: dt.datetime) -> QuerySet[Program]:
    """Return the programmes whose versions the person may choose."""
    scopes = user.scopes(CHOOSE_FACTORS, clock.day(at))
    if scopes.everything:
        return Program.objects.all()
    offices = scopes.of(ScopeKind.OFFICE)
    own = Q(office__in=offices) | Q(agency__in=offices) | Q(pk__in=scopes.of(ScopeKind.PROGRAM))
    return Program.objects.filter(own)


def office_to_enter_for(user: Any, at: dt.datetime) -> Office | None:
    """Return the office for which the person enters factors: the own one, or the first of several."""
    scopes = user.scopes(ENTER_FACTORS, clock.day(at))
    offices = Office.objects.order_by("pk")
    if not scopes.everything:
        offices = offices.filter(pk__in=scopes.of(ScopeKind.OFFICE))
    return offices.filter(pk=user.office_id).first() or offices.first()


@dataclass(frozen=True)
class Used:
    """A programme and the months in which it uses a table."""

    program: Program
    first_month: dt.date | None
    last_month: dt.date | None


def programs_using(table: FactorTable) -> list[Used]:
    """Return which programmes use the table in which months, by programme; three queries."""
    if table.status != Status.APPROVED:
        return []
    uses: dict[int, list[FactorUse]] = {}
    chosen = FactorUse.objects.filter(purpose=table.purpose, family=table.family).select_related("table")
    for use in chosen:
        uses.setdefault(use.program_id, []).append(use)
    found = []
    for program in Program.objects.all():
        for one in _filled(uses.get(program.pk, []), table if _begins_with(program, table) else None):
            if one.table == table:
                found.append(Used(program, one.first_month, one.last_month))
    return found


def _begins_with(program: Program, table: FactorTable) -> bool:
    """Say whether the programme uses the table where its office chose none."""
    if table.family == Family.ELECTRICITY:
        return program.factor_round == table.approval_round
    return table.is_initial
