"""The sections of a consortium's plan: planned pass-ons, terms of the surplus."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import operations, permissions
from applications.forms import plans as forms_plans
from applications.models import Application, PlannedPassOn, SurplusTerms
from applications.pages.drafts import draft_context
from applications.views.entries import SavesFields
from core.workflow.forms import OperationForm
from core.workflow.views import OperationView


class SectionView(SavesFields):
    """A section of a plan is filled in on a page of its own; the case is the plan."""

    model = Application
    predicate = permissions.may_edit
    case_argument = "plan"
    template_name = "applications/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"consortium": self.case.consortium}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | draft_context(self.case, self.request.user, self.at, self.entry_form)


class PassOnSetView(SectionView):
    mends = ("SECTION",)
    mends_key = "chain"
    operation = operations.set_pass_on
    entry_form = "chain"
    form_class = forms_plans.PassOnForm
    title = _("Plan what is passed on")
    success_message = _("The plan says now who hands how much on to whom.")
    consequences_template = "applications/consequences/pass_on.html"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("change", "")
        planned = next((one for one in self.case.planned_pass_ons.all() if one.public_id == asked), None)
        known = {"receiver": planned.receiver_id, "amount": planned.amount_won} if planned else {}
        return super().get_initial() | known

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        receiver = form.cleaned_data["receiver"]
        return {"payer": receiver.upstream, "receiver": receiver, "amount": form.cleaned_data["amount"]}


class PassOnRemoveView(OperationView):
    model = PlannedPassOn
    operation = operations.remove_pass_on
    predicate = permissions.may_edit_part
    form_class = OperationForm
    case_argument = "pass_on"
    template_name = "applications/form.html"
    title = _("Take out of the plan")
    submit_label = _("Take out")
    success_message = _("It is no longer part of the plan.")
    danger = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.case.application, **kwargs)


class SurplusSetView(SectionView):
    mends = ("SECTION",)
    mends_key = "performance"
    operation = operations.set_surplus
    entry_form = "performance"
    form_class = forms_plans.SurplusForm
    title = _("Promise and surplus")
    success_message = _("The terms of the surplus are saved.")
    consequences_template = "applications/consequences/surplus.html"

    def get_initial(self) -> dict[str, Any]:
        terms = SurplusTerms.objects.filter(application=self.case).first()
        names = ("promised_kg", "expected_surplus_kg", "method", "owner")
        return super().get_initial() | ({name: getattr(terms, name) for name in names} if terms else {})
