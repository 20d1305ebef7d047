"""The list of cases: what is shown, in which order; all of it in the address."""

import re
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Kind
from applications.workflow import PUBLIC_WORDING, Status
from programs.models import GrantKind

KINDS = [(Kind.PLAN.value, Kind.PLAN.label), *GrantKind.choices]
SORTS = {
    "newest": (_("Newest first"), F("pk").desc()),
    "oldest": (_("Oldest first"), F("pk").asc()),
    "firm": (_("By firm"), F("firm__name").asc()),
    "amount": (_("Largest amount first"), F("asked_won").desc(nulls_last=True)),
    "status": (_("By status"), F("status").asc()),
}


class ApplicationFilter(filters.FilterSet):
    """Filters by words, kind and status; sorts."""

    q = filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": _("Title, firm, business number, consortium")}),
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=KINDS, method="of_kind", empty_label=_("All kinds"))
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All statuses"))
    sort = filters.ChoiceFilter(
        label=_("Sort by"),
        choices=[(code, label) for code, (label, _order) in SORTS.items()],
        method="sorted_by",
        empty_label=None,
    )

    def __init__(self, *args: Any, public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if public:
            words = [(status.value, PUBLIC_WORDING.get(status, status.label)) for status in Status]
            self.filters["status"].extra["choices"] = words

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Look for the words in title, firm and consortium, and for digits in the business number."""
        found = (
            Q(title__icontains=value) | Q(firm__name__icontains=value) | Q(consortium__name__icontains=value)
        )
        digits = re.sub(r"\D", "", value)
        if len(digits) >= 3:
            found |= Q(firm__business_number__contains=digits)
        return queryset.filter(found)

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Return plans, or support of one legal kind."""
        return queryset.filter(kind=Kind.PLAN) if value == Kind.PLAN else queryset.filter(grant_kind=value)

    def sorted_by(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Return the cases in the order asked for."""
        return queryset.order_by(SORTS[value][1], "-pk")

    class Meta:
        model = Application
        fields = ("q", "kind", "status", "sort")
