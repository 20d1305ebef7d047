"""Objecting to a decision, the page of an objection, and its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from applications import operations, permissions
from applications.forms import decisions as forms_decisions
from applications.models import Application, Objection, ObjectionStatus
from applications.objections import check_can_object, check_can_put_off, objectable
from applications.operations.objections import OWNER
from applications.pages import decisions
from applications.pages.papers import card
from applications.periods import extension_of, objection_deadline
from core.evidence.queries import attachments_of
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView


class ObjectView(OperationView):
    """The firm objects; whoever comes too late reads what the last day was."""

    model = Application
    operation = operations.object_to
    predicate = permissions.may_object
    form_class = forms_decisions.ObjectForm
    case_argument = "application"
    title = _("Object to the decision")
    submit_label = _("File the objection")
    success_message = _("Filed. You read here until when it is answered.")
    consequences_template = "applications/consequences/object.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            check_can_object(self.case, self.at)
        except Refusal as refusal:
            messages.info(request, str(refusal))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"user": self.request.user, "objectable": objectable(self.case)}
        return super().get_form_kwargs() | more

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return form.operation_arguments()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = objection_deadline(self.case).moment if self.case.decided_at else None
        return super().get_context_data(last_day=last, **kwargs)

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class ObjectionView(LoginRequiredMixin, DetailView):
    """One objection: head with its deadline, grounds and files, the answer, its history."""

    template_name = "applications/objection.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "objection"

    def get_queryset(self) -> QuerySet[Objection]:
        names = ("application__firm", "application__call__program__office", "decision_by", "answered_by")
        return Objection.objects.visible_to(self.request.user).select_related(*names, "extended_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        objection, at = self.object, clock.now()
        step, whose = decisions.next_of(objection)
        files = attachments_of(OWNER, [objection.pk])
        return super().get_context_data(**kwargs) | {
            "actions": decisions.objection_steps(objection, self.request.user, at),
            "next_step": step,
            "whose": whose,
            "files": [card(file) for file in files],
            "entries": [
                {"at": change.at, "who": str(change.by), "sentence": _STEPS[change.to_status], "reason": ""}
                for change in objection.changes.select_related("by").order_by("-pk")
            ],
        }


_STEPS = {
    ObjectionStatus.FILED: _("Filed the objection."),
    ObjectionStatus.UPHELD: _("Upheld the objection."),
    ObjectionStatus.DISMISSED: _("Dismissed the objection."),
    ObjectionStatus.WITHDRAWN: _("Took the objection back."),
}


class ObjectionStepView(OperationView):
    """A step of one objection."""

    model = Objection
    case_argument = "objection"


class AnswerView(ObjectionStepView):
    operation = operations.answer_objection
    predicate = permissions.may_answer_objection
    form_class = forms_decisions.AnswerObjectionForm
    moves_to = "UPHELD"
    template_name = "applications/objection_answer.html"
    title = _("Answer the objection")
    submit_label = _("Send the answer")
    success_message = _("Answered. The firm has its letter.")
    consequences_template = "applications/consequences/objection_answer.html"


class PutOffView(ObjectionStepView):
    operation = operations.put_off_answer
    predicate = permissions.may_put_off
    form_class = ReasonForm
    moves_to = "DISMISSED"
    title = _("Put the answer off")
    submit_label = _("Put it off")
    success_message = _("Put off. The firm was told.")
    consequences_template = "applications/consequences/put_off.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            check_can_put_off(self.case, self.at)
        except Refusal as refusal:
            messages.info(request, str(refusal))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(days=extension_of(self.case).number, **kwargs)


class RetractView(ObjectionStepView):
    operation = operations.take_objection_back
    predicate = permissions.may_retract_objection
    form_class = OperationForm
    moves_to = "WITHDRAWN"
    title = _("Take the objection back")
    submit_label = _("Take it back")
    success_message = _("Taken back.")
    consequences_template = "applications/consequences/retract_objection.html"
    danger = True
