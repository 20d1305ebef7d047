"""What the list of documents can be narrowed to; the state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import consortia_of
from reporting.documents.models import LANGUAGES


class DocumentFilter(ListFilter):
    searched = ("consortium__name", "consortium__anchor__name", "facts_hash")
    hint = _("Consortium, anchor firm, fingerprint")

    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=list(LANGUAGES.items()), empty_label=_("All")
    )
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip
