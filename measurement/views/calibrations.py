"""Calibrations of meters recorded and withdrawn."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from measurement import operations, permissions
from measurement.calibrated import interval
from measurement.meter_forms import CalibrationForm
from measurement.models import Calibration, Meter
from measurement.views.meters import OfMetersView


class CalibrationView(OfMetersView):
    """Record the calibration of a meter, of those for which the monitoring plan asks one."""

    operation = operations.record_calibration
    form_class = CalibrationForm
    nothing = _("There is no meter for which the monitoring plan asks a calibration.")
    title = _("Record a calibration")
    submit_label = _("Save the calibration")
    success_message = _("Saved. The verifier sees it beside the readings.")
    consequences_template = "measurement/calibration_consequences.html"

    @cached_property
    def meters(self) -> Sequence[Meter]:
        """The meters that count now and whose instrument is to be calibrated."""
        found = self.case.meters.in_service().select_related("measure__technology").order_by("pk")
        return [meter for meter in found if interval(self.case, meter.quantity) is not None]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = [(meter, interval(self.case, meter.quantity)) for meter in self.meters]
        return super().get_context_data(asked=asked, **kwargs)

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class WithdrawCalibrationView(OperationView):
    """Take back a calibration that was recorded by mistake."""

    model = Calibration
    operation = operations.withdraw_calibration
    predicate = permissions.may_withdraw_calibration
    case_argument = "calibration"
    form_class = ReasonForm
    title = _("Withdraw a calibration")
    submit_label = _("Withdraw the calibration")
    success_message = _("Withdrawn. It stays on record with your reason.")
    consequences_template = "measurement/calibration_withdraw_consequences.html"
    danger = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.withdrawn_at:
            messages.info(request, _("This calibration was withdrawn already."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)
