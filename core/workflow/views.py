"""A decision page: fetch what the user may see, ask whether they may act, call one operation."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from core.workflow import clock
from core.workflow.refusals import InvalidTransition, Refusal, StaleVersion


class OperationView(LoginRequiredMixin, FormView):
    """
    One operation on one case, through one form.

    `model` is fetched by `public_id` among what `visible_to` the user (else 404); `predicate` is asked with
    (user, case, at) before the page is shown and again inside the operation (else 403, with its reason);
    `moves_to` sends a visitor who comes too late back to the case. A `Refusal` becomes a form error, and
    nothing typed is lost; a second writer sees beside it what the first one saved, and can save again.
    `case_argument` is the operation's keyword for the case.
    """

    model: Any
    operation: ClassVar[Any]
    predicate: ClassVar[Any]
    case_argument: str
    moves_to: str | None = None
    #: where the case stands before this step, if another step leads to `moves_to` as well
    moves_from: tuple[str, ...] = ()
    template_name = "components/operation.html"
    title: Any = ""
    submit_label: Any = _("Save")
    success_message: Any = _("Saved.")
    #: template with the consequences shown before the button
    consequences_template: str | None = None
    danger = False
    #: (label, value saved now, value typed) of what a second writer would replace
    differences: tuple[tuple[Any, Any, Any], ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.case = self.get_case()
        self.at = clock.now()
        verdict = type(self).predicate(request.user, self.case, at=self.at)
        if not verdict:
            raise PermissionDenied(getattr(verdict, "reason", ""))
        if request.method == "GET" and self.moves_to and not self.is_in_time():
            return self.come_too_late()
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "version": getattr(self.case, "version", None)}

    def get_case(self) -> Any:
        """Return the case among those the user may see, or 404."""
        visible = self.model.objects.visible_to(self.request.user)
        return get_object_or_404(visible.with_names(), public_id=self.kwargs["public_id"])

    def is_in_time(self) -> bool:
        """Say whether the case still waits for this step."""
        stands = not self.moves_from or self.case.status in self.moves_from
        return stands and self.case.can_move_to(self.moves_to)

    def come_too_late(self) -> HttpResponse:
        """Send the visitor back to the case, saying where it is now."""
        try:
            self.case.check_can_move_to(self.moves_to)
            self.case.check_stands_in(*(self.moves_from or [self.case.status]))
        except InvalidTransition as refusal:
            messages.info(self.request, str(refusal))
        return HttpResponseRedirect(self.case.get_absolute_url())

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """Return what the operation is called with besides the case, `by` and `at`."""
        return dict(form.cleaned_data)

    def form_valid(self, form: Any) -> HttpResponse:
        arguments = {self.case_argument: self.case} if self.case_argument else {}
        try:
            self.result = type(self).operation(
                **arguments, by=self.request.user, at=self.at, **self.operation_arguments(form)
            )
        except Refusal as refusal:
            if isinstance(refusal, StaleVersion):
                self.take_up(form)
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, str(self.success_message))
        return HttpResponseRedirect(self.get_success_url())

    def take_up(self, form: forms.Form) -> None:
        """Go on from what the first writer saved: read the case anew, keep what the second one typed."""
        self.case = self.get_case()
        current = self.get_initial()
        self.differences = tuple(
            (form[name].label, form.fields[name].prepare_value(current[name]), form[name].value())
            for name, typed in form.cleaned_data.items()
            if name in current and name != "version" and current[name] != typed
        )
        form.data = self.request.POST.copy()
        form.data["version"] = str(self.case.version)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return str(self.case.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            case=self.case,
            title=self.title,
            submit_label=self.submit_label,
            consequences_template=self.consequences_template,
            danger=self.danger,
            differences=self.differences,
            **kwargs,
        )
