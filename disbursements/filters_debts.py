"""What the lists of settlements and debts can be narrowed to."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from disbursements.filters import ANY
from disbursements.workflow import DebtKind, DebtStatus, SettlementStatus
from programs.choices import programs_of

OVERDUE = [("overdue", _("Overdue"))]


class DatedFilter(ListFilter):
    """A list whose rows have a due day."""

    #: status in which something is still to be done until the due day
    waiting: str

    due = django_filters.ChoiceFilter(label=_("Due"), choices=OVERDUE, method="of_due", empty_label=ANY)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="grant__consortium__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def of_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what should have been done already."""
        return rows.filter(status=self.waiting, due_on__lt=self.on)


class SettlementFilter(DatedFilter):
    searched = ("grant__firm__name", "grant__application__title", "grant__consortium__name")
    numbers = ("grant__firm__business_number",)
    hint = _("Firm, title, consortium, business number")
    waiting = SettlementStatus.DUE

    status = django_filters.ChoiceFilter(label=_("Status"), choices=SettlementStatus.choices, empty_label=ANY)


class DebtFilter(DatedFilter):
    searched = ("firm__name", "grant__application__title")
    numbers = ("firm__business_number",)
    hint = _("Firm, title, business number")
    waiting = DebtStatus.ORDERED

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DebtKind.choices, empty_label=ANY)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=DebtStatus.choices, empty_label=ANY)
