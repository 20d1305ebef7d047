"""The columns of the lists of settlements and debts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.lists import DAY, STATUS, TEXT, WON, Column, in_order_of
from disbursements.models import Debt, Settlement
from disbursements.workflow import DebtStatus, SettlementStatus


def _address(row: Any) -> str:
    return row.get_absolute_url()


def _itself(row: Any) -> Any:
    return row


SETTLEMENTS = (
    Column(
        "undertaking", _("Undertaking"), "grant.application.title", sort="grant__application__title",
        href=_address, under=(Column("basis", _("Occasion"), Settlement.get_basis_display, sort="basis"),),
    ),
    Column(
        "firm", _("Firm"), "firm", sort="grant__firm__name",
        under=(
            Column("consortium", _("Consortium"), "grant.consortium", sort="grant__consortium__name"),
        ),
    ),
    Column("status", _("Status"), _itself, STATUS, sort=in_order_of("status", SettlementStatus)),
    Column("until", _("Settled until"), "until_on", DAY, sort="until_on"),
    Column("due", _("Due on"), "due_on", DAY, sort="due_on"),
    Column("submitted", _("Handed in on"), "submitted_at", DAY, sort="submitted_at"),
    Column("paid", _("Paid"), "paid_won", WON, sort="paid_won"),
    Column("confirmed", _("Confirmed amount"), "confirmed_won", WON, sort="confirmed_won"),
    Column("excess", _("To be returned"), "excess_won", WON, sort="excess_won"),
)  # fmt: skip

DEBTS = (
    Column(
        "debt", _("Debt"), Debt.get_kind_display, TEXT, sort="kind", href=_address,
        under=(Column("ground", _("Ground"), Debt.get_ground_display, sort="ground"),),
    ),
    Column(
        "firm", _("Firm"), "firm", sort="firm__name",
        under=(Column("undertaking", _("Undertaking"), "grant.application.title"),),
    ),
    Column("status", _("Status"), _itself, STATUS, sort=in_order_of("status", DebtStatus)),
    Column("ordered", _("Ordered on"), "ordered_at", DAY, sort="ordered_at"),
    Column("due", _("Due on"), "due_on", DAY, sort="due_on"),
    Column("amount", _("Amount"), "amount_won", WON, sort="amount_won", total="amount_won"),
    Column("met", _("Paid or met"), "met_won", WON, sort="met_won"),
    Column("open", pgettext_lazy("amount", "Open"), "open_won", WON, sort="open_won"),
)  # fmt: skip
