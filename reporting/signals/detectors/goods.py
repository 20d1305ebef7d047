"""Patterns of what was bought: split below a threshold, far too dear, one machine twice. No database."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from applications.eligibility.rules import plain_name
from reporting.signals.facts import Evidence, Facts, Found, Machine, Quote, Serial, in_every_programme
from reporting.signals.terms import Terms

#: a shorter number is no serial number: "1", "A-2", "없음"
_SHORTEST = 4


def split_contracts(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield like goods bought of one supplier within days, each below the price that wants quotes."""
    groups: dict[tuple[int, int, str, str], list[Quote]] = defaultdict(list)
    for quote in facts.quotes:
        limit = _threshold(facts, quote)
        if quote.is_chosen and quote.where.firm and limit is not None and quote.won < limit:
            key = (quote.where.program, quote.where.firm, plain_name(quote.supplier), quote.sort)
            groups[key].append(quote)
    for (program, firm, supplier, sort), quotes in groups.items():
        parts = _dearest_window(quotes, int(terms["SPLIT_DAYS"]))
        limit = _threshold(facts, parts[0]) or 0
        total = sum(part.won for part in parts)
        if len(parts) > 1 and total >= limit:
            yield Found(
                "CONTRACT_SPLIT", program, f"{firm}:{supplier}:{sort}",
                tuple(Evidence(q.where, "quote", q.what, q.on, q.won) for q in parts),
                {"supplier": parts[0].supplier, "count": len(parts), "total": total, "threshold": limit},
            )  # fmt: skip


def _threshold(facts: Facts, quote: Quote) -> int | None:
    """Return the price from which the programme wanted competing quotes on the day of the quote."""
    rows = [
        row
        for row in facts.thresholds
        if row.program == quote.where.program
        and row.since <= quote.on
        and (not row.until or quote.on <= row.until)
    ]
    return max(rows, key=lambda row: row.since).won if rows else None


def _dearest_window(quotes: list[Quote], days: int) -> list[Quote]:
    """Return the quotes within so many days of one another that come to most."""
    ordered = sorted(quotes, key=lambda quote: (quote.on, quote.item))
    windows = [[q for q in ordered[i:] if (q.on - first.on).days <= days] for i, first in enumerate(ordered)]
    return max(windows, key=lambda window: sum(quote.won for quote in window))


def steep_prices(facts: Facts, terms: Terms) -> Iterator[Found]:
    """
    Yield machines whose price per unit of size is far above the median of all others of their sort.

    The median and the median absolute deviation do not move with a few outliers, as a mean would.
    """
    sorts: dict[tuple[str, str], list[Machine]] = defaultdict(list)
    for machine in facts.machines:
        if machine.size > 0:
            sorts[machine.sort, machine.unit].append(machine)
    for (_sort, unit), machines in sorts.items():
        for place, machine in enumerate(machines):
            others = [_unit_price(m) for m in machines[:place] + machines[place + 1 :]]
            middle = _middle_exceeded(_unit_price(machine), others, terms)
            if middle is not None:
                row = Evidence(
                    machine.where, "price", f"{machine.what} ({machine.size} {unit})", None, machine.won
                )
                key = f"{machine.where.application}:{machine.what}"
                yield Found(
                    "STEEP_PRICE", machine.where.program, key, (row,),
                    {"what": machine.what, "unit": unit, "price": int(_unit_price(machine)),
                     "median": int(middle), "others": len(others)},
                )  # fmt: skip


def _unit_price(machine: Machine) -> Decimal:
    return machine.won / machine.size


def _middle_exceeded(price: Decimal, others: list[Decimal], terms: Terms) -> Decimal | None:
    """Return the median of the others if the price is far above it."""
    if len(others) < terms["PRICE_PEERS"]:
        return None
    middle = median(others)
    spread = median(abs(other - middle) for other in others)
    far = price > middle * terms["PRICE_TIMES"] and price - middle > spread * terms["PRICE_DEVIATIONS"]
    return middle if far else None


def shared_serials(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield serial numbers that two cases state, here or in a sibling scheme: one machine funded twice."""
    stated: dict[tuple[str, str], list[Serial]] = defaultdict(list)
    for serial in facts.serials:
        bare = re.sub(r"[\W_]", "", serial.number).upper()
        if len(bare) >= _SHORTEST and any(map(str.isdigit, bare)):
            stated[serial.kind, bare].append(serial)
    for (kind, bare), rows in stated.items():
        cases = {row.where.application or f"measure {row.where.measure}" for row in rows}
        if len(cases) > 1:
            yield from in_every_programme(
                "SERIAL_TWICE", f"{kind}:{bare}",
                [Evidence(row.where, "serial", f"{row.number} {row.what}".strip()) for row in rows],
                number=rows[0].number, cases=len(cases),
            )  # fmt: skip
