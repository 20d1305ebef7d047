"""Pages of performance contracts: the settled years, one of them, its proposal and decision."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from programs.models import Consortium
from reporting.claims import operations, performance_pages, permissions
from reporting.claims.columns import PERFORMANCE
from reporting.claims.filters import PerformanceFilter
from reporting.claims.forms import YearForm
from reporting.claims.models import PerformanceDecision
from reporting.claims.performance import due_years, settlement_of, under_way
from reporting.claims.workflow import PerformanceStatus
from reporting.statements.outcome import outcome_rows


class PerformanceListView(ListPage):
    """The contract years that were proposed or decided; above it those that have ended and wait."""

    template_name = "claims/performances.html"
    title = _("Performance contracts")
    lead = _("What was verified in a contract year against what was promised, and what follows from it.")
    columns = PERFORMANCE
    filter_class = PerformanceFilter
    empty = Empty(
        _("No contract year was settled yet"),
        _("Once a year has ended, an officer proposes here what it comes to, and another one decides."),
    )

    def get_rows(self) -> QuerySet[PerformanceDecision]:
        return PerformanceDecision.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(due=performance_pages.due(self.request.user, self.at), **kwargs)


class PerformanceView(LoginRequiredMixin, DetailView):
    """One settled year: its arithmetic, the parts of a recovery, its history."""

    template_name = "claims/performance.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "decision"

    def get_queryset(self) -> QuerySet[PerformanceDecision]:
        return PerformanceDecision.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            rows=performance_pages.rows(self.object),
            parts=performance_pages.parts(self.object, user),
            history=performance_pages.history(self.object),
            actions=performance_pages.actions(self.object, user, at=clock.now()),
            **kwargs,
        )


class PerformanceProposeView(OperationView):
    """Propose what a contract year comes to."""

    model = Consortium
    operation = operations.propose_performance
    predicate = permissions.may_propose_performance
    case_argument = "consortium"
    form_class = YearForm
    title = _("Settle a contract year")
    submit_label = _("Propose")
    success_message = _("Proposed. An approving officer decides on it.")
    consequences_template = "claims/propose_consequences.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "years": due_years(self.case, clock.day(self.at))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = due_years(self.case, clock.day(self.at))
        found = [(settlement_of(self.case, year), under_way(self.case, year)) for year in years]
        shown = [(one, outcome_rows(one.outcome), waiting) for one, waiting in found if one]
        return super().get_context_data(settlements=shown, **kwargs)

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class PerformanceStepView(OperationView):
    """The decision on a proposal."""

    model = PerformanceDecision
    case_argument = "decision"
    predicate = permissions.may_decide_performance
    form_class = ReasonForm


class PerformanceDecideView(PerformanceStepView):
    operation = operations.decide_performance
    moves_to = PerformanceStatus.DECIDED
    title = _("Decide as proposed")
    submit_label = _("Decide")
    success_message = _("Decided. What is to be paid back was ordered; the anchor was told.")
    consequences_template = "claims/decide_consequences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(orders=performance_pages.orders(self.case), **kwargs)


class PerformanceDropView(PerformanceStepView):
    operation = operations.drop_performance
    moves_to = PerformanceStatus.DROPPED
    title = _("Don't follow the proposal")
    submit_label = _("Drop it")
    success_message = _("Dropped. The year can be proposed anew.")
    danger = True
