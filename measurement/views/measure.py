"""The page of a measure, its meters, its first month of operation, its papers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from core.evidence.queries import attachments_of, serve
from core.workflow import clock
from core.workflow.views import OperationView
from measurement import flags, history, operations, pages, panels, permissions
from measurement.forms import CommissionForm, ExposuresForm, MeterForm
from measurement.models import Bill, Calibration, Measure, Replacement
from measurement.queries import exposures_to_choose, missing_quantities
from measurement.workbooks.columns import metered
from programs.models import Consortium


class MeasureView(LoginRequiredMixin, DetailView):
    """Everything about one measure."""

    template_name = "measurement/measure.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "measure"

    def get_queryset(self) -> Any:
        return Measure.objects.visible_to(self.request.user).select_related(
            "firm", "technology", "consortium__program__office", "consortium__program__agency"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure, at = self.object, clock.now()
        page = pages.measure_page(measure)
        sections = []
        flag_rows = flags.rows(measure)
        step = pages.next_step(page, self.request.user, at=at) or pages.questions_step(
            flag_rows, measure, self.request.user, at=at
        )
        for panel in panels.panels():
            context = panel.context(measure, self.request.user, at=at)
            sections.append({"template": panel.template, **context})
            step = step or panel.next_step(measure, self.request.user, at=at)
        return super().get_context_data(
            page=page,
            flag_rows=flag_rows,
            sections=sections,
            step=step,
            may_edit=permissions.may_edit_measure(self.request.user, measure, at=at),
            may_enter=permissions.may_enter_readings(self.request.user, measure, at=at),
            takes_readings=bool(metered([measure])),
            standings=pages.standings(page, clock.day(at)),
            calibrations=Calibration.objects.filter(meter__measure=measure)
            .with_names()
            .order_by("-calibrated_on", "-pk"),
            bills=Bill.objects.filter(meter__measure=measure).with_names().order_by("-period_from", "-pk"),
            replacements=Replacement.objects.filter(old__measure=measure).select_related(
                "old", "new", "recorded_by", "evidence__blob"
            ),
            papers=attachments_of("measure", [measure.pk]),
            history=history.entries(measure),
            served=measure.exposures.select_related("exposure").order_by("pk"),
            may_open_consortium=Consortium.objects.visible_to(self.request.user)
            .filter(pk=measure.consortium_id)
            .exists(),
            **kwargs,
        )


class MeterAddView(OperationView):
    """Add the meter of a quantity that has none yet."""

    model = Measure
    operation = operations.add_meter
    predicate = permissions.may_edit_measure
    case_argument = "measure"
    form_class = MeterForm
    title = _("Add a meter")
    submit_label = _("Add the meter")
    success_message = _("The meter was added. Now its monthly registers can be entered.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not missing_quantities(self.case):
            messages.info(request, _("This measure has all the meters its method needs."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measure": self.case, "missing": missing_quantities(self.case)}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {**form.cleaned_data, "unit": form.units[form.cleaned_data["quantity"]]}


class CommissionView(OperationView):
    """Say since when the new equipment works."""

    model = Measure
    operation = operations.commission
    predicate = permissions.may_edit_measure
    case_argument = "measure"
    form_class = CommissionForm
    title = _("Start of operation")
    submit_label = _("Save the start of operation")
    success_message = _("Saved. The months before it are the baseline.")
    consequences_template = "measurement/commission_consequences.html"

    def get_initial(self) -> dict[str, Any]:
        stored = {"commissioned_on": self.case.commissioned_on, **self.case.parameters}
        return {**super().get_initial(), **stored}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measure": self.case}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        parameters = {name: form.cleaned_data[name] for name in form.parameters}
        return {"commissioned_on": form.cleaned_data["commissioned_on"], "parameters": parameters}


class ExposuresView(OperationView):
    """Say which export rules of its firm a measure serves."""

    model = Measure
    operation = operations.set_exposures
    predicate = permissions.may_edit_measure
    case_argument = "measure"
    form_class = ExposuresForm
    title = _("Export rules it serves")
    submit_label = _("Save the export rules")
    success_message = _("Saved. Reductions of this measure are counted under these rules.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not exposures_to_choose(self.case).exists():
            messages.info(request, _("First record on the firm's page which export rules it meets."))
            return HttpResponseRedirect(self.case.firm.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        served = self.case.exposures.values_list("exposure", flat=True)
        return {**super().get_initial(), "exposures": list(served)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measure": self.case}


class FileView(LoginRequiredMixin, View):
    """A bill or photo that was handed in with readings."""

    def get(self, request: HttpRequest, public_id: str, file_id: str) -> FileResponse:
        measure = get_object_or_404(Measure.objects.visible_to(request.user), public_id=public_id)
        return serve(get_object_or_404(attachments_of("measure", [measure.pk]), public_id=file_id))
