"""The figures of a grant on its page, each with where its transfers are."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Tile(NamedTuple):
    """One figure of a grant: words, won, where its transfers are, tone."""

    label: Any
    amount: int
    href: str
    tone: str | None


SUBSIDY_TILES = (
    (_("Awarded"), "awarded", "primary"),
    (_("Still committed"), "committed", None),
    (_("At the bank"), "paying", None),
    (_("Received"), "received_own", "success"),
    (_("Spent"), "spent", None),
)


DUTY_TILES = (
    (_("Owed to suppliers"), "duty_owed", None),
    (_("Passed on, confirmed"), "passed_on", "success"),
    (_("On its way"), "in_transit", None),
    (_("Still to pass on"), "duty_open", "warning"),
    (_("Voluntary, beyond the duty"), "voluntary", None),
)


#: shown where anything of it is not 0
REGRANT_TILES = (
    (_("Awarded to hand on"), "regrant_awarded", "primary"),
    (_("Not granted on yet"), "regrant", None),
    (_("Lies here for firms below"), "conduit", "warning"),
    (_("On its way to the next firm"), "regrant_in_transit", None),
    (_("Handed on, confirmed"), "regranted", "success"),
    (_("On its way to this firm"), "incoming", None),
    (_("Received in all"), "received", None),
    (_("Net: received less handed on"), "net", None),
)


AFTERWARDS_TILES = (
    (_("Taken back of its own part"), "reduced", "warning"),
    (_("Taken back of the part to hand on"), "regrant_reduced", "warning"),
    (_("Paid back to the programme"), "returned", "warning"),
    (_("Under recovery"), "under_recovery", "danger"),
    (_("Written off"), "written_off", "warning"),
)


GIFT_TILES = (
    (_("Agreed"), "awarded", "primary"),
    (_("On its way"), "gift_incoming", None),
    (_("Received"), "gift_received", "success"),
    (_("Held"), "gift_held", None),
    (_("Spent"), "gift_spent", None),
    (_("Passed on, confirmed"), "gift_handed_on", None),
)


#: shown where a subsidy received cash of the anchor
ANCHOR_TILES = (
    (_("From the anchor, confirmed"), "gift_received", "success"),
    (_("Held of it"), "gift_held", None),
    (_("Spent of it"), "gift_spent", None),
    (_("Given back of it"), "gift_returned", None),
)


def tiles(figures: Any) -> dict[str, list[Tile]]:
    """Return the figures of a grant for its page, each with where its transfers are."""

    def made(table: Iterable[tuple[Any, str, str | None]]) -> list[Tile]:
        return [
            Tile(label, getattr(figures, name), _explained(figures, name), tone)
            for label, name, tone in table
        ]

    if figures.is_gift:
        return {"money": made(GIFT_TILES), "duty": [], "regrant": [], "anchor": []}
    shows_duty = figures.duty_owed or figures.passed_on or figures.in_transit
    shows_regrant = any(
        getattr(figures, name) for _label, name, _tone in REGRANT_TILES if name not in ("received", "net")
    )
    afterwards = [tile for tile in made(AFTERWARDS_TILES) if tile.amount]
    return {
        "money": [*made(SUBSIDY_TILES), *afterwards],
        "duty": made(DUTY_TILES) if shows_duty else [],
        "regrant": made(REGRANT_TILES) if shows_regrant else [],
        "anchor": made(ANCHOR_TILES) if figures.gift_received else [],
    }


#: figures that lie in the accounts of the firms below: the list on the page explains them
_IN_THE_LIST = {"passed_on", "in_transit", "gift_handed_on", "regranted", "regrant_in_transit"}


def _explained(figures: Any, name: str) -> str:
    """Return where the transfers behind a figure are, or an empty text if there are none."""
    if name in _IN_THE_LIST:
        return "#given" if getattr(figures, name) else ""
    first, *others = figures.account_of(name).split(",")
    more = f"?with={','.join(others)}" if others else ""
    return reverse("dashboards:account", args=[first]) + more if first else ""
