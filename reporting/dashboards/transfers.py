"""The columns of the transfers of ledger accounts, and of the accounts behind a figure."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Account, Transfer
from core.ui.lists import DAY, MOMENT, TONNES, WON, Column, Format
from reporting.dashboards.queries.accounts import Side, describe
from reporting.dashboards.words import move_words


def _with_sign(unit: Format) -> Format:
    """Return a format that says whether the amount came or went; ±0 where it stayed within these accounts."""

    def shown(change: int) -> str:
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        return f"{sign}{unit.shown(abs(change))}"

    return Format(shown, unit.exported, unit.number_format, unit.unit, is_number=True)


def _event(transfer: Transfer) -> Any:
    return move_words(transfer.source.code, transfer.target.code)


def columns(*, is_won: bool) -> tuple[Column, ...]:
    """Return the columns of transfers, each with its change and the balance after it."""
    unit = WON if is_won else TONNES
    return (
        Column("event", _("What happened"), _event),
        Column("day", _("Belongs to"), "effective_on", DAY, sort="effective_on"),
        Column(
            "other", _("Other side"), "other.words", href=lambda transfer: transfer.other.href,
            under=(Column("whose", _("Whose"), "other.whose"),),
        ),
        Column("change", _("Amount"), "change", _with_sign(unit), sort="change"),
        Column("balance", _("Balance after"), "balance_after", unit),
        Column(
            "at", _("Recorded"), "at", MOMENT, sort="pk",
            under=(Column("by", _("Recorded by"), "by"),),
        ),
    )  # fmt: skip


def prepare(
    accounts: Iterable[Account], sides: dict[int, Side], user: Any, at: Any
) -> Callable[[list[Any]], list[Any]]:
    """Return what gives each transfer the side that is not among these accounts, in words."""
    ours = {account.pk for account in accounts}

    def prepared(transfers: list[Any]) -> list[Any]:
        met = {t.source_id: t.source for t in transfers} | {t.target_id: t.target for t in transfers}
        known = sides | describe([a for a in met.values() if a.pk not in sides], user, at)
        for transfer in transfers:
            other = transfer.source_id if transfer.target_id in ours else transfer.target_id
            transfer.other = known[other]
        return transfers

    return prepared


def account_columns(*, is_won: bool) -> tuple[Column, ...]:
    """Return the columns of the accounts that make a figure."""
    unit = WON if is_won else TONNES
    return (
        Column("account", _("Account"), "side.words", sort="code", href=lambda account: account.side.href),
        Column("whose", _("Whose"), "side.whose", href=lambda account: account.side.case_href),
        Column("in", _("Came in"), "total_in", unit, sort="total_in"),
        Column("out", _("Went out"), "total_out", unit, sort="total_out"),
        Column("lies", _("Lies there now"), "balance", unit, sort=F("total_in") - F("total_out")),
    )
