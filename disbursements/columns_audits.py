"""The columns of the list of audits of firms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.lists import DAY, STATUS, TEXT, WON, Column, in_order_of
from disbursements.models import EntityAudit
from disbursements.workflow import AuditStatus


def _itself(row: Any) -> Any:
    return row


AUDITS = (
    Column(
        "firm", _("Firm"), "firm", sort="firm__name", href=EntityAudit.get_absolute_url,
        under=(Column("program", _("Programme"), "program", sort="program__name_ko"),),
    ),
    Column("year", _("Fiscal year"), "fiscal_year", TEXT, sort="fiscal_year"),
    Column("status", _("Status"), _itself, STATUS, sort=in_order_of("status", AuditStatus)),
    Column(
        "received", _("Received in the year"), "received_won", WON, sort="received_won",
        under=(Column("regranted", _("Re-granted"), "regranted_won", WON, sort="regranted_won"),),
    ),
    Column("counted", _("Counts for the limit"), "counted_won", WON, sort="counted_won"),
    Column("auditor_due", _("Auditor due on"), "auditor_due_on", DAY, sort="auditor_due_on"),
    Column("report_due", _("Report due on"), "report_due_on", DAY, sort="report_due_on"),
    Column(
        "auditor", _("Auditor"), "auditor", sort="auditor",
        under=(Column("opinion", _("Opinion"), EntityAudit.get_opinion_display, sort="opinion"),),
    ),
    Column("submitted", _("Handed in on"), "submitted_at", DAY, sort="submitted_at"),
)  # fmt: skip
