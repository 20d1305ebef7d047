"""A meter replaced, a register that turned, bills entered and withdrawn."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from measurement import operations, permissions
from measurement.meter_forms import BillForm, ReplaceMeterForm, TurnedForm
from measurement.models import Bill, Measure, Meter


class OfMetersView(OperationView):
    """A page about one of a measure's meters that count now."""

    model = Measure
    predicate = permissions.may_enter_readings
    case_argument = ""
    is_register = True
    nothing = _("There is no meter whose register is read. First add one.")

    @cached_property
    def meters(self) -> Sequence[Meter]:
        """The meters of the kind that this page is about."""
        found = self.case.meters.in_service().select_related("measure").order_by("pk")
        return [meter for meter in found if meter.is_register == self.is_register]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.meters:
            messages.info(request, self.nothing)
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "meter": self.request.GET.get("meter", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "meters": self.meters}


class ReplaceView(OfMetersView):
    """Say that another meter took the place of one, with both registers."""

    operation = operations.replace_meter
    predicate = permissions.may_edit_measure
    form_class = ReplaceMeterForm
    title = _("A meter was replaced")
    submit_label = _("Save the replacement")
    success_message = _("Saved. The month of the replacement is complete once the new meter was read.")
    consequences_template = "measurement/replace_consequences.html"


class TurnedView(OfMetersView):
    """Enter a month in which a register rolled over or was reset."""

    operation = operations.enter_turned
    form_class = TurnedForm
    title = _("A register rolled over or was reset")
    submit_label = _("Save the month")
    success_message = _("Saved. The reason stays with the reading.")
    consequences_template = "measurement/turned_consequences.html"

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        names = ("meter", "month", "closing", "evidence", "reason")
        return {**{name: form.cleaned_data[name] for name in names}, "turned": form.turned()}


class BillView(OfMetersView):
    """Enter a bill; gross energy is converted."""

    operation = operations.enter_bill
    form_class = BillForm
    is_register = False
    nothing = _("Nothing of this measure comes by bills: its meters are read as registers.")
    title = _("Enter a bill")
    submit_label = _("Save the bill")
    success_message = _("Saved. The bills of a month together are its amount.")
    consequences_template = "measurement/bill_consequences.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class WithdrawView(OperationView):
    """Take a bill out of its month."""

    model = Bill
    operation = operations.withdraw_bill
    predicate = permissions.may_withdraw_bill
    case_argument = "bill"
    form_class = ReasonForm
    title = _("Withdraw a bill")
    submit_label = _("Withdraw the bill")
    success_message = _(
        "Withdrawn. The amount of its month is less by it; now enter the bill as it should be."
    )
    consequences_template = "measurement/withdraw_consequences.html"
    danger = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.withdrawn_at:
            messages.info(request, _("This bill was withdrawn already."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)
