"""From stored readings to the checks of remarkable months, and the findings in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.ui.formats import trimmed
from measurement.checks import Counted, Finding, Kind, findings
from measurement.methods import Quantity
from measurement.methods.capacity import most_in_month
from measurement.models import Measure, Meter, Reading
from measurement.queries import parameters_of

Row = tuple[dt.date, Decimal, Decimal]


def counted(rows: Iterable[Row]) -> list[Counted]:
    """Return (month, opening, closing) as the checks see them, oldest first."""
    return [Counted(month, closing - opening, opening, closing) for month, opening, closing in rows]


def stored(meter: Meter) -> list[Row]:
    """Return the months of a meter as (month, opening, closing), oldest first; one query."""
    return list(
        Reading.objects.current()
        .filter(meter=meter)
        .order_by("month")
        .values_list("month", "opening", "closing")
    )


def remarkable(meter: Meter, asked: set[dt.date]) -> list[Finding]:
    """Return what is remarkable about these months of a meter."""
    return examined(meter.measure, meter.quantity, stored(meter), asked)


def examined(measure: Measure, quantity: str, rows: Sequence[Row], asked: set[dt.date]) -> list[Finding]:
    """Return what is remarkable about the months asked for; `rows` are all months of the meter."""
    method, stated = measure.method, parameters_of(measure)
    if method is None:
        return []

    def most(month: dt.date) -> Decimal | None:
        return most_in_month(method.code, quantity, month, stated, measure.commissioned_on)

    return findings(
        counted(rows), asked=asked, is_register=is_register(method.quantities, quantity), most=most
    )


def is_register(quantities: Iterable[Quantity], name: str) -> bool:
    """Say whether a quantity is read from a register, not given as amounts by month."""
    return all(quantity.is_register for quantity in quantities if quantity.name == name)


#: what of a finding is not an amount
NOT_AMOUNTS = frozenset({"from", "months"})


def sentence(kind: str, detail: Mapping[str, str], unit: str) -> str:
    """Return what is remarkable in one sentence with its numbers."""
    words = {n: text if n in NOT_AMOUNTS else trimmed(Decimal(text)) for n, text in detail.items()}
    return _template(Kind(kind), has_last_year="last_year" in detail) % {"unit": unit, **words}


def _template(kind: Kind, *, has_last_year: bool) -> str:
    if kind in {Kind.THOUSANDFOLD, Kind.SPIKE}:
        beside = (
            _("%(amount)s %(unit)s; a year before it was %(last_year)s.")
            if has_last_year
            else _("%(amount)s %(unit)s; the mean of %(months)s months is %(mean)s.")
        )
        unit = _("Is the unit right, kWh and not MWh?")
        return f"{beside} {unit}" if kind == Kind.THOUSANDFOLD else beside
    return {
        Kind.CAPACITY: _("%(amount)s %(unit)s; the equipment can do %(most)s at most."),
        Kind.ZERO: _("0 %(unit)s, though earlier months counted something."),
        Kind.CUMULATIVE: _(
            "%(months)s months in a row rise in even steps, from %(first)s in %(from)s to %(amount)s "
            "%(unit)s. Sums instead of amounts?"
        ),
        Kind.REPEATED: _("%(amount)s %(unit)s, as in the month before. Was a bill entered twice?"),
    }[kind]
