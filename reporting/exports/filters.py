"""What the list of export packs can be narrowed to; the state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import programs_of
from reporting.exports.steps import Step


class PackFilter(ListFilter):
    searched = ("program__name_ko", "program__name_en", "made_by__name")
    hint = _("Programme, made by")

    step = django_filters.ChoiceFilter(label=_("Step"), choices=Step.choices, empty_label=_("All"))
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=programs_of, to_field_name="public_id",
        empty_label=_("All programmes"),
    )  # fmt: skip
