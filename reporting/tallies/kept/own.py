"""A firm's own figures: what it metered beside last year, what was verified, what that saved."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.db.models import Sum

from firms.models import Firm
from measurement.factoring.families import Family
from measurement.models import Factor
from reporting.statements.models import Statement, StatementRow
from reporting.tallies.models import Cell
from reporting.tallies.tariffs import Tariff, tariff_on


@dataclass(frozen=True)
class Month:
    """What a firm metered and reduced in one month, and what it metered in the same month of last year."""

    first: dt.date
    #: None where nothing was read in it
    metered_kwh: Decimal | None
    #: None where nothing was read then
    before_kwh: Decimal | None
    verified_kg: int


@dataclass(frozen=True)
class Saving:
    """What one verified statement comes to in electricity and money; None where that can't be said."""

    statement: Statement
    kilograms: int
    kwh: Decimal | None
    tariff: Tariff | None

    @property
    def won(self) -> int | None:
        """The electricity at the price of its last day, whole won rounded down."""
        return None if self.kwh is None or self.tariff is None else self.tariff.cost(self.kwh)


def years_of(firm: Firm) -> list[int]:
    """Return the years in which something of the firm was counted, the newest first."""
    months = Cell.objects.filter(subject__firm_key=firm.pk).order_by().values_list("month", flat=True)
    return sorted({month.year for month in months.distinct()}, reverse=True)


def months_of(firm: Firm, year: int) -> list[Month]:
    """Return the months of a year in which something was counted, in one query."""
    cells = Cell.objects.filter(subject__firm_key=firm.pk, month__year__in=[year - 1, year]).order_by()
    sums = cells.values_list("month").annotate(Sum("metered_kwh"), Sum("verified_kg"), Sum("readings"))
    counted = {month: (kwh, kg, readings) for month, kwh, kg, readings in sums}
    found = []
    for first in sorted(month for month in counted if month.year == year):
        kwh, kg, readings = counted[first]
        before = counted.get(first.replace(year=year - 1))
        if readings or kg:
            then = before[0] if before and before[2] else None
            found.append(Month(first, kwh if readings else None, then, kg))
    return found


def savings_of(firm: Firm, year: int, contract: str) -> list[Saving]:
    """
    Return what each statement of a year saved that was signed and stands, the oldest first; three queries.

    Kilograms that rest on grid electricity alone are turned back into kWh by the factor that was signed,
    rounded down; of fuels and gases no saving is stated.
    """
    signed = (
        Statement.objects.verified().filter(firm=firm, period_until__year=year).prefetch_related("shares")
    )
    statements = list(signed.select_related("measure").order_by("period_until", "pk"))
    factors = _factors(statements)
    found = []
    for one in statements:
        kilograms = sum(share.kilograms for share in one.shares.all())
        kwh = _kwh(kilograms, factors[one.pk])
        found.append(Saving(one, kilograms, kwh, tariff_on(contract, one.period_until)))
    return found


@dataclass(frozen=True)
class Saved:
    """What several statements come to: kg CO2e, kWh, won; what can't be said counts as nothing."""

    kilograms: int
    kwh: Decimal
    won: int


def together(savings: Iterable[Saving]) -> Saved:
    """Return the sums of these savings."""
    found = list(savings)
    return Saved(
        kilograms=sum(one.kilograms for one in found),
        kwh=sum((one.kwh for one in found if one.kwh is not None), Decimal(0)),
        won=sum(one.won or 0 for one in found),
    )


def _factors(statements: Iterable[Statement]) -> dict[int, set[Factor]]:
    rows = StatementRow.objects.filter(statement__in=list(statements), factor__isnull=False)
    found: dict[int, set[Factor]] = defaultdict(set)
    for row in rows.select_related("factor__table"):
        if row.factor:
            found[row.statement_id].add(row.factor)
    return found


def _kwh(kilograms: int, factors: set[Factor]) -> Decimal | None:
    """Return the electricity behind kilograms: 1 tCO2eq/MWh is 1 kg/kWh; None if anything else was burnt."""
    if len(factors) != 1:
        return None
    (factor,) = factors
    if factor.table.family != Family.ELECTRICITY or factor.unit != "tCO2eq/MWh":
        return None
    return (kilograms / factor.value).quantize(Decimal(1), ROUND_DOWN)
