"""What the list of tallies can be narrowed to; the state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import programs_of


class TallyFilter(ListFilter):
    searched = ("program__name_ko", "program__name_en", "inputs_hash")
    hint = _("Programme, fingerprint")

    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=programs_of, to_field_name="public_id",
        empty_label=_("All programmes"),
    )  # fmt: skip
