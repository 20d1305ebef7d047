"""Handing in the papers that the programme asks for."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from applications import forms, operations, permissions
from applications.documents import may_be_handed_in, papers_of
from applications.models import Application
from applications.pages.drafts import draft_context
from core.workflow.views import OperationView


class HandInView(OperationView):
    """One paper at a time: which one (the address may say so), and the file."""

    mends = ("PAPER",)

    model = Application
    operation = operations.hand_in
    predicate = permissions.may_edit
    form_class = forms.HandInForm
    case_argument = "application"
    template_name = "applications/form.html"
    title = _("Hand in a document")
    submit_label = _("Hand in")
    success_message = _("The document was handed in.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.choices:
            messages.info(request, str(_("No document is asked for here at the moment.")))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def choices(self) -> list[Any]:
        """Return the papers that this case takes now."""
        asked = (paper.required for paper in papers_of(self.case, self.at))
        return [required for required in asked if may_be_handed_in(self.case, required)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "papers": self.choices}

    def get_initial(self) -> dict[str, Any]:
        code = self.request.GET.get("paper", "")
        chosen = next((paper.pk for paper in self.choices if paper.code == code), None)
        return super().get_initial() | {"required": chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        around = (
            draft_context(self.case, self.request.user, self.at, "papers") if self.case.is_editable else {}
        )
        return super().get_context_data(**kwargs) | around

    def get_success_url(self) -> str:
        return f"{self.case.get_absolute_url()}?tab=documents"
