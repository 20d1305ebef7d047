"""Drafting, changing, giving up."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications import forms, operations, permissions, queries, reuse, steps
from applications.arithmetic import rules_day
from applications.models import Application
from applications.pages.drafts import closing, draft_context
from applications.refusals import PlanExists, PlanNotSelected
from applications.views.entries import SavesFields
from core.workflow import clock
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from firms.models import Firm
from programs.deadline import Deadline, require_open
from programs.models import Consortium, GrantKind
from programs.queries import in_kind_bp

#: who pays the self-burden, and how
BURDEN = ("anchor_won", "anchor_in_kind_won", "own_in_kind_won")
#: so many earlier applications are offered to begin from
MOST_OFFERED = 5


class DraftView(SavesFields):
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

    @property
    def deadline(self) -> Deadline:
        """Until when what is begun here can be submitted."""
        raise NotImplementedError

    def check_open(self) -> None:
        """Refuse what the operation would refuse whatever is typed."""

    @property
    def entry_place(self) -> dict[str, Any]:
        return {"consortium": self.case}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begun = {
            "steps": steps.ahead(self.case.call, self.at, is_plan=self.entry_form == "plan"),
            "step": "basics",
        }
        return super().get_context_data(**kwargs) | begun | {"closes": closing(self.deadline, self.at)}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class PlanDraftView(DraftView):
    operation = operations.draft_plan
    predicate = permissions.may_draft_plan
    form_class = forms.PlanForm
    title = _("Write the consortium's plan")
    entry_form = "plan"

    @property
    def deadline(self) -> Deadline:
        return self.case.call.plan_deadline

    def check_open(self) -> None:
        """Refuse outside the call, or where there is a plan."""
        require_open(self.case.call.opens_at, self.deadline, self.at)
        if queries.live_plan(self.case):
            raise PlanExists


class ApplicationDraftView(DraftView):
    operation = operations.draft_application
    predicate = permissions.may_draft_in
    form_class = forms.ApplicationForm
    title = _("Apply for support")
    submit_label = _("Save and go on to the costs")
    entry_form = "application"

    @property
    def deadline(self) -> Deadline:
        return self.case.call.application_deadline

    @cached_property
    def firm(self) -> Firm:
        """For which firm this person applies here."""
        return queries.applying_firms(self.request.user, self.case, self.at)[0]

    @cached_property
    def earlier(self) -> list[Application]:
        """The firm's earlier applications that this person may read."""
        own = Application.objects.visible_to(self.request.user).values("pk")
        return list(reuse.earlier_applications(self.firm).filter(pk__in=own)[:MOST_OFFERED])

    def check_open(self) -> None:
        """Refuse outside the call, or before the plan was selected."""
        if not queries.has_selected_plan(self.case):
            raise PlanNotSelected
        require_open(self.case.call.opens_at, self.deadline, self.at)

    def get_form_kwargs(self) -> dict[str, Any]:
        share = in_kind_bp(self.case.call.program, clock.day(self.at))
        return super().get_form_kwargs() | {"hands_on": hands_on(self.case), "in_kind_bp": share or None}

    def get_initial(self) -> dict[str, Any]:
        """Fill in what the plan says; title and purpose of an earlier application where one is named."""
        asked = self.request.GET.get("from", "")
        source = next((one for one in self.earlier if one.public_id == asked), None)
        words = {"title": source.title, "purpose": source.purpose} if source else {}
        return super().get_initial() | reuse.from_the_plan(self.case, self.firm) | words

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"earlier": self.earlier, "is_from_plan": True}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return super().operation_arguments(form) | {"firm": self.firm}

    def get_success_url(self) -> str:
        return reverse("applications:cost_item_add", args=[self.result.public_id])


class EditView(SavesFields):
    entry_form = "undertaking"
    saves_at_once = True
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
        return super().get_form_kwargs() | ({} if self.case.is_plan else self.asked)

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked of this application besides: what it hands on, what of the self-burden is in kind."""
        case = self.case
        share = in_kind_bp(case.call.program, rules_day(case, self.at))
        is_shown = share or case.anchor_in_kind_won or case.own_in_kind_won
        return {"hands_on": hands_on(case.consortium), "in_kind_bp": share if is_shown else None}

    def get_initial(self) -> dict[str, Any]:
        names = ("title", "purpose", "starts_on", "ends_on", "regrant_asked_won", *BURDEN)
        return super().get_initial() | {name: getattr(self.case, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | draft_context(self.case, self.request.user, self.at, "basics")


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
