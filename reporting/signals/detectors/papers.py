"""Patterns of invoices and quotes: cancelled, used twice, numbered in a row, of one hand. No database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from applications.eligibility.rules import plain, plain_name
from reporting.signals.detectors.parties import billed
from reporting.signals.facts import (
    Cancellation,
    Evidence,
    Facts,
    Firm,
    Found,
    Invoice,
    Quote,
    Where,
    in_every_programme,
)
from reporting.signals.terms import Terms

#: characters that are read for one another on a paper
_ALIKE = str.maketrans("OQIL", "0011")
#: the approval number of an e-tax invoice: day and issuing system, then a number in a row
_HEAD = 16
#: as many characters count up; approvals of cards are shorter, and their companies count them
_TAIL = 8


def cancelled_invoices(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield invoices that were paid for and that a list calls cancelled, unless another one replaced them."""
    by_number = {number(invoice): invoice for invoice in facts.invoices}
    for listed in facts.cancellations:
        invoice = by_number.get(_read(listed.number))
        if invoice is None or invoice.paid_on is None or _is_replaced(listed, invoice, by_number):
            continue
        listed_row = Evidence(invoice.where, "cancelled", listed.number, listed.on)
        late = "after" if listed.on > invoice.paid_on else "before"
        yield Found(
            "INVOICE_CANCELLED", invoice.where.program, number(invoice), (billed(invoice), listed_row),
            {"reason": late, "number": invoice.number, "supplier": invoice.supplier_name},
        )  # fmt: skip


def _is_replaced(listed: Cancellation, invoice: Invoice, known: dict[str, Invoice]) -> bool:
    """Say whether the same supplier put another invoice of the same amount or more in its place."""
    other = known.get(_read(listed.replaced_by)) if listed.replaced_by else None
    return other is not None and other.supplier_number == invoice.supplier_number and other.won >= invoice.won


def reused_invoices(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield invoices that serve in two payment requests, by number or as the very same paper."""
    by_number: dict[str, list[Invoice]] = defaultdict(list)
    by_paper: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in facts.invoices:
        by_number[number(invoice)].append(invoice)
        if invoice.file:
            by_paper[invoice.file].append(invoice)
    seen: set[frozenset[str]] = set()
    for reason, groups in (("number", by_number), ("paper", by_paper)):
        for shared, used in groups.items():
            numbers = frozenset(invoice.number for invoice in used)
            if len({invoice.where for invoice in used}) < 2 or (reason == "paper" and numbers in seen):
                continue
            seen.add(numbers)
            yield from in_every_programme(
                "INVOICE_TWICE", f"{reason}:{shared}", map(billed, used), reason=reason,
                number=used[0].number, supplier=used[0].supplier_name, times=len({i.where for i in used}),
            )  # fmt: skip


def number(invoice: Invoice) -> str:
    """Return the approval number as it is read, also where a character was mistaken for another."""
    return _read(invoice.number)


def _read(text: str) -> str:
    return plain(text).upper().replace("-", "").translate(_ALIKE)


def dead_suppliers(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield invoices dated after their supplier closed down, or while a list called it suspended."""
    listed = {closure.number: closure for closure in facts.closures}
    found: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in facts.invoices:
        closure = listed.get(invoice.supplier_number)
        if closure is None:
            continue
        is_closed = closure.state == "CLOSED" and closure.since < invoice.on
        if is_closed or (closure.state == "SUSPENDED" and closure.since <= invoice.on):
            found[closure.number].append(invoice)
    for supplier, used in found.items():
        closure = listed[supplier]
        about = [Evidence(used[0].where, closure.state.lower(), closure.number, closure.since)]
        yield from in_every_programme(
            "DEAD_SUPPLIER", supplier, [*map(billed, used), *about],
            reason=closure.state, supplier=used[0].supplier_name, day=str(closure.since),
        )  # fmt: skip


def sequential_invoices(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield runs of one supplier's invoices with numbers in a row to many firms: it bills nobody else."""
    series: dict[tuple[str, str], dict[int, Invoice]] = defaultdict(dict)
    for invoice in facts.invoices:
        tail = plain(invoice.number)[_HEAD:]
        if invoice.supplier_number and len(tail) == _TAIL and tail.isascii() and tail.isalnum():
            series[invoice.supplier_number, plain(invoice.number)[:_HEAD]][int(tail, 36)] = invoice
    for (supplier, head), numbered in series.items():
        for run in _runs(numbered):
            if len({invoice.where.firm for invoice in run}) >= terms["SEQUENCE_FIRMS"]:
                yield from in_every_programme(
                    "NUMBERS_IN_A_ROW", f"{supplier}:{head}:{run[0].number}", map(billed, run),
                    supplier=run[0].supplier_name, count=len(run), firms=len({i.where.firm for i in run}),
                )  # fmt: skip


def _runs(numbered: dict[int, Invoice]) -> Iterator[list[Invoice]]:
    """Yield the invoices whose numbers follow one another without a gap."""
    order = sorted(numbered)
    run = [numbered[order[0]]] if order else []
    for before, here in pairwise(order):
        if here - before > 1:
            yield run
            run = []
        run.append(numbered[here])
    yield run


def sham_quotes(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield quotes for one item that compete on paper only: one file, or suppliers in one hand."""
    items: dict[int, list[Quote]] = defaultdict(list)
    for quote in facts.quotes:
        items[quote.item].append(quote)
    for item, quotes in items.items():
        reasons = {
            reason: (a, b)
            for a, b in combinations(quotes, 2)
            if (reason := _one_hand(facts, a, b)) is not None
        }
        if reasons:
            rows = [Evidence(q.where, "quote", q.supplier, q.on, q.won) for q in quotes]
            reason, (a, b) = next(iter(reasons.items()))
            yield Found(
                "SHAM_QUOTES", quotes[0].where.program, f"item:{item}",
                (*rows, *_registered(facts, reason, (a, b))),
                {"reason": reason, "what": quotes[0].what, "first": a.supplier, "second": b.supplier},
            )  # fmt: skip


def _one_hand(facts: Facts, a: Quote, b: Quote) -> str | None:
    """Return what shows that two suppliers are not two; a second quote of the same supplier is none."""
    if plain_name(a.supplier) == plain_name(b.supplier):
        return None
    if a.file and a.file == b.file:
        return "paper"
    one, other = (facts.by_name.get(plain_name(quote.supplier)) for quote in (a, b))
    if one is None or other is None:
        return None
    if one.address and plain(one.address) == plain(other.address):
        return "address"
    is_namesake = bool(one.representative) and plain(one.representative) == plain(other.representative)
    if is_namesake and one.region == other.region:
        return "representative"
    people = facts.people_of
    return "person" if people.get(one.id, frozenset()) & people.get(other.id, frozenset()) else None


def _registered(facts: Facts, reason: str, quotes: Sequence[Quote]) -> Iterator[Evidence]:
    """Yield what the register says of the suppliers, where it shows that they are in one hand."""
    if reason == "paper":
        return
    for quote in quotes:
        firm: Firm = facts.by_name[plain_name(quote.supplier)]
        value = firm.name if reason == "person" else getattr(firm, reason)
        yield Evidence(Where(quote.where.program, firm=firm.id), reason, value)
