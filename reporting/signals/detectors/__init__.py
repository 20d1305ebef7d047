"""Detectors: pure functions from facts to what was found. The table names all of them."""

from collections.abc import Callable, Iterator, Mapping

from reporting.signals.detectors import goods, papers, parties, readings
from reporting.signals.facts import Facts, Found
from reporting.signals.terms import Terms

Detector = Callable[[Facts, Terms], Iterator[Found]]

#: pattern → who looks for it
DETECTORS: Mapping[str, Detector] = {
    "RELATED_SUPPLIER": parties.related_suppliers,
    "SUPPLIER_INSIDE": parties.suppliers_inside,
    "INVOICE_CANCELLED": papers.cancelled_invoices,
    "INVOICE_TWICE": papers.reused_invoices,
    "CONTRACT_SPLIT": goods.split_contracts,
    "DEAD_SUPPLIER": papers.dead_suppliers,
    "SERIAL_TWICE": goods.shared_serials,
    "ROUND_TRIP": parties.round_trips,
    "STEEP_PRICE": goods.steep_prices,
    "SHAM_QUOTES": papers.sham_quotes,
    "NUMBERS_IN_A_ROW": papers.sequential_invoices,
    "CHANGED_BEFORE_PAYMENT": parties.changed_before_payment,
    "IMPOSSIBLE_READINGS": readings.impossible_readings,
}
