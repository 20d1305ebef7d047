"""The office's pages: panels and calls, the pool, one panel with its ranking."""

import secrets
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from applications import operations
from applications import permissions_panels as permissions
from applications.forms import panels as forms_panels
from applications.models import Panel, Reviewer
from applications.pages import panels as pages
from applications.queries import panels as queries_panels
from core.workflow import clock
from core.workflow.forms import OperationForm
from core.workflow.views import OperationView
from programs.models import Call, Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from programs.queries import criteria_on, technologies_on


class PanelsView(LoginRequiredMixin, TemplateView):
    """The calls of the reader's programmes with what waits for a panel, and the panels there are."""

    template_name = "applications/panels/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        at = clock.now()
        scopes = user.scopes(VIEW_CASES, clock.day(at))
        calls = list(Call.objects.filter(within(scopes)).select_related("program__office"))
        waiting = queries_panels.waiting_in(calls)
        programs = list({call.program_id: call.program for call in calls}.values())
        return super().get_context_data(**kwargs) | {
            "calls": [
                (call, waiting.get(call.pk, 0), permissions.may_open_panel(user, call, at=at))
                for call in calls
            ],
            "panels": queries_panels.panels_in(calls),
            "programs": [program for program in programs if permissions.may_keep_pool(user, program, at=at)],
        }


class PoolView(OperationView):
    """The reviewers of a programme, and a form for one more."""

    model = Program
    operation = operations.add_reviewer
    predicate = permissions.may_keep_pool
    form_class = forms_panels.NewReviewerForm
    case_argument = "program"
    template_name = "applications/panels/pool.html"
    title = _("Pool of reviewers")
    submit_label = _("Add to the pool")
    success_message = _("Added. The person can be drawn from the day you gave.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_from": clock.day(self.at)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"technologies": technologies_on(self.case, clock.day(self.at))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reviewers = list(self.case.reviewers.select_related("user"))
        load = queries_panels.loads(reviewers)
        names = {technology.code: technology for technology in self.case.technologies.all()}
        criteria = criteria_on(self.case, clock.day(self.at))
        return super().get_context_data(**kwargs) | {
            "reviewers": [pages.pool_row(one, load.get(one.pk, 0), names) for one in reviewers],
            "criteria": criteria,
        }

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class ReviewerEditView(OperationView):
    model = Reviewer
    operation = operations.change_reviewer
    predicate = permissions.may_change_reviewer
    form_class = forms_panels.ReviewerForm
    case_argument = "reviewer"
    title = _("Change the reviewer's entry")

    def get_initial(self) -> dict[str, Any]:
        names = ("technologies", "max_load", "valid_from", "valid_until")
        known = {name: getattr(self.case, name) for name in names}
        return super().get_initial() | known | {"sectors": ", ".join(self.case.sectors)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"technologies": self.case.program.technologies.all()}


class PanelOpenView(OperationView):
    model = Call
    operation = operations.open_panel
    predicate = permissions.may_open_panel
    form_class = forms_panels.OpenPanelForm
    case_argument = "call"
    title = _("Open a panel")
    submit_label = _("Open the panel and draw reviewers")
    success_message = _("The panel is open; the reviewers who were drawn were told.")
    consequences_template = "applications/consequences/open_panel.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"seed": secrets.token_hex(8)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = clock.day(self.at)
        return super().get_context_data(**kwargs) | {
            "waiting": queries_panels.waiting_for_panel([self.case]).count(),
            "pool_size": Reviewer.objects.active(day).filter(program=self.case.program_id).count(),
        }

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class PanelView(LoginRequiredMixin, DetailView):
    """One panel: scores, spread, ranking against the budget, minutes, reserve list."""

    template_name = "applications/panels/panel.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "panel"

    def get_queryset(self) -> QuerySet[Panel]:
        found = Panel.objects.visible_to(self.request.user)
        return found.select_related("call__program__office", "call__program__agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel, at = self.object, clock.now()
        standing = queries_panels.standing(panel)
        runs = panel.is_open and bool(permissions.may_run_panel(self.request.user, panel, at=at))
        return super().get_context_data(**kwargs) | {
            "standing": standing,
            "rows": pages.rows(standing),
            "is_short": any(row.is_live and row.missing > 0 for row in standing.rows),
            "criteria": panel.criteria.select_related("criterion"),
            "draws": pages.draws(panel),
            "reserve": None if panel.is_open else queries_panels.reserve(panel),
            "runs": runs,
        }


class PanelStepView(OperationView):
    """A step of an open panel."""

    model = Panel
    predicate = permissions.may_run_panel
    case_argument = "panel"
    moves_to = "CLOSED"


class TopUpView(PanelStepView):
    operation = operations.top_up
    form_class = OperationForm
    title = _("Top the panel up")
    submit_label = _("Draw again")
    success_message = _("Reviewers were drawn and told.")
    consequences_template = "applications/consequences/top_up.html"


class MinutesView(PanelStepView):
    operation = operations.write_minutes
    form_class = forms_panels.MinutesForm
    title = _("Write the minutes")
    submit_label = _("Keep the minutes")
    success_message = _("The minutes are kept. They can be changed until the panel is closed.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"minutes": self.case.minutes}


class PanelCloseView(PanelStepView):
    operation = operations.close_panel
    form_class = OperationForm
    title = _("Close the panel")
    submit_label = _("Close the panel")
    success_message = _("Closed. Each application was assessed by where it stands; awards are decided next.")
    consequences_template = "applications/consequences/close_panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = queries_panels.standing(self.case)
        above = sum(1 for row in standing.rows if row.place and row.place.is_above_line)
        ranked = sum(1 for row in standing.rows if row.place)
        more = {"standing": standing, "above": above, "below": ranked - above}
        return super().get_context_data(**kwargs) | more
