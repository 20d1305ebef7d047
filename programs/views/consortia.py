"""Registering a consortium."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs import forms, operations, permissions
from programs.deadline import require_open
from programs.models import Call
from programs.views.obstacles import ObstacleView


class ConsortiumRegisterView(ObstacleView):
    model = Call
    operation = operations.register_consortium
    predicate = permissions.may_register_consortium
    form_class = forms.ConsortiumForm
    case_argument = "call"
    title = _("Register a consortium")
    submit_label = _("Register the consortium")
    success_message = _(
        "The consortium is registered. Now invite the firms of your chain and draft its plan."
    )
    consequences_template = "programs/consequences_register.html"

    def check(self) -> None:
        require_open(self.case.opens_at, self.case.plan_deadline, self.at)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "at": self.at}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())
