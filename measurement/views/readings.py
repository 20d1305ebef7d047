"""Entering a table of months for a meter, and correcting one."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.users.models import User
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from measurement import operations, permissions
from measurement.beside import beside
from measurement.forms import CorrectionForm, ReadingsForm, pasted_lines, table_of
from measurement.meter_forms import TurnedCorrectionForm
from measurement.models import Measure, Meter, Reading
from measurement.queries import known_of, months_to_enter
from measurement.refusals import RowsRefused
from measurement.tables import Known, shown


class ReadingsView(OperationView):
    """Up to twelve months of one meter, typed into a table or pasted from a spreadsheet."""

    model = Measure
    operation = operations.enter_readings
    predicate = permissions.may_enter_readings
    case_argument = ""
    template_name = "measurement/readings.html"
    form_class = ReadingsForm
    title = gettext_lazy("Enter readings")
    submit_label = gettext_lazy("Save the months")

    @cached_property
    def meters(self) -> list[Meter]:
        """The meters that count now."""
        return list(self.case.meters.in_service().select_related("measure").order_by("pk"))

    @cached_property
    def meter(self) -> Meter:
        """The meter that was asked for, else the one that lags behind."""
        asked = self.request.GET.get("meter")
        if asked:
            found = next((meter for meter in self.meters if meter.quantity == asked), None)
            if found is None:
                raise Http404
            return found
        return min(self.meters, key=lambda meter: (meter.readings.current().count(), meter.pk))

    @cached_property
    def known(self) -> Known:
        """What the meter has so far."""
        return known_of(self.meter)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.meters:
            messages.info(request, _("First add the meter whose registers you want to enter."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        needs_opening = self.meter.is_register and self.known.closing is None
        extra = {"user": self.request.user, "meter": self.meter, "needs_opening": needs_opening}
        return {**super().get_form_kwargs(), **extra}

    def get_table(self) -> Any:
        """Return the table: the months to come, or what was typed."""
        kind: dict[str, Any] = {"prefix": "rows", "form_kwargs": {"is_register": self.meter.is_register}}
        if self.request.method == "POST":
            return table_of(1)(self.request.POST, **kind)
        months = months_to_enter(self.case, self.known, self.at)
        return table_of(len(months))(initial=[{"month": month} for month in months], **kind)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.meters:
            return self.get(request)
        self.table = self.get_table()
        form = self.get_form()
        table_is_good = self.table.is_valid()
        pasted = (request.POST.get("pasted") or "").strip()
        if pasted and any(row.is_filled for row in self.table.forms):
            form.add_error("pasted", _("Use either the table or the paste, not both. Clear one of them."))
        if not form.is_valid() or not (pasted or table_is_good):
            return self.form_invalid(form)
        return self.form_valid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        pasted = list(pasted_lines(form.cleaned_data["pasted"]))
        for line in pasted:
            if line.error:
                form.add_error(
                    "pasted", _("Line %(number)s: %(error)s") % {"number": line.number, "error": line.error}
                )
        if form.errors:
            return self.form_invalid(form)
        lines = [(line.number, line.month, line.closing) for line in pasted]
        return self._enter(form, lines or self.table.rows(), is_pasted=bool(pasted))

    def _enter(self, form: Any, rows: list[Any], *, is_pasted: bool) -> HttpResponse:
        try:
            self.result = type(self).operation(
                meter=self.meter,
                opening=form.cleaned_data.get("opening"),
                rows=[(month, closing) for _index, month, closing in rows],
                evidence=form.cleaned_data["evidence"],
                by=cast(User, self.request.user),
                at=self.at,
            )
        except RowsRefused as refusal:
            for index, problem in refusal.rows.items():
                self._tell(form, rows[index][0], problem, is_pasted=is_pasted)
            return self.form_invalid(form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self._said())
        return HttpResponseRedirect(self.get_success_url())

    def _tell(self, form: Any, place: int, problem: Refusal, *, is_pasted: bool) -> None:
        if is_pasted:
            form.add_error("pasted", _("Line %(number)s: %(error)s") % {"number": place, "error": problem})
        else:
            self.table.forms[place].add_error(problem.field, str(problem))

    def _said(self) -> str:
        count = len(self.result)
        words = {"count": count, "meter": self.meter.label}
        return (
            ngettext("%(count)s month of “%(meter)s” saved.", "%(count)s months of “%(meter)s” saved.", count)
            % words
        )

    def get_success_url(self) -> str:
        """Go to the meter that now lags behind, else back to the measure."""
        for meter in self.meters:
            if (
                meter.pk != self.meter.pk
                and not meter.readings.current().filter(month=self.result[-1].month).exists()
            ):
                return f"{self.request.path}?{urlencode({'meter': meter.quantity})}"
        return str(self.case.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = reverse("measurement:readings", args=[self.case.public_id])
        table = getattr(self, "table", None) or self.get_table()
        opening = getattr(kwargs.get("form"), "cleaned_data", {}).get("opening")
        return super().get_context_data(
            meter=self.meter,
            known=self.known,
            start=None if self.known.closing is None else shown(self.known.closing),
            last_month=self.known.months[-1] if self.known.months else None,
            table=table,
            rows=beside(self.meter, self.known, table, opening),
            meter_tabs=[(m.quantity, m.label, f"{address}?meter={m.quantity}") for m in self.meters],
            **kwargs,
        )


class CorrectView(OperationView):
    """Put one register right, with a reason."""

    model = Reading
    operation = operations.correct_reading
    predicate = permissions.may_correct_reading
    case_argument = "reading"
    form_class = CorrectionForm
    title = gettext_lazy("Correct a reading")
    submit_label = gettext_lazy("Save the correction")
    success_message = gettext_lazy("Corrected. What stood before stays in the history.")
    consequences_template = "measurement/correct_consequences.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.locked_at:
            words = {"month": f"{self.case.month:%Y-%m}"}
            messages.info(request, _("%(month)s is locked: a verified statement rests on it.") % words)
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        """Return the form; where the register turned in the month, how it did can be corrected as well."""
        return TurnedCorrectionForm if self.case.turn else CorrectionForm

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        given: dict[str, Any] = form.operation_arguments() if self.case.turn else form.cleaned_data
        return given

    def get_initial(self) -> dict[str, Any]:
        closing = self.case.closing if self.case.meter.is_register else self.case.quantity
        return {**super().get_initial(), "opening": self.case.opening, "closing": closing}

    def get_form_kwargs(self) -> dict[str, Any]:
        meter = self.case.meter
        is_first = not meter.readings.current().filter(month__lt=self.case.month).exists()
        extra = {"meter": meter, "is_first": is_first, "month": f"{self.case.month:%Y-%m}"}
        return {**super().get_form_kwargs(), **extra}
