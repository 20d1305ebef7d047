"""Which statements rest on a table of factors, and what each would come to with another one."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.workflow.refusals import Refusal
from measurement.factoring import panels, uses
from measurement.methods.base import FactorMissing
from measurement.models import Factor, FactorTable
from measurement.queries import next_month
from programs.models import Program
from programs.permissions import may_read_editor
from reporting.statements.models import Statement, StatementQuerySet
from reporting.statements.queries import compute

#: how many statements a panel lists; the list of statements has all
LISTED = 50
#: how many statements a dry run recomputes while somebody waits
MOST = 500


def declare() -> None:
    """Say which months were signed, and add to the page of a table what rests on it."""
    uses.declare(signed_months)
    panels.declare("statements", panels.Panel("statements/factors_panel.html", on_table))


def signed_months(program: Program, purpose: str, family: str) -> set[dt.date]:
    """Return the first days of the months of verified statements that used factors of the family."""
    found = Statement.objects.verified().filter(
        measure__consortium__program=program,
        rows__factor__table__purpose=purpose,
        rows__factor__table__family=family,
    )
    months = set()
    for first, last in found.values_list("period_from", "period_until").distinct():
        while first <= last:
            months.add(first)
            first = next_month(first)
    return months


def statements_using(table: FactorTable, user: Any) -> StatementQuerySet:
    """Return the statements the person may see that rest on a factor of the table, newest first."""
    resting = Statement.objects.filter(rows__factor__table=table).values("pk")
    found: StatementQuerySet = Statement.objects.visible_to(user).filter(pk__in=resting)
    return found.with_names().order_by("-pk")


def on_table(table: FactorTable, user: Any, *, at: dt.datetime) -> dict[str, Any]:
    """Return what the statements' section on a table's page shows."""
    using = statements_using(table, user)
    programs = Program.objects.filter(pk__in=affected(table, user).values("measure__consortium__program"))
    return {
        "statements": list(using[:LISTED]),
        "count": using.count(),
        "runs": [
            (program, reverse("statements:dry_run", args=[table.public_id, program.public_id]))
            for program in programs
            if may_read_editor(user, program, at=at)
        ],
    }


def affected(table: FactorTable, user: Any) -> StatementQuerySet:
    """Return the standing statements the person may see that rest on factors of purpose and family."""
    resting = Statement.objects.standing().filter(
        rows__factor__table__purpose=table.purpose, rows__factor__table__family=table.family
    )
    found: StatementQuerySet = Statement.objects.visible_to(user).filter(pk__in=resting.values("pk"))
    return found


@dataclass(frozen=True)
class Line:
    """A statement, what it comes to with the table, kg, or why it can't be computed with it."""

    statement: Statement
    new_kg: int | None
    why: str = ""

    @property
    def old_kg(self) -> int:
        """What it states."""
        return self.statement.reduction_kg

    @property
    def difference_kg(self) -> int | None:
        """How much more it would be; less is negative."""
        return None if self.new_kg is None else self.new_kg - self.old_kg


@dataclass(frozen=True)
class DryRun:
    """What a table would change in a programme. Nothing is written."""

    lines: tuple[Line, ...]
    #: standing statements beyond the most that are recomputed
    left_out: int

    @property
    def counted(self) -> list[Line]:
        """The statements that can be computed with the table."""
        return [line for line in self.lines if line.new_kg is not None]

    @property
    def old_kg(self) -> int:
        """What those that can be computed state now."""
        return sum(line.old_kg for line in self.counted)

    @property
    def new_kg(self) -> int:
        """What they would come to."""
        return sum(line.new_kg or 0 for line in self.counted)

    @property
    def difference_kg(self) -> int:
        """How much more that is; less is negative."""
        return self.new_kg - self.old_kg


def dry_run(table: FactorTable, program: Program, user: Any) -> DryRun:
    """Return what every standing statement of the programme would come to with the table in its place."""
    found = affected(table, user).filter(measure__consortium__program=program).with_names().order_by("pk")
    given = {factor.code: factor for factor in table.factors.all()}
    lines = tuple(_lines(found[:MOST], table, given))
    return DryRun(lines, max(0, found.count() - len(lines)))


def _lines(statements: Iterable[Statement], table: FactorTable, given: dict[str, Factor]) -> Iterator[Line]:
    for statement in statements:
        try:
            factors = _with_table(statement, table, given)
            computed = compute(statement.measure, statement.period_from, statement.period_until, factors)
        except Refusal as refusal:
            yield Line(statement, None, str(refusal))
        else:
            yield Line(statement, computed.calculation.reduction_kg)


def _with_table(statement: Statement, table: FactorTable, given: dict[str, Factor]) -> dict[str, Factor]:
    """
    Return the factors the statement froze, those of purpose and family in the values of the table.

    :raises FactorMissing: if the table lacks one.
    """
    factors = {}
    for row in statement.rows.select_related("factor__table"):
        if row.factor is None:
            continue
        of_family = (row.factor.purpose, row.factor.table.family) == (table.purpose, table.family)
        if of_family and row.factor.code not in given:
            raise FactorMissing(code=f"{row.factor.name} ({table.shown_round})")
        factors[row.factor.code] = given[row.factor.code] if of_family else row.factor
    return factors
