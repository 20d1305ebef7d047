"""What the list of signals can be narrowed to; the state is in the address."""

from functools import reduce
from operator import itemgetter, or_

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import programs_of
from programs.models import Technology
from reporting.signals.models import SignalEvidence
from reporting.signals.patterns import Pattern
from reporting.signals.workflow import Status

IN_EVIDENCE = ("value", "firm__name", "firm__business_number", "application__firm__name")


def _technologies() -> list[tuple[str, str]]:
    """Return every technology of the programmes once, by its code."""
    return sorted({one.code: str(one) for one in Technology.objects.all()}.items(), key=itemgetter(1))


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


class MachineFilter(ListFilter):
    """Machines by words, technology and programme."""

    searched = ("name", "maker", "model", "application__firm__name")
    numbers = ("application__firm__business_number",)
    hint = _("Machine, maker, model, firm, business number")

    technology = django_filters.ChoiceFilter(
        label=_("Technology"), method="of_sort", empty_label=_("All technologies"), choices=_technologies,
    )  # fmt: skip
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="application__call__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip

    def of_sort(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Return the machines of a technology, in whichever programme."""
        return rows.filter(technology__code=value)
