"""From stored readings to the checks of remarkable months, and the findings in words."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.ui.formats import trimmed
from measurement.billing import unbilled
from measurement.calibrated import lapsed_in
from measurement.checks import Counted, Finding, Kind, findings
from measurement.methods import Method, Quantity
from measurement.methods.capacity import most_in_month
from measurement.models import Bill, Measure, Meter, Reading
from measurement.queries import is_last_of_month, parameters_of

#: month, register at its start, at its end, what a turn of the register adds
Row = tuple[dt.date, Decimal, Decimal, Decimal]


def counted(rows: Iterable[Row]) -> list[Counted]:
    """Return a quantity's months as the checks see them, oldest first; of several meters in one the sum."""
    months: dict[dt.date, Counted] = {}
    for month, opening, closing, carried in rows:
        before = months[month].amount if month in months else Decimal(0)
        months[month] = Counted(month, before + closing - opening + carried, opening, closing)
    return [months[month] for month in sorted(months)]


def stored(measure: Measure, quantity: str) -> list[Row]:
    """
    Return the months of a quantity, oldest first; one query.

    A month in which a meter was replaced is left out until the new one was read.
    """
    readings = list(
        Reading.objects.current()
        .filter(meter__measure=measure, meter__quantity=quantity)
        .select_related("meter")
        .order_by("month", "meter_id")
    )
    whole = {reading.month for reading in readings if is_last_of_month(reading)}
    return [(r.month, r.opening, r.closing, r.carried) for r in readings if r.month in whole]


def remarkable(meter: Meter, asked: set[dt.date]) -> list[Finding]:
    """Return what is remarkable about these months of a meter, with those of the meters before it."""
    amounts = examined(meter.measure, meter.quantity, stored(meter.measure, meter.quantity), asked)
    return [*amounts, *_without_bills(meter, asked), *lapses(meter, asked)]


def _without_bills(meter: Meter, asked: set[dt.date]) -> Iterator[Finding]:
    """Yield the months made of bills of which some days have none; of what is delivered not every day has."""
    quantity = quantity_of(meter.measure.method, meter.quantity)
    if quantity is None or quantity.is_register or quantity.is_delivered:
        return
    periods: dict[dt.date, list[tuple[dt.date, dt.date]]] = {}
    for bill in Bill.objects.valid().filter(meter=meter):
        periods.setdefault(bill.period_from.replace(day=1), []).append((bill.period_from, bill.period_until))
    for month in sorted(asked & periods.keys()):
        days = unbilled(month, periods[month])
        if days:
            yield Finding(month, Kind.UNBILLED, {"days": str(len(days)), "from": f"{days[0]:%Y-%m-%d}"})


def lapses(meter: Meter, asked: set[dt.date]) -> Iterator[Finding]:
    """Yield the months of a meter whose calibration had lapsed by their end, each lapse once."""
    for month, held in lapsed_in(meter, asked).items():
        days = {"calibrated": f"{held.calibrated_on:%Y-%m-%d}", "until": f"{held.until:%Y-%m-%d}"}
        yield Finding(month, Kind.LAPSED, days)


def examined(measure: Measure, quantity: str, rows: Sequence[Row], asked: set[dt.date]) -> list[Finding]:
    """Return what is remarkable about the months asked for; `rows` are all its months."""
    what, stated = quantity_of(measure.method, quantity), parameters_of(measure)
    if what is None:
        return []

    def most(month: dt.date) -> Decimal | None:
        return most_in_month(what, month, stated, measure.commissioned_on)

    return findings(
        counted(rows), asked=asked, is_register=what.is_register, is_steady=what.is_steady, most=most
    )


def quantity_of(method: Method | None, name: str) -> Quantity | None:
    """Return a method's quantity of that name, or None if it has none."""
    return next((one for one in (method.quantities if method else ()) if one.name == name), None)


#: what of a finding is not an amount
NOT_AMOUNTS = frozenset({"from", "months", "days", "calibrated", "until"})


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
        Kind.UNBILLED: _("%(days)s days of the month have no bill, the first one %(from)s. Is one missing?"),
        Kind.LAPSED: _(
            "The calibration of %(calibrated)s held until %(until)s. Was the meter calibrated since, or why "
            "can it be trusted?"
        ),
    }[kind]
