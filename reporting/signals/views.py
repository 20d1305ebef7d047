"""Pages of signals: the list with the button that looks anew, one signal, and an officer's finding."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from applications.models import CostItem
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.views import OperationView
from reporting.signals import operations, pages, permissions, prices
from reporting.signals.columns import COLUMNS, PRICES
from reporting.signals.filters import MachineFilter, SignalFilter
from reporting.signals.forms import FindingForm
from reporting.signals.models import Signal


@require_POST
@login_required
def look(request: HttpRequest) -> HttpResponse:
    """Have all cases looked through, and show how far it is."""
    user: Any = request.user
    job = operations.request_look(by=user, at=clock.now())
    return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))


class SignalListView(ListPage):
    """The signals of an official's programmes; for anybody else it is empty, and in nobody else's menu."""

    template_name = "signals/list.html"
    title = _("Fraud signals")
    lead = _(
        "What may be fraud and may be harmless. A signal stops nothing: an officer looks and writes down why."
    )
    columns = COLUMNS
    filter_class = SignalFilter
    empty = Empty(
        _("Nothing was found"),
        _(
            "All cases are looked through every night. "
            "New signals also stand in the work list of the officers."
        ),
    )

    def get_rows(self) -> QuerySet[Signal]:
        return Signal.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_look = permissions.may_look(self.request.user, at=self.at)
        return super().get_context_data(may_look=bool(may_look), **kwargs)


class PricesView(ListPage):
    """The machines of an official's programmes with what a kW of each costs; empty for anybody else."""

    title = _("Prices of like machines")
    lead = _(
        "What is bought in all cases under way, by its price for one kW of rated power, held against the "
        "median of all others of its technology. A machine whose power is not known has no such price."
    )
    columns = PRICES
    filter_class = MachineFilter
    empty = Empty(
        _("No machine is applied for yet"), _("Here stands what firms apply for, once it is handed in.")
    )

    def get_rows(self) -> QuerySet[CostItem]:
        return prices.machines(self.request.user, self.at)

    def prepare(self, rows: list[Any]) -> Iterable[Any]:
        found = prices.compared(rows, self.get_rows())
        for item in rows:
            item.price = found.get(item.pk)
        return rows


class SignalView(LoginRequiredMixin, DetailView):
    """One signal: what was found, the rows it rests on by which numbers, what came of it."""

    template_name = "signals/detail.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "signal"

    def get_queryset(self) -> QuerySet[Signal]:
        return Signal.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = clock.now()
        may_examine = permissions.may_examine(self.request.user, self.object, at=at)
        return super().get_context_data(
            evidence=pages.evidence(self.object),
            terms=pages.terms(self.object),
            history=pages.history(self.object),
            step=pages.next_step(self.object),
            may_examine=bool(may_examine) and self.object.status == "OPEN",
            **kwargs,
        )


class ExamineView(OperationView):
    """Write down what a signal comes to."""

    model = Signal
    operation = operations.examine
    predicate = permissions.may_examine
    case_argument = "signal"
    moves_to = "HARMLESS"
    form_class = FindingForm
    title = _("Examine the signal")
    submit_label = _("Write down the finding")
    success_message = _("Written down. New evidence would open the signal again.")
    consequences_template = "signals/examine_consequences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(evidence=pages.evidence(self.case), **kwargs)
