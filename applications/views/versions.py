"""What the second writer of a record sees: their own input, and what the first one wrote."""

from typing import Any

from django import forms
from django.http import HttpResponse

from core.workflow.views import OperationView


class TellsSecondWriter(OperationView):
    """An edit page that keeps the input of the second writer and shows, beside it, the current values."""

    template_name = "applications/form.html"
    differences: tuple[tuple[Any, Any, Any], ...] = ()

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.is_stale = self.get_case().version != form.cleaned_data["version"]
        return super().form_valid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        if getattr(self, "is_stale", False):
            self.case = self.get_case()
            self.differences = tuple(self.compare(form))
            data = self.request.POST.copy()
            data["version"] = str(self.case.version)
            form.data = data
        return super().form_invalid(form)

    def compare(self, form: forms.Form) -> list[tuple[Any, Any, Any]]:
        """Return label, current value and own value of every field in which the two differ."""
        current = self.get_initial()
        return [
            (form[name].label, form.fields[name].prepare_value(current[name]), form[name].value())
            for name in form.cleaned_data
            if name in current and name != "version" and current[name] != form.cleaned_data[name]
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(differences=self.differences, **kwargs)
