"""Patterns of who stands behind whom: supplier and grantee in one hand, money there and back. No database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from applications.eligibility.rules import plain, plain_name
from reporting.signals.facts import Evidence, Facts, Firm, Found, Invoice, Where, in_every_programme
from reporting.signals.terms import Terms


def related_suppliers(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield suppliers that share people, place or bank account with the firm that buys from them."""
    bought: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for firm, supplier, row in _purchases(facts):
        bought[firm.id, supplier.id].append(row)
    for (firm_id, supplier_id), rows in bought.items():
        firm, supplier = facts.by_id[firm_id], facts.by_id[supplier_id]
        where = Where(rows[0].where.program, firm=supplier_id)
        ties = [Evidence(where, what, value) for what, value in _ties(facts, firm, supplier)]
        if ties:
            yield from in_every_programme(
                "RELATED_SUPPLIER", f"{firm.number}:{supplier.number}",
                [*rows, *_for_each(ties, rows)], firm=firm.name, supplier=supplier.name,
            )  # fmt: skip


def _for_each(ties: list[Evidence], rows: list[Evidence]) -> list[Evidence]:
    """Return what ties two firms once for every programme: it is about firms, not about a case."""
    programs = dict.fromkeys(row.where.program for row in rows)
    return [
        Evidence(Where(program, firm=tie.where.firm), tie.what, tie.value)
        for program in programs
        for tie in ties
    ]


def _purchases(facts: Facts) -> Iterator[tuple[Firm, Firm, Evidence]]:
    """Yield buyer and registered supplier, another firm, of every invoice and every chosen quote."""
    for invoice in facts.invoices:
        firm, supplier = (
            facts.by_id.get(invoice.where.firm or 0),
            facts.by_number.get(invoice.supplier_number),
        )
        if firm and supplier and firm.id != supplier.id:
            yield firm, supplier, billed(invoice)
    for quote in facts.quotes:
        firm, supplier = facts.by_id.get(quote.where.firm or 0), facts.by_name.get(plain_name(quote.supplier))
        if quote.is_chosen and firm and supplier and firm.id != supplier.id:
            yield firm, supplier, Evidence(quote.where, "quote", quote.what, quote.on, quote.won)


def billed(invoice: Invoice) -> Evidence:
    """Return an invoice as evidence."""
    return Evidence(invoice.where, "invoice", invoice.number, invoice.on, invoice.won)


def _ties(facts: Facts, firm: Firm, other: Firm) -> Iterator[tuple[str, str]]:
    """
    Yield what two firms have in common.

    A name alone is no tie: a namesake in another province is somebody else more often than not.
    """
    same_name = bool(firm.representative) and plain(firm.representative) == plain(other.representative)
    same_place = bool(firm.address) and plain(firm.address) == plain(other.address)
    if same_name and (same_place or firm.region == other.region):
        yield "representative", other.representative
    if same_place:
        yield "address", other.address
    if firm.account and plain(firm.account) == plain(other.account):
        yield "account", other.account[-4:]
    if facts.people_of.get(firm.id, frozenset()) & facts.people_of.get(other.id, frozenset()):
        yield "person", other.name


def suppliers_inside(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield invoices of the firm itself, or of another firm of its consortium."""
    members: dict[int, set[int]] = defaultdict(set)
    for place in facts.places:
        members[place.consortium].add(place.firm)
    found: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for invoice in facts.invoices:
        supplier = facts.by_number.get(invoice.supplier_number)
        if not supplier or invoice.where.firm is None:
            continue
        inside = members.get(invoice.consortium or 0, set())
        if supplier.id == invoice.where.firm or supplier.id in inside:
            found[invoice.where.firm, supplier.id].append(billed(invoice))
    for (firm_id, supplier_id), rows in found.items():
        firm, supplier = facts.by_id[firm_id], facts.by_id[supplier_id]
        yield from in_every_programme(
            "SUPPLIER_INSIDE",
            f"{firm.number}:{supplier.number}",
            rows,
            reason="itself" if firm_id == supplier_id else "consortium",
            firm=firm.name,
            supplier=supplier.name,
        )


def round_trips(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield pairs of firms between which money went there and came back within days."""
    flows: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for payer, receiver, row in _flows(facts):
        flows[payer, receiver].append(row)
    for (one, other), there in sorted(flows.items(), key=lambda item: item[0]):
        back = flows.get((other, one), []) if one < other else []
        rows = [row for a in there for b in back if _is_round_trip(a, b, terms) for row in (a, b)]
        if rows:
            first, second = facts.by_id[one], facts.by_id[other]
            yield from in_every_programme(
                "ROUND_TRIP", f"{first.number}:{second.number}", rows, firm=first.name, other=second.name
            )


def _flows(facts: Facts) -> Iterator[tuple[int, int, Evidence]]:
    """Yield who paid whom: for an invoice that was paid, or as money handed on."""
    for invoice in facts.invoices:
        supplier = facts.by_number.get(invoice.supplier_number)
        if supplier and invoice.where.firm in facts.by_id and supplier.id != invoice.where.firm:
            yield invoice.where.firm or 0, supplier.id, billed(invoice)
    for move in facts.moves:
        if move.payer in facts.by_id and move.receiver in facts.by_id:
            value = facts.by_id[move.receiver].name
            yield move.payer, move.receiver, Evidence(move.where, "passed_on", value, move.on, move.won)


def _is_round_trip(a: Evidence, b: Evidence, terms: Terms) -> bool:
    if a.on is None or b.on is None or a.won is None or b.won is None:
        return False
    near = abs((a.on - b.on).days) <= terms["ROUND_TRIP_DAYS"]
    return near and min(a.won, b.won) * 100 >= max(a.won, b.won) * terms["ROUND_TRIP_PERCENT"]


def changed_before_payment(facts: Facts, terms: Terms) -> Iterator[Found]:
    """Yield firms that changed representative or bank account shortly before they were paid."""
    for change in facts.changes:
        paid = [
            payment
            for payment in facts.payments
            if payment.where.firm == change.firm
            and 0 <= (payment.on - change.on).days <= terms["CHANGE_DAYS"]
        ]
        rows: Iterable[Evidence] = [Evidence(p.where, "payment", "", p.on, p.won) for p in paid]
        for program in sorted({row.where.program for row in rows}):
            about = Evidence(Where(program, firm=change.firm), f"new_{change.what}", change.after, change.on)
            firm = facts.by_id[change.firm]
            yield Found(
                "CHANGED_BEFORE_PAYMENT", program, f"{firm.number}:{change.what}:{change.on}",
                (about, *(row for row in rows if row.where.program == program)),
                {"firm": firm.name, "reason": change.what, "before": change.before, "after": change.after},
            )  # fmt: skip
