"""What the list of anchors' pledges can be narrowed to."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import consortia_of, programs_of


class PledgeFilter(ListFilter):
    searched = ("firm__name", "consortium__name", "grant__firm__name", "purpose")
    numbers = ("firm__business_number",)
    hint = _("Anchor, consortium, firm, what it is for")

    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="consortium__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip
