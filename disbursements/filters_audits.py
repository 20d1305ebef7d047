"""What the list of audits of firms can be narrowed to."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from disbursements.filters import ANY
from disbursements.filters_debts import OVERDUE
from disbursements.models import EntityAudit
from disbursements.workflow import AuditStatus


def years() -> list[tuple[int, str]]:
    """Return the fiscal years there are audits about, newest first."""
    found = EntityAudit.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in found]


class AuditFilter(ListFilter):
    searched = ("firm__name", "auditor")
    numbers = ("firm__business_number",)
    hint = _("Firm, auditor, business number")

    year = django_filters.ChoiceFilter(
        label=_("Fiscal year"), field_name="fiscal_year", choices=years, empty_label=ANY
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=AuditStatus.choices, empty_label=ANY)
    due = django_filters.ChoiceFilter(label=_("Due"), choices=OVERDUE, method="of_due", empty_label=ANY)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def of_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what should have been done already: the auditor named, or the report handed in."""
        audits: Any = rows
        return audits.overdue(self.on)
