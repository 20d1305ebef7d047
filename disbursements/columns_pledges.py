"""The columns of the list of anchors' pledges."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.lists import DAY, WON, Column
from disbursements.models import Pledge


def _for_whom(pledge: Pledge) -> str:
    return str(pledge.grant.firm if pledge.grant else _("Any subsidy of the consortium"))


PLEDGES = (
    Column(
        "anchor", _("Anchor firm"), "firm", sort="firm__name", href=Pledge.get_absolute_url,
        under=(Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),),
    ),
    Column(
        "for", _("For whom"), _for_whom, sort="grant__firm__name",
        under=(Column("purpose", _("What it is for"), "purpose"),),
    ),
    Column("promised_on", _("Promised on"), "promised_at", DAY, sort="promised_at"),
    Column(
        "cash", _("Promised in cash"), "cash_won", WON, sort="cash_won", total="cash_won",
    ),
    Column("paid_in", _("Paid in"), "paid_in_won", WON, sort="paid_in_won", total="paid_in_won"),
    Column(
        "given", _("Given to firms"), "given_won", WON, sort="given_won", total="given_won",
        under=(Column("used", _("Used"), "used_won", WON),),
    ),
    Column(
        "left", pgettext_lazy("amount", "Left"), "left_won", WON, sort="left_won", total="left_won",
        under=(Column("on_its_way", _("On its way"), "on_its_way_won", WON, sort="on_its_way_won"),),
    ),
    Column("in_kind", _("Promised in kind"), "in_kind_won", WON, sort="in_kind_won", total="in_kind_won"),
    Column(
        "recognised", _("Recognised in kind"), "recognised_won", WON, sort="recognised_won",
        total="recognised_won",
    ),
)  # fmt: skip
