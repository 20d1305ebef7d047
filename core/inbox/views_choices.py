"""The page on which a person chooses how to be told of what."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from core.inbox import operations, queries, registry
from core.inbox.forms import ChoicesForm
from core.inbox.registry import How
from core.workflow import clock
from core.workflow.refusals import Refusal


class ChoicesView(LoginRequiredMixin, FormView):
    """Show and keep the choices of whoever is signed in: the address names nobody."""

    template_name = "inbox/choices.html"
    form_class = ChoicesForm

    @cached_property
    def at(self) -> Any:
        """The moment of the visit."""
        return clock.now()

    @cached_property
    def current(self) -> dict[str, How]:
        """How the person is told now, kind by kind."""
        return queries.choices_of(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        user: Any = self.request.user
        roles = {held.role for held in user.assignments_on(clock.day(self.at))}
        return {**super().get_form_kwargs(), "headings": registry.kinds_for(roles)}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.current}

    def form_valid(self, form: Any) -> HttpResponse:
        choices: dict[str, str] = form.changed(self.current)
        try:
            operations.choose(choices=choices, by=self.request.user, at=self.at)  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, str(_("Saved. It counts from now on.")))
        return HttpResponseRedirect(reverse("inbox:choices"))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
