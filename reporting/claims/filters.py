"""How a list of claims is narrowed; its state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import consortia_of
from reporting.claims.kinds import Category, Consequence, Purpose
from reporting.claims.workflow import PerformanceStatus, Status


class ClaimFilter(ListFilter):
    """Words, purpose, category, year, status, consortium."""

    searched = ("claimant__name", "consortium__name")
    numbers = ("claimant__business_number",)
    hint = _("Firm, consortium, business number")

    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=Purpose.choices, empty_label=_("All"))
    category = django_filters.ChoiceFilter(
        label=_("Category"), choices=Category.choices, empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All"))
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip


class PerformanceFilter(ListFilter):
    """Words, consequence, status, consortium."""

    searched = ("consortium__name", "consortium__anchor__name")
    numbers = ("consortium__anchor__business_number",)
    hint = _("Firm, consortium, business number")

    consequence = django_filters.ChoiceFilter(
        label=_("Consequence"), choices=Consequence.choices, empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=PerformanceStatus.choices, empty_label=_("All")
    )
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip
