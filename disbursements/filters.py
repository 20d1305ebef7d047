"""Filtering, searching and sorting of lists; the state is in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from disbursements.models import Grant, PaymentRequest
from disbursements.workflow import GrantStatus, PaymentStatus
from programs.models import GrantKind

ANY = _("All")


class GrantFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Firm or title"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=[c for c in GrantKind.choices if c[0] != GrantKind.INDIRECT], empty_label=ANY
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=GrantStatus.choices, empty_label=ANY)
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        fields={"accepted_at": "accepted", "firm__name": "firm", "awarded_won": "amount"},
        choices=[
            ("-accepted", _("Newest first")),
            ("firm", _("By firm")),
            ("-amount", _("Largest amount first")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Grant
        fields = ("q", "kind", "status", "sort")

    def search(self, grants: QuerySet[Grant], name: str, value: str) -> QuerySet[Grant]:
        """Keep the grants whose firm, title or consortium has the words."""
        digits = "".join(c for c in value if c.isdigit())
        found = (
            Q(firm__name__icontains=value)
            | Q(application__title__icontains=value)
            | Q(consortium__name__icontains=value)
        )
        return grants.filter(found | Q(firm__business_number=digits) if len(digits) == 10 else found)


class PaymentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Firm, title or bank reference"), method="search")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PaymentStatus.choices, empty_label=ANY)
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        fields={
            "pk": "newest",
            "grant__firm__name": "firm",
            "requested_won": "amount",
            "submitted_at": "waiting",
        },
        choices=[
            ("-newest", _("Newest first")),
            ("waiting", _("Longest waiting first")),
            ("firm", _("By firm")),
            ("-amount", _("Largest amount first")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = PaymentRequest
        fields = ("q", "status", "sort")

    def search(self, payments: QuerySet[PaymentRequest], name: str, value: str) -> QuerySet[PaymentRequest]:
        """Keep the requests whose firm, title, invoice or bank reference has the words."""
        found: Any = (
            Q(grant__firm__name__icontains=value)
            | Q(grant__application__title__icontains=value)
            | Q(bank_reference__iexact=value)
            | Q(pk__in=PaymentRequest.objects.filter(lines__invoice_number__iexact=value.replace("-", "")))
        )
        return payments.filter(found)
