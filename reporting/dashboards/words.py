"""What the ledger's codes are called by people. A guard walks the codes that are used."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACCOUNTS: dict[tuple[str, str], Any] = {
    ("call", "available"): _("Available in the call"),
    ("application", "committed"): _("Committed"),
    ("application", "regrant"): _("To be granted on"),
    ("application", "conduit"): _("To be handed on to a firm below"),
    ("application", "incoming"): _("Handed on, waiting for confirmation"),
    ("application", "paying"): _("With the bank"),
    ("application", "held"): _("Received, not spent yet"),
    ("application", "spent"): _("Spent"),
    ("application", "duty_open"): _("Still to pass on"),
    ("application", "duty_done"): _("Passed on"),
    ("application", "voluntary"): _("Passed on voluntarily"),
    ("application", "gift_incoming"): _("Contribution waiting for confirmation"),
    ("application", "gift_held"): _("Contribution received, not spent yet"),
    ("application", "gift_spent"): _("Contribution spent"),
    ("program", "returned"): _("Paid back to the programme"),
    ("application", "interest"): _("Interest earned, not paid in yet"),
    ("debt", "principal"): _("Under recovery"),
    ("debt", "interest"): _("Interest owed"),
    ("debt", "surcharge"): _("Surcharge owed"),
    ("debt", "late_fee"): _("Late fee owed"),
    ("debt", "written_off"): _("Written off"),
    ("pledge", "paid_in"): _("The anchor's cash, paid in"),
    ("program", "interest"): _("Interest paid to the programme"),
    ("program", "surcharge"): _("Surcharges paid to the programme"),
    ("program", "late_fee"): _("Late fees paid to the programme"),
    ("outside", "state"): _("State budget"),
    ("outside", "duty"): _("Pass-through duties"),
    ("outside", "bank"): _("Banks"),
    ("outside", "verified"): _("Verified reductions"),
}

MOVES: dict[tuple[str, str], Any] = {
    ("state", "available"): _("Budget appropriated"),
    ("available", "state"): _("Budget given back"),
    ("available", "available"): _("Carried over to the next year"),
    ("returned", "state"): _("Lapsed at the close of the year"),
    ("interest", "state"): _("Lapsed at the close of the year"),
    ("surcharge", "state"): _("Lapsed at the close of the year"),
    ("late_fee", "state"): _("Lapsed at the close of the year"),
    ("available", "committed"): _("Award"),
    ("committed", "available"): _("Award withdrawn or taken back"),
    ("available", "regrant"): _("Award, to be granted on"),
    ("regrant", "available"): _("Part to be granted on withdrawn or taken back"),
    ("regrant", "committed"): _("Award out of the grant above"),
    ("committed", "regrant"): _("Award withdrawn or taken back to the grant above"),
    ("regrant", "regrant"): _("Part to be granted on, between two tiers"),
    ("paying", "conduit"): _("Paid by the bank, to be handed on"),
    ("conduit", "incoming"): _("Handed on to the next firm"),
    ("conduit", "paying"): _("Put right: paid by the bank, to be handed on"),
    ("incoming", "conduit"): _("Arrived to be handed on, or disputed and gone back"),
    ("incoming", "held"): _("Arrived with the firm it is for"),
    ("held", "incoming"): _("Put right: arrived"),
    ("held", "returned"): _("Paid back to the programme"),
    ("conduit", "returned"): _("Paid back to the programme"),
    ("held", "principal"): _("Ordered to be paid back"),
    ("spent", "principal"): _("Ordered to be paid back"),
    ("conduit", "principal"): _("Ordered to be paid back"),
    ("principal", "held"): _("Order to pay back withdrawn"),
    ("principal", "spent"): _("Order to pay back withdrawn"),
    ("principal", "conduit"): _("Order to pay back withdrawn"),
    ("principal", "returned"): _("Paid back to the programme"),
    ("principal", "written_off"): _("Written off"),
    ("committed", "held"): _("Set off against what the firm owed"),
    ("bank", "interest"): _("Interest earned"),
    ("interest", "interest"): _("Interest paid in"),
    ("committed", "paying"): _("Payment released to the bank"),
    ("paying", "committed"): _("Release taken back"),
    ("paying", "held"): _("Paid by the bank"),
    ("held", "paying"): _("Put right: paid by the bank"),
    ("held", "spent"): _("Invoice accepted"),
    ("spent", "held"): _("Invoice refused later"),
    ("duty", "duty_open"): _("Duty to pass on arises"),
    ("duty_open", "duty"): _("Duty to pass on falls"),
    ("duty_open", "duty_done"): _("Duty to pass on met"),
    ("duty_done", "duty_open"): _("Put right: duty met"),
    ("duty", "voluntary"): _("Passed on beyond the duty"),
    ("duty_done", "voluntary"): _("Passed on beyond the duty"),
    ("voluntary", "duty"): _("Put right: passed on beyond the duty"),
    ("firm", "gift_incoming"): _("Contribution paid"),
    ("gift_incoming", "firm"): _("Contribution disputed"),
    ("gift_incoming", "gift_held"): _("Contribution confirmed"),
    ("gift_held", "gift_incoming"): _("Contribution handed on"),
    ("gift_held", "gift_spent"): _("Contribution spent"),
    ("gift_spent", "gift_held"): _("Put right: contribution spent"),
    ("firm", "paid_in"): _("The anchor's cash paid in"),
    ("paid_in", "firm"): _("The anchor's cash given back"),
    ("paid_in", "gift_held"): _("The anchor's cash given to a firm"),
    ("gift_held", "paid_in"): _("The anchor's cash came back from a firm"),
    ("firm", "interest"): _("Interest ordered"),
    ("interest", "firm"): _("Order of interest withdrawn"),
    ("firm", "surcharge"): _("Surcharge ordered"),
    ("surcharge", "firm"): _("Order of a surcharge withdrawn"),
    ("surcharge", "surcharge"): _("Surcharge paid"),
    ("firm", "late_fee"): _("Late fee charged"),
    ("late_fee", "firm"): _("Late fee withdrawn"),
    ("late_fee", "late_fee"): _("Late fee paid"),
    ("interest", "written_off"): _("Written off"),
    ("surcharge", "written_off"): _("Written off"),
    ("late_fee", "written_off"): _("Written off"),
    ("verified", "share"): _("Reduction verified"),
    ("share", "verified"): _("Put right: reduction verified"),
    ("share", "lot"): _("Claimed"),
    ("lot", "share"): _("Given back to the share"),
    ("lot", "shortfall"): _("Missing tonnes made up"),
    ("shortfall", "verified"): _("Put right: missing in a claim"),
}


def account_words(owner_kind: str, code: str) -> Any:
    """Return what an account is called, without its owner."""
    if owner_kind == "lot":
        return _("Verified kilograms")
    if owner_kind == "claim":
        return _("Claimed kilograms")
    if owner_kind == "outside" and code.startswith("shortfall:"):
        return _("Missing in a claim")
    if owner_kind == "outside" and code.startswith("firm:"):
        return _("A firm's own money")
    return ACCOUNTS.get((owner_kind, code.split(":")[0]), code)


def move_words(source_code: str, target_code: str) -> Any:
    """Return what happened when something moved between accounts of these codes."""
    pair = source_code.split(":")[0], target_code.split(":")[0]
    return MOVES.get(pair) or _("Moved")
