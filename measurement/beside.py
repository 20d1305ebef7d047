"""Last year's month beside the one that is entered: its amount, and the change in per cent."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from core.ui.formats import trimmed
from measurement.models import Meter
from measurement.queries import amounts_before
from measurement.tables import ZERO, Known

TENTH = Decimal("0.1")


def percent(before: Decimal | None, after: Decimal | None) -> str:
    """Return by how much an amount differs from the one before, as +12.5 %; empty where one is missing."""
    if not before or after is None:
        return ""
    change = ((after - before) * 100 / before).quantize(TENTH, rounding=ROUND_HALF_EVEN)
    return f"{change:+,} %" if change else "0 %"


@dataclass(frozen=True)
class BesideRow:
    """A row of the table, last year's amount of its month, and the change where the row is filled."""

    form: Any
    last_year: Decimal | None
    change: str

    @property
    def shown_last_year(self) -> str:
        """Last year's amount as people write it; empty where there is none."""
        return "" if self.last_year is None else trimmed(self.last_year)

    @property
    def plain_last_year(self) -> str:
        """Last year's amount for the page's script."""
        return "" if self.last_year is None else f"{self.last_year:f}"


def beside(meter: Meter, known: Known, table: Any, opening: Decimal | None) -> list[BesideRow]:
    """Return the rows of a table of months with last year's beside them; one query."""
    typed = list(_typed(table))
    months = [month for month, _closing in typed if month]
    years_ago = amounts_before(meter, months) if months else {}
    amounts = _amounts(typed, known, opening)
    return [
        BesideRow(form, years_ago.get(month) if month else None, _change(years_ago, month, amount))
        for form, (month, _closing), amount in zip(table.forms, typed, amounts, strict=True)
    ]


def _change(years_ago: dict[dt.date, Decimal], month: dt.date | None, amount: Decimal | None) -> str:
    return percent(years_ago.get(month), amount) if month else ""


def _typed(table: Any) -> Iterator[tuple[dt.date | None, Decimal | None]]:
    """Yield (month, register or amount) of every row, as far as they can be read."""
    for form in table.forms:
        if not table.is_bound:
            yield form.initial.get("month"), None
            continue
        form.is_valid()
        cleaned = getattr(form, "cleaned_data", {})
        yield cleaned.get("month"), cleaned.get("closing")


def _amounts(
    typed: Sequence[tuple[dt.date | None, Decimal | None]], known: Known, opening: Decimal | None
) -> Iterator[Decimal | None]:
    """Yield the amount of every row: of a register what it went on by since the row before."""
    start: Decimal | None = (
        (known.closing if known.closing is not None else opening) if known.is_register else ZERO
    )
    for _month, closing in typed:
        yield None if closing is None or start is None or closing < start else closing - start
        start = closing if known.is_register else ZERO
