"""What the list of signals can be narrowed to; the state is in the address."""

from functools import reduce
from operator import or_

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import programs_of
from reporting.signals.models import SignalEvidence
from reporting.signals.patterns import Pattern
from reporting.signals.workflow import Status

IN_EVIDENCE = ("value", "firm__name", "firm__business_number", "application__firm__name")


class SignalFilter(ListFilter):
    hint = _("Firm, supplier, invoice or serial number")

    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All"))
    pattern = django_filters.ChoiceFilter(label=_("Signal"), choices=Pattern.choices, empty_label=_("All"))
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=programs_of, to_field_name="public_id",
        empty_label=_("All programmes"),
    )  # fmt: skip

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the signals that rest on rows in which every word is found."""
        for word in value.split():
            found = reduce(or_, (Q(**{f"{path}__icontains": word}) for path in IN_EVIDENCE))
            rows = rows.filter(pk__in=SignalEvidence.objects.filter(found).values("signal"))
        return rows
