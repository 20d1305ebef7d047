"""Drafting, changing, submitting, giving up."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications import arithmetic, forms, operations, permissions, queries
from applications.models import Application
from applications.pages import eligibility
from applications.refusals import PlanExists, PlanNotSelected
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from programs.deadline import require_open
from programs.models import Consortium, GrantKind

STEPS = [("basics", _("Undertaking")), ("costs", _("Costs and quotes")), ("submit", _("Check and submit"))]
PLAN_STEPS = [("basics", _("Undertaking")), ("submit", _("Check and submit"))]


class DraftView(OperationView):
    """The first step of a plan or an application; who comes at the wrong time reads why."""

    model = Consortium
    case_argument = "consortium"
    template_name = "applications/form.html"
    submit_label = _("Save the draft")
    success_message = _("The draft was saved. Nobody but your firm sees it yet.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.check_open()
        except Refusal as refusal:
            messages.info(request, str(refusal))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def check_open(self) -> None:
        """Refuse what the operation would refuse whatever is typed."""

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class PlanDraftView(DraftView):
    operation = operations.draft_plan
    predicate = permissions.may_draft_plan
    form_class = forms.PlanForm
    title = _("Write the consortium's plan")
    extra_context = {"steps": PLAN_STEPS, "step": "basics"}

    def check_open(self) -> None:
        """Refuse outside the call, or where there is a plan."""
        require_open(self.case.call.opens_at, self.case.call.plan_deadline, self.at)
        if queries.live_plan(self.case):
            raise PlanExists


class ApplicationDraftView(DraftView):
    operation = operations.draft_application
    predicate = permissions.may_draft_in
    form_class = forms.ApplicationForm
    title = _("Apply for support")
    submit_label = _("Save and go on to the costs")
    extra_context = {"steps": STEPS, "step": "basics"}

    def check_open(self) -> None:
        """Refuse outside the call, or before the plan was selected."""
        if not queries.has_selected_plan(self.case):
            raise PlanNotSelected
        require_open(self.case.call.opens_at, self.case.call.application_deadline, self.at)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"hands_on": hands_on(self.case)}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        firm = queries.applying_firms(self.request.user, self.case, self.at)[0]
        return super().operation_arguments(form) | {"firm": firm}

    def get_success_url(self) -> str:
        return reverse("applications:cost_item_add", args=[self.result.public_id])


class EditView(OperationView):
    mends = ("FIELD",)
    template_name = "applications/form.html"
    model = Application
    operation = operations.edit_application
    predicate = permissions.may_edit
    case_argument = "application"
    title = _("Change the draft")
    success_message = _("The changes were saved.")

    def get_form_class(self) -> Any:
        return forms.EditPlanForm if self.case.is_plan else forms.EditApplicationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {} if self.case.is_plan else {"hands_on": hands_on(self.case.consortium)}
        return super().get_form_kwargs() | more

    def get_initial(self) -> dict[str, Any]:
        names = ("title", "purpose", "starts_on", "ends_on", "anchor_won", "regrant_asked_won")
        return super().get_initial() | {name: getattr(self.case, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = draft_steps(self.case)
        return super().get_context_data(steps=steps, step="basics", **kwargs)


class SubmitView(OperationView):
    model = Application
    operation = operations.submit
    predicate = permissions.may_submit
    form_class = forms.SubmitForm
    case_argument = "application"
    moves_to = "SUBMITTED"
    template_name = "applications/form.html"
    title = _("Check and submit")
    submit_label = _("Submit")
    success_message = _("Submitted. The office has it now, and you will be told of every step.")
    consequences_template = "applications/consequences/submit.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if queries.gaps(self.case, self.at):
            messages.warning(request, str(_("Something is still missing: see the list below.")))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def computed(self) -> tuple[Any, str]:
        """Return what the case would get now, or why nothing can be computed; nothing for a plan."""
        return (None, "") if self.case.is_plan else arithmetic.preview(self.case, self.at)

    def get_initial(self) -> dict[str, Any]:
        computed, _problem = self.computed
        return super().get_initial() | {"seen_won": computed.result.total_won if computed else None}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {} if self.case.is_plan else super().operation_arguments(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again with the amounts of now: whoever submits again has seen those."""
        form.data = self.request.POST.copy()
        form.data["seen_won"] = str(self.get_initial()["seen_won"] or "")
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        computed, problem = self.computed
        context = super().get_context_data(steps=draft_steps(self.case), step="submit", **kwargs)
        ahead = [] if self.case.is_plan else eligibility.ahead(self.case, self.at)
        in_question = [row for row in ahead if not row["is_passed"]]
        return context | {"computed": computed, "problem": problem, "in_question": in_question}


class WithdrawView(OperationView):
    model = Application
    operation = operations.withdraw
    predicate = permissions.may_withdraw
    form_class = forms.WithdrawForm
    case_argument = "application"
    moves_to = "WITHDRAWN"
    title = _("Withdraw")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn. It stays on record.")
    consequences_template = "applications/consequences/withdraw.html"
    danger = True


def hands_on(consortium: Consortium) -> bool:
    """Say whether firms of the consortium ask for subsidy to hand on."""
    return consortium.pass_through_kind == GrantKind.INDIRECT


def draft_steps(case: Application) -> list[tuple[Any, ...]]:
    """Return the steps of a draft with their addresses."""
    addresses = {
        "basics": reverse("applications:edit", args=[case.public_id]),
        "costs": f"{case.get_absolute_url()}?tab=money",
        "submit": reverse("applications:submit", args=[case.public_id]),
    }
    steps = PLAN_STEPS if case.is_plan else STEPS
    return [(key, label, addresses[key]) for key, label in steps]
