"""Passing a draft on, going on with it, and taking over what was said before."""

from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import forms, operations, permissions, queries, reuse, steps
from applications.models import Application
from applications.pages.drafts import draft_context
from core.workflow import clock
from core.workflow.views import OperationView


@login_required
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to the first step of a draft that isn't done; whoever can't change it gets to its page."""
    case = get_object_or_404(Application.objects.visible_to(request.user).with_names(), public_id=public_id)
    at = clock.now()
    goes_on = case.is_editable and permissions.may_edit(request.user, case, at=at)
    return HttpResponseRedirect(
        steps.resume_address(case, request.user, at) if goes_on else case.get_absolute_url()
    )


class HandOverView(OperationView):
    model = Application
    operation = operations.hand_over
    predicate = permissions.may_edit
    form_class = forms.HandOverForm
    case_argument = "application"
    moves_to = "SUBMITTED"
    template_name = "applications/form.html"
    title = gettext_lazy("Hand the draft to a colleague")
    submit_label = gettext_lazy("Hand it over")
    success_message = gettext_lazy("It waits for your colleague now.")
    consequences_template = "applications/consequences/hand_over.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        people = queries.colleagues(self.case, self.request.user, self.at)
        return super().get_form_kwargs() | {"colleagues": people}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | draft_context(self.case, self.request.user, self.at)


class TakeOverView(OperationView):
    """First which earlier application, then what of it comes along and what is left, and why."""

    model = Application
    operation = operations.take_over
    predicate = permissions.may_edit
    form_class = forms.TakeOverForm
    case_argument = "application"
    moves_to = "SUBMITTED"
    template_name = "applications/take_over.html"
    title = gettext_lazy("Take over from an earlier application")
    submit_label = gettext_lazy("Take it over")

    @cached_property
    def sources(self) -> list[Application]:
        """The firm's earlier applications that this person may read."""
        own = Application.objects.visible_to(self.request.user)
        return list(reuse.earlier_applications(self.case.firm, self.case.pk).filter(pk__in=own.values("pk")))

    @cached_property
    def source(self) -> Application | None:
        """The one that was chosen."""
        asked = self.request.GET.get("from", "")
        return next((one for one in self.sources if one.public_id == asked), None)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"with_words": not self.case.purpose}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.source else self.get(request, *args, **kwargs)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return super().operation_arguments(form) | {"source": self.source}

    @property
    def success_message(self) -> Any:
        """What came along, and what was left."""
        left = [f"{one.item.name}: {one.left}" for one in self.result]
        said = _("Taken over from “%(title)s”.") % {"title": self.source}
        if not left:
            return said
        return " ".join([said, _("Not taken over: %(left)s") % {"left": " ".join(left)}])

    def get_success_url(self) -> str:
        return f"{self.case.get_absolute_url()}?tab=money"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = reuse.reusable(self.source, self.case, self.at) if self.source else []
        add = reverse("applications:cost_item_add", args=[self.case.public_id])
        rows = [(one, f"{add}?{again(one)}" if one.left and again(one) else "") for one in found]
        context = super().get_context_data(**kwargs) | {"sources": self.sources, "source": self.source}
        return context | {"rows": rows} | draft_context(self.case, self.request.user, self.at, "costs")


def again(one: reuse.Reused) -> str:
    """Return what, in an address, fills a new cost item in with an earlier one, but for its quote."""
    technology = f"&technology={one.technology.code}" if one.technology else ""
    if one.item.technology and not one.technology:
        return ""
    return f"kind={one.item.cost_kind}{technology}&from={one.item.public_id}"
