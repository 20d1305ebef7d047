"""How a list of statements is narrowed and sorted; its state is in the address."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reporting.statements.models import Statement
from reporting.statements.workflow import Status


class StatementFilter(django_filters.FilterSet):
    """Words, status, order."""

    q = django_filters.CharFilter(label=_("Firm or measure"), method="with_words", max_length=80)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All"))
    sort = django_filters.OrderingFilter(
        label=_("Order"),
        empty_label=_("Newest first"),
        fields=(("period_from", "period"), ("measure__firm__name", "firm"), ("reduction_kg", "reduction")),
        choices=(
            ("period", _("Period, oldest first")),
            ("firm", _("By firm")),
            ("-reduction", _("Largest reduction first")),
        ),
    )

    class Meta:
        model = Statement
        fields = ("q", "status", "sort")

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Keep those whose firm or measure contains the words."""
        return found.filter(Q(measure__firm__name__icontains=value) | Q(measure__name__icontains=value))
