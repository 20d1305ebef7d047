"""What the detectors look for, in words: name, explanation, source, a weight that only orders the list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Pattern(TextChoices):
    RELATED_SUPPLIER = "RELATED_SUPPLIER", _("Supplier in the hand of the grantee")
    SUPPLIER_INSIDE = "SUPPLIER_INSIDE", _("Supplier inside the consortium")
    INVOICE_CANCELLED = "INVOICE_CANCELLED", _("Invoice cancelled after use")
    INVOICE_TWICE = "INVOICE_TWICE", _("One invoice used twice")
    CONTRACT_SPLIT = "CONTRACT_SPLIT", _("Contract split below a threshold")
    DEAD_SUPPLIER = "DEAD_SUPPLIER", _("Supplier out of business")
    SERIAL_TWICE = "SERIAL_TWICE", _("One machine in two cases")
    ROUND_TRIP = "ROUND_TRIP", _("Money there and back")
    STEEP_PRICE = "STEEP_PRICE", _("Price far above like machines")
    SHAM_QUOTES = "SHAM_QUOTES", _("Competing quotes of one hand")
    NUMBERS_IN_A_ROW = "NUMBERS_IN_A_ROW", _("Invoice numbers in a row to many firms")
    CHANGED_BEFORE_PAYMENT = "CHANGED_BEFORE_PAYMENT", _("Changed shortly before a payment")
    IMPOSSIBLE_READINGS = "IMPOSSIBLE_READINGS", _("Readings the machine can't have had")


#: sources of the patterns
STATE = _(
    "Act on the Management of Subsidies, art. 30 and 33; patterns that the state's own system looks for"
)
OFFICE = _("A pattern of the office, beyond those of the state's own system")
PHYSICS = _("Rated power and the physics of compressing air")


@dataclass(frozen=True)
class Words:
    """
    What a pattern says: the explanation, where it comes from, how far up the list it stands, what it goes by.

    `reasons` are the explanations of a pattern that has several, by the reason that was found.
    """

    says: Any
    source: Any
    weight: int
    terms: tuple[str, ...] = ()
    reasons: Mapping[str, Any] = field(default_factory=dict)


WORDS: Mapping[str, Words] = {
    Pattern.RELATED_SUPPLIER: Words(
        _("%(firm)s buys from %(supplier)s, and both share people, an address or a bank account."), STATE, 90
    ),
    Pattern.SUPPLIER_INSIDE: Words(
        _("%(firm)s buys from %(supplier)s, a firm of the same consortium."),
        STATE,
        80,
        reasons={"itself": _("%(firm)s bills itself: the invoice names its own business number.")},
    ),
    Pattern.INVOICE_CANCELLED: Words(
        _("Invoice %(number)s of %(supplier)s was cancelled after the bank had paid on it."),
        STATE,
        100,
        reasons={"before": _("Invoice %(number)s of %(supplier)s was cancelled, and the bank paid on it.")},
    ),
    Pattern.INVOICE_TWICE: Words(
        _("Invoice %(number)s of %(supplier)s serves %(times)s times."),
        STATE,
        100,
        reasons={
            "paper": _("The same paper of %(supplier)s serves %(times)s times under different numbers.")
        },
    ),
    Pattern.CONTRACT_SPLIT: Words(
        _(
            "%(count)s purchases of like goods from %(supplier)s come to %(total)s won, while each is below "
            "the %(threshold)s won from which competing quotes are wanted."
        ),
        STATE,
        60,
        ("SPLIT_DAYS",),
    ),
    Pattern.DEAD_SUPPLIER: Words(
        _("%(supplier)s closed down on %(day)s and issued an invoice later."),
        STATE,
        95,
        reasons={
            "SUSPENDED": _(
                "%(supplier)s was on the list of suspended businesses of %(day)s and issued an invoice."
            )
        },
    ),
    Pattern.SERIAL_TWICE: Words(
        _("The serial number %(number)s stands in %(cases)s cases, here or in a sibling scheme."), STATE, 85
    ),
    Pattern.ROUND_TRIP: Words(
        _("Money went from %(firm)s to %(other)s and came back within days."),
        OFFICE,
        75,
        ("ROUND_TRIP_DAYS", "ROUND_TRIP_PERCENT"),
    ),
    Pattern.STEEP_PRICE: Words(
        _(
            "%(what)s costs %(price)s won per %(unit)s; "
            "the median of %(others)s like machines is %(median)s won."
        ),
        OFFICE,
        50,
        ("PRICE_TIMES", "PRICE_DEVIATIONS", "PRICE_PEERS"),
    ),
    Pattern.SHAM_QUOTES: Words(
        _("%(first)s and %(second)s compete for %(what)s, but are registered in one hand."),
        OFFICE,
        70,
        reasons={"paper": _("%(first)s and %(second)s compete for %(what)s with the very same file.")},
    ),
    Pattern.NUMBERS_IN_A_ROW: Words(
        _(
            "%(supplier)s issued %(count)s invoices with numbers in a row to %(firms)s firms: "
            "it seems to bill nobody else."
        ),
        OFFICE,
        40,
        ("SEQUENCE_FIRMS",),
    ),
    Pattern.CHANGED_BEFORE_PAYMENT: Words(
        _("%(firm)s changed its representative from %(before)s to %(after)s shortly before it was paid."),
        OFFICE,
        45,
        ("CHANGE_DAYS",),
        reasons={
            "account": _(
                "%(firm)s changed its bank account from %(before)s to %(after)s shortly before it was paid."
            )
        },
    ),
    Pattern.IMPOSSIBLE_READINGS: Words(
        _("In %(months)s months the meter counted more than the rated power gives."),
        PHYSICS,
        55,
        ("POWER_PERCENT", "SUN_HOURS", "LEAST_SEC", "SAME_MONTHS"),
        reasons={
            "physics": _(
                "In %(months)s months the air took less electricity than compressing it needs at least."
            ),
            "copied": _("The meter counted the very same amount in %(months)s months in a row."),
        },
    ),
}

#: what a row of evidence is
EVIDENCE: Mapping[str, Any] = {
    "invoice": _("Invoice"),
    "quote": _("Quote"),
    "representative": _("Representative"),
    "address": _("Address"),
    "account": _("Bank account"),
    "person": _("Person who acts for both"),
    "passed_on": _("Money passed on"),
    "payment": _("Payment"),
    "cancelled": _("Cancellation of the invoice"),
    "closed": _("Closed down"),
    "suspended": _("Business suspended"),
    "price": _("Price"),
    "serial": _("Serial number"),
    "reading": _("Reading"),
    "new_representative": _("New representative"),
    "new_account": _("New bank account"),
}


def explanation(pattern: str, figures: Mapping[str, Any]) -> str:
    """Return what was found, in the reader's language."""
    words = WORDS[pattern]
    said = words.reasons.get(str(figures.get("reason", "")), words.says)
    return str(said) % {name: f"{v:,}" if isinstance(v, int) else v for name, v in figures.items()}
