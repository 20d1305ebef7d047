"""Handing in what consulting and footprints delivered, and the section about it on a grant's page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import CostItem
from core.workflow.views import OperationView
from disbursements import operations, permissions
from disbursements.forms.deliverables import DeliverableForm, EditDeliverableForm
from disbursements.models import Deliverable, Grant, PaymentLine
from disbursements.operations.deliverables import DELIVERED, RESTED_ON, DeliverableRestedOn, is_rested_on
from disbursements.workflow import ENDED_GRANTS

FACTS = ("product", "declared_unit", "kg_per_unit", "verifier_name", "regulation", "hs_code", "delivered_on")


@dataclass(frozen=True)
class Row:
    """One item that must deliver something, what it delivered, and where that is recorded or changed."""

    item: CostItem
    deliverable: Deliverable | None
    opens_report: bool
    href: str


def rows(grant: Grant, user: Any, *, at: dt.datetime, opens_reports: bool) -> list[Row]:
    """Return the consulting and footprint items of a grant with their results, in three queries."""
    items = grant.application.cost_items.filter(cost_kind__in=DELIVERED).order_by("pk")
    may = permissions.may_record_deliverable(user, grant, at=at)
    runs = grant.status not in ENDED_GRANTS
    found = list(items)
    done = {
        d.cost_item_id: d
        for d in Deliverable.objects.filter(cost_item__in=found).select_related("report__blob", "recorded_by")
    }
    rested = set(
        PaymentLine.objects.standing()
        .filter(cost_item__in=found, request__status__in=RESTED_ON)
        .values_list("cost_item", flat=True)
    )
    return [
        Row(
            item,
            made,
            opens_reports,
            _address(grant, item, made) if may and runs and item.pk not in rested else "",
        )
        for item, made in ((item, done.get(item.pk)) for item in found)
    ]


def _address(grant: Grant, item: CostItem, deliverable: Deliverable | None) -> str:
    """Return where the result of the item is changed or recorded."""
    if deliverable:
        return reverse("disbursements:deliverable_edit", args=[deliverable.public_id])
    address = reverse("disbursements:deliverable_record", args=[grant.public_id])
    return f"{address}?item={item.public_id}"


class DeliverableRecordView(OperationView):
    model = Grant
    operation = operations.record_deliverable
    predicate = permissions.may_record_deliverable
    case_argument = "grant"
    form_class = DeliverableForm
    title = gettext_lazy("Hand in a result")
    submit_label = gettext_lazy("Record the result")
    success_message = gettext_lazy("Recorded. Its invoice can now be added to a payment request.")
    consequences_template = "disbursements/consequences/deliverable.html"

    def items(self) -> Any:
        """Return the items that delivered nothing yet."""
        return self.case.application.cost_items.filter(cost_kind__in=DELIVERED, deliverable__isnull=True)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.items().exists():
            messages.info(request, _("Nothing waits for a result: no consulting or footprint is open."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        items, asked = list(self.items()), self.request.GET.get("item", "")
        first = next((item for item in items if item.public_id == asked), items[0] if items else None)
        return {**super().get_initial(), "cost_item": first}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "items": self.items()}


class DeliverableEditView(OperationView):
    model = Deliverable
    operation = operations.edit_deliverable
    predicate = permissions.may_edit_deliverable
    case_argument = "deliverable"
    form_class = EditDeliverableForm
    title = gettext_lazy("Change a result")
    success_message = gettext_lazy("The result was changed; what it was before stays in the history.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        line = is_rested_on(self.case)
        if line:
            messages.info(request, str(DeliverableRestedOn(now=line.request.get_status_display())))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **{name: getattr(self.case, name) for name in FACTS}}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}
