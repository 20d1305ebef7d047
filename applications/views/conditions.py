"""Conditions of awards, step by step, and letters as they were sent."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from applications import operations, permissions
from applications.forms import decisions as forms_decisions
from applications.models import Application, AwardCondition, Letter
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView


class ConditionView(OperationView):
    """A step of one condition of an award."""

    model = AwardCondition
    case_argument = "condition"
    consequences_template = "applications/consequences/condition.html"


class ReportView(ConditionView):
    operation = operations.report_condition
    predicate = permissions.may_report_condition
    form_class = forms_decisions.ConditionReportForm
    moves_to = "REPORTED"
    title = _("Report the condition fulfilled")
    submit_label = _("Report it")
    success_message = _("Reported. The office looks at it next.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}


class ConfirmView(ConditionView):
    operation = operations.confirm_condition
    predicate = permissions.may_judge_condition
    form_class = OperationForm
    moves_to = "FULFILLED"
    title = _("Confirm that the condition is fulfilled")
    submit_label = _("Confirm")
    success_message = _("Confirmed.")


class RejectView(ConditionView):
    operation = operations.reject_condition
    predicate = permissions.may_judge_condition
    form_class = ReasonForm
    moves_to = "FULFILLED"  # what can be confirmed can be sent back
    title = _("Say that the condition is not fulfilled yet")
    submit_label = _("Send it back")
    success_message = _("Sent back. The firm reads what is missing.")


class WaiveView(ConditionView):
    operation = operations.waive_condition
    predicate = permissions.may_waive_condition
    form_class = ReasonForm
    moves_to = "WAIVED"
    title = _("Waive the condition")
    submit_label = _("Waive it")
    success_message = _("Waived. The firm need not fulfil it any more.")
    danger = True


class LetterView(LoginRequiredMixin, DetailView):
    """One letter as it was sent, and the way to the same in the other language."""

    template_name = "applications/letter.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "letter"

    def get_queryset(self) -> QuerySet[Letter]:
        return Letter.objects.visible_to(self.request.user).select_related("application", "by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.object
        same = Letter.objects.filter(application=letter.application_id, kind=letter.kind, at=letter.at)
        case = Application.objects.visible_to(self.request.user).filter(pk=letter.application_id)
        return super().get_context_data(others=same.exclude(pk=letter.pk), opens_case=case.exists(), **kwargs)
