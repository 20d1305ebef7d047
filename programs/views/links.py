"""Supply links between members."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from core.workflow.views import OperationView
from programs import forms, operations, permissions
from programs.models import Direction, Member, SupplyLink


class LinkAddView(OperationView):
    """The case is the member at one end."""

    model = Member
    operation = operations.link_supply
    predicate = permissions.may_link
    form_class = forms.LinkForm
    case_argument = ""
    template_name = "programs/operation.html"
    title = _("Add a supply link")
    success_message = _("The supply link is saved.")
    consequences_template = "programs/consequences_link.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.case}

    def get_initial(self) -> dict[str, Any]:
        is_downstream = self.case.consortium.support_model.direction == Direction.DOWNSTREAM
        return super().get_initial() | {
            "direction": "buys" if is_downstream else "delivers",
            "partner": self.case.upstream_id,
            "since": clock.day(self.at),
        }

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        given = dict(form.cleaned_data)
        ends = (self.case, given.pop("partner"))
        supplier, buyer = ends if given.pop("direction") == "delivers" else reversed(ends)
        return {**given, "consortium": self.case.consortium, "supplier": supplier, "buyer": buyer}


class LinkEndView(OperationView):
    model = SupplyLink
    operation = operations.end_link
    predicate = permissions.may_end_link
    form_class = forms.LinkEndForm
    case_argument = "link"
    title = _("End the supply link")
    submit_label = _("End the link")
    success_message = _("The supply link has ended; it stays on record.")
    danger = True

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"ended_on": clock.day(self.at)}
