"""The columns of the lists of programmes and consortia."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.lists import BADGE, DAY, NUMBER, STATUS, TONNES, WON, Badge, Column
from programs.models import Consortium, Program


def _call(program: Any) -> Badge:
    if program.open_calls:
        return Badge(_("Call open"), "success")
    return Badge(_("No call open"), "neutral")


def _remark(row: Any) -> Badge | None:
    if isinstance(row, Program):
        return Badge(_("Practice"), "warning") if row.is_practice else None
    return Badge(_("Stand-in"), "info") if row.is_stand_in else None


PROGRAMS = (
    Column("program", _("Programme"), str, href=Program.get_absolute_url, sort="name_ko"),
    Column("year", _("Fiscal year"), lambda program: str(program.fiscal_year), sort="fiscal_year"),
    Column("office", _("Office"), "office", sort="office__name_ko"),
    Column(
        "from", _("From"), "starts_on", DAY, sort="starts_on",
    ),
    Column("until", _("Until"), "ends_on", DAY, sort="ends_on"),
    Column("calls", _("Calls"), _call, BADGE, sort="open_calls"),
    Column("budget", _("Budget announced"), "budget_won", WON, sort="budget_won"),
    Column("target", _("Target a year"), "target_kg", TONNES, sort="target_kg"),
    Column("consortia", _("Consortia"), "consortia_count", NUMBER, sort="consortia_count"),
    Column("remark", _("Remarks"), _remark, BADGE, sort="is_practice"),
)  # fmt: skip

_CONSORTIA = (
    Column("consortium", _("Consortium"), "name", sort="name", href=Consortium.get_absolute_url),
    Column("anchor", _("Anchor firm"), "anchor", sort="anchor__name"),
    Column("model", _("Support model"), "support_model", sort="support_model__code"),
    Column("program", _("Programme"), "program", sort="program__name_ko"),
    Column("firms", _("Firms joined"), "firms", NUMBER, sort="firms"),
    Column("plan", _("Plan"), "plan", STATUS, sort="plan_status"),
)
_MONEY = (
    Column("awarded", _("Subsidy awarded"), "subsidy_won", WON, sort="subsidy_won", total="subsidy_won"),
    Column("promised", _("Expected a year"), "promised_kg", TONNES, sort="promised_kg", total="promised_kg"),
)
_REMARKS = (Column("remark", _("Remarks"), _remark, BADGE, sort="is_stand_in"),)


def consortia(*, with_money: bool) -> tuple[Column, ...]:
    """Return the columns; what the whole of a consortium gets is for those who read its cases."""
    return (*_CONSORTIA, *(_MONEY if with_money else ()), *_REMARKS)
