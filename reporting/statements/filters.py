"""How a list of statements is narrowed; its state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import consortia_of
from reporting.statements.workflow import Status


class StatementFilter(ListFilter):
    """Words, status, consortium, technology's method."""

    searched = ("measure__firm__name", "measure__name", "measure__site")
    numbers = ("measure__firm__business_number",)
    hint = _("Firm, measure, site, business number")

    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All"))
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), field_name="measure__consortium", queryset=consortia_of,
        to_field_name="public_id", empty_label=_("All consortia"),
    )  # fmt: skip
