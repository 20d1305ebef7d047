"""Patterns of meters: months that the machine can't have had. No database."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from reporting.signals.facts import Evidence, Facts, Found, Month
from reporting.signals.terms import Terms

#: the method's names of what is compared
ELECTRICITY, AIR, SUN = "electricity_kwh", "air_nm3", "generation_kwh"


def impossible_readings(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield measures with months beyond their rated power, beyond physics, or copied month by month."""
    measures: dict[int, list[Month]] = defaultdict(list)
    for month in facts.months:
        if month.where.measure is not None:
            measures[month.where.measure].append(month)
    for measure, months in measures.items():
        for reason, rows in (
            ("power", [m for m in months if _beyond_power(m, terms)]),
            ("physics", list(_beyond_physics(months, terms))),
            ("copied", list(_copied(months, int(terms["SAME_MONTHS"])))),
        ):
            if rows:
                yield Found(
                    "IMPOSSIBLE_READINGS", rows[0].where.program, f"{measure}:{reason}",
                    tuple(_row(m) for m in sorted(rows, key=lambda m: (m.month, m.quantity))),
                    {"reason": reason, "months": len({m.month for m in rows})},
                )  # fmt: skip


def _row(month: Month) -> Evidence:
    return Evidence(month.where, "reading", f"{month.amount:f} {month.unit}", month.month)


def _beyond_power(month: Month, terms: Terms) -> bool:
    """Say whether more passed the meter than the rated power gives in all hours there are."""
    if not month.limit_kw or month.quantity not in (ELECTRICITY, SUN):
        return False
    days = calendar.monthrange(month.month.year, month.month.month)[1]
    if month.quantity == SUN:
        return month.amount > month.limit_kw * terms["SUN_HOURS"] * days
    return month.amount * 100 > month.limit_kw * 24 * days * terms["POWER_PERCENT"]


def _beyond_physics(months: list[Month], terms: Terms) -> Iterator[Month]:
    """Yield electricity and air of months in which less was used than compressing the air takes at least."""
    by_month: dict[dt.date, dict[str, Month]] = defaultdict(dict)
    for month in months:
        by_month[month.month][month.quantity] = month
    for counted in by_month.values():
        if ELECTRICITY in counted and AIR in counted:
            air = counted[AIR].amount
            if air > 0 and counted[ELECTRICITY].amount < air * terms["LEAST_SEC"]:
                yield from (counted[ELECTRICITY], counted[AIR])


def _copied(months: list[Month], least: int) -> Iterator[Month]:
    """Yield months in a row with the very same amount above zero."""
    for _quantity, of_quantity in groupby(
        sorted(months, key=lambda m: (m.quantity, m.month)), lambda m: m.quantity
    ):
        run: list[Month] = []
        for month in [*of_quantity, None]:
            if run and (month is None or not _goes_on(run[-1], month)):
                yield from run if len(run) >= least else ()
                run = []
            if month is not None and month.amount > Decimal(0):
                run.append(month)


def _goes_on(before: Month, here: Month) -> bool:
    follows = (here.month.year * 12 + here.month.month) - (before.month.year * 12 + before.month.month) == 1
    return follows and here.amount == before.amount
