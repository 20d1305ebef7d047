"""What the list of documents can be narrowed to; the state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import programs_of
from reporting.documents.kinds import Kind
from reporting.documents.models import LANGUAGES


class DocumentFilter(ListFilter):
    searched = ("about", "facts_hash")
    hint = _("Case, consortium, fingerprint")

    kind = django_filters.ChoiceFilter(label=_("Document"), choices=Kind.choices, empty_label=_("All"))
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=list(LANGUAGES.items()), empty_label=_("All")
    )
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=programs_of, to_field_name="public_id", empty_label=_("All programmes")
    )
