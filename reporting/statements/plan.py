"""A statement against its application's plan, and its consortium against the contract's promise."""

from dataclasses import dataclass
from typing import Any

from core.ratios import WHOLE_BP
from measurement.queries import next_month
from programs.models import Consortium
from reporting.statements.models import Statement
from reporting.statements.surplus import Surplus, surplus_of

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class AgainstPlan:
    """The expected reduction of so many months beside what came out, kg CO2e."""

    months: int
    expected_year_kg: int | None
    found_kg: int
    #: promise and verified reduction of the consortium; None where there is no contract, or it is not shown
    contract: Surplus | None

    @property
    def expected_kg(self) -> int | None:
        """What the application expects of a year, for these months, rounded down."""
        if self.expected_year_kg is None:
            return None
        return self.expected_year_kg * self.months // MONTHS_A_YEAR

    @property
    def reached_bp(self) -> int | None:
        """What part of it came out, basis points, rounded down."""
        return max(0, self.found_kg) * WHOLE_BP // self.expected_kg if self.expected_kg else None


def against_plan(statement: Statement, user: Any) -> AgainstPlan:
    """Return the statement beside what was expected, and the contract to who may read its consortium."""
    consortium = statement.measure.consortium
    may_read = Consortium.objects.visible_to(user).filter(pk=consortium.pk).exists()
    return AgainstPlan(
        months=_months(statement),
        expected_year_kg=statement.measure.expected_kg,
        found_kg=statement.signed_kg,
        contract=surplus_of(consortium, statement.period_until.year) if may_read else None,
    )


def _months(statement: Statement) -> int:
    number, month = 0, statement.period_from
    while month <= statement.period_until:
        number, month = number + 1, next_month(month)
    return number
