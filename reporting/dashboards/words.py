"""What the ledger's codes are called by people. A guard walks the codes that are used."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACCOUNTS: dict[tuple[str, str], Any] = {
    ("call", "available"): _("Available in the call"),
    ("application", "committed"): _("Committed"),
    ("application", "regrant"): _("To be granted on"),
    ("application", "paying"): _("With the bank"),
    ("application", "held"): _("Received, not spent yet"),
    ("application", "spent"): _("Spent"),
    ("application", "duty_open"): _("Still to pass on"),
    ("application", "duty_done"): _("Passed on"),
    ("application", "voluntary"): _("Passed on voluntarily"),
    ("application", "gift_incoming"): _("Contribution waiting for confirmation"),
    ("application", "gift_held"): _("Contribution received, not spent yet"),
    ("application", "gift_spent"): _("Contribution spent"),
    ("outside", "state"): _("State budget"),
    ("outside", "duty"): _("Pass-through duties"),
    ("outside", "bank"): _("Banks"),
    ("outside", "verified"): _("Verified reductions"),
}

EVENTS: dict[str, Any] = {
    "appropriate": _("Budget appropriated"),
    "fund": _("Budget appropriated"),
    "award": _("Award"),
    "release": _("Payment released to the bank"),
    "confirm": _("Payment confirmed by the bank"),
    "return": _("Payment returned"),
    "unrelease": _("Release taken back"),
    "duty": _("Pass-through duty"),
    "pass": _("Money passed on"),
    "pass_through": _("Money passed on"),
    "pass_confirm": _("Receipt confirmed"),
    "pass_dispute": _("Receipt disputed"),
    "gift_use": _("Contribution spent"),
    "withdraw": _("Award withdrawn"),
    "verify": _("Reduction verified"),
    "reverse": _("Put right"),
}


def account_words(owner_kind: str, code: str) -> Any:
    """Return what an account is called, without its owner."""
    if owner_kind == "lot":
        return _("Verified kilograms")
    if owner_kind == "outside" and code.startswith("firm:"):
        return _("A firm's own money")
    return ACCOUNTS.get((owner_kind, code), code)


def event_words(event: str) -> Any:
    """Return what happened, from the name of a ledger event such as `award:5`."""
    return EVENTS.get(event.split(":")[0], event)
