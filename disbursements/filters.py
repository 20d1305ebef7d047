"""What the lists of this room can be narrowed to; the state is in the address."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.inbox.lists import TagFilter, TaggedFilter
from core.ui.lists import ListFilter
from disbursements.models import PaymentLine
from disbursements.queries import overdue
from disbursements.queries.matching import proved_by
from disbursements.talk import GRANT, PAYMENT
from disbursements.workflow import GrantStatus, PassThroughStatus, PaymentStatus
from programs.choices import consortia_of, programs_of
from programs.models import GrantKind, Program

ANY = _("All")
PASSED_ON_KINDS = [(kind.value, kind.label) for kind in (GrantKind.INDIRECT, GrantKind.CONTRIBUTION)]


class GrantFilter(TaggedFilter):
    searched = ("firm__name", "application__title", "consortium__name")
    numbers = ("firm__business_number",)
    hint = _("Firm, title, consortium, business number")

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=GrantKind.choices, empty_label=ANY)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=GrantStatus.choices, empty_label=ANY)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="consortium__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip
    tag = TagFilter(GRANT)


def years() -> list[tuple[int, str]]:
    """Return the fiscal years there are programmes for, newest first."""
    found = Program.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in found]


class DisclosureFilter(ListFilter):
    searched = ("firm__name", "application__title", "consortium__name")
    numbers = ("firm__business_number",)
    hint = _("Firm, title, consortium, business number")

    year = django_filters.ChoiceFilter(
        label=_("Fiscal year"), choices=years, method="of_year", empty_label=_("This year")
    )

    def of_year(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Leave the rows as they are: the list is made of the year that was chosen."""
        return rows


class PaymentFilter(TaggedFilter):
    searched = ("grant__firm__name", "grant__application__title", "bank_reference")
    numbers = ("grant__firm__business_number",)
    hint = _("Firm, title, invoice or bank reference")

    status = django_filters.ChoiceFilter(label=_("Status"), choices=PaymentStatus.choices, empty_label=ANY)
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), field_name="grant__consortium", queryset=consortia_of,
        to_field_name="public_id", empty_label=_("All consortia"),
    )  # fmt: skip

    tag = TagFilter(PAYMENT)

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the rows in which every word is found, or which are proved by that number."""
        lines = PaymentLine.objects.visible_to(self.request.user).filter(proved_by(value))
        return super().search(rows, name, value) | rows.filter(pk__in=lines.values("request"))


class PassThroughFilter(ListFilter):
    searched = ("payer__firm__name", "receiver__firm__name", "payer__consortium__name", "bank_reference")
    numbers = ("payer__firm__business_number", "receiver__firm__business_number")
    hint = _("Giver, receiver, consortium, bank reference")

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=PASSED_ON_KINDS, method="of_kind", empty_label=ANY
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=PassThroughStatus.choices, empty_label=ANY
    )
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), field_name="payer__consortium", queryset=consortia_of,
        to_field_name="public_id", empty_label=_("All consortia"),
    )  # fmt: skip

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep subsidy on its way through the chain, or the firms' own money."""
        return rows.filter(payment__isnull=value != GrantKind.INDIRECT)


class PunctualityFilter(ListFilter):
    searched = ("firm__name", "application__title", "consortium__name")
    numbers = ("firm__business_number",)
    hint = _("Firm, title, consortium, business number")

    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip


class DutyFilter(ListFilter):
    searched = ("holder_firm", "holder_title", "grant__consortium__name")
    hint = _("Firm, title, consortium")

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="duty_kind", choices=PASSED_ON_KINDS, empty_label=ANY
    )
    due = django_filters.ChoiceFilter(
        label=_("Due"), choices=[("overdue", _("Overdue"))], method="of_due", empty_label=ANY
    )
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="grant__consortium__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def of_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what should have been handed on already."""
        return overdue(rows, self.on)
