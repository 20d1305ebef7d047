"""Forms of this room. The table of readings checks each cell; the operation checks the months together."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField, DecimalQuantityField, LineField, MonthField
from core.workflow.forms import TOO_SHORT, OperationForm, ReasonForm, VersionedForm
from firms.models import Exposure
from measurement.methods import METHODS, ExpectationField
from measurement.models import Measure, Meter
from measurement.queries import exposures_to_choose
from programs.models import Technology

MOST_MONTHS = 12


def register(
    label: Any = None, unit: str = "", *, required: bool = True, allow_zero: bool = True
) -> DecimalQuantityField:
    """Return a field for a meter's register: three decimals, below 10^15."""
    words = {"label": label, "unit": unit, "required": required}
    return DecimalQuantityField(max_digits=18, decimal_places=3, allow_zero=allow_zero, **words)


def stated_field(field: ExpectationField, *, required: bool) -> forms.Field:
    """Return the field in which a firm states it: a choice, a month, or a number above zero."""
    words = {"label": field.label, "help_text": field.help, "required": required}
    if field.choices:
        empty = [] if required else [("", "–")]
        return forms.ChoiceField(choices=[*empty, *field.choices], **words)
    if field.is_month:
        return MonthField(**words)
    return DecimalQuantityField(unit=field.unit, allow_zero=False, **words)


class MeasureForm(forms.Form):
    """Equipment that will be measured, with what its method wants to know of the expected reduction."""

    name = LineField(label=_("Name of the equipment"), max_length=120)
    site = LineField(label=_("Site"), max_length=160, help_text=_("Where the equipment will stand."))

    def __init__(self, *args: Any, technology: Technology, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.technology = technology
        self.wanted = METHODS[technology.method].expectation_fields
        for field in self.wanted:
            self.fields[field.name] = stated_field(field, required=not field.is_optional)

    def operation_arguments(self) -> dict[str, Any]:
        """Return what `describe_measure` takes, the method's inputs gathered."""
        given = dict(self.cleaned_data)
        expectation = {field.name: given.pop(field.name) for field in self.wanted}
        return {**given, "technology": self.technology, "expectation": expectation}


def instrument_field() -> LineField:
    """Return the field for maker and model of a meter."""
    return LineField(
        label=_("Maker and model"),
        max_length=120,
        required=False,
        help_text=_("As printed on its plate. Optional."),
    )


def valid_until_field() -> DayField:
    """Return the field for the last day on which a calibration holds by its certificate."""
    return DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Leave it empty if the certificate names no day; the monitoring plan's interval counts."),
    )


def certificate_field() -> LineField:
    """Return the field for the number of a certificate."""
    return LineField(label=_("Number of the certificate"), max_length=60, required=False)


class MeterForm(forms.Form):
    """Which quantity, the number on the meter, maker and model, and its calibration where that is known."""

    quantity = forms.ChoiceField(label=_("What the meter counts"), widget=forms.RadioSelect)
    serial = LineField(
        label=_("Serial number"),
        max_length=60,
        help_text=_("As printed on the meter's plate; for what comes by bills, the customer number on them."),
    )
    instrument = instrument_field()
    calibrated_on = DayField(
        label=_("Calibrated on"),
        required=False,
        help_text=_("As on the certificate or the seal. It can be recorded later as well."),
    )
    valid_until = valid_until_field()
    certificate = certificate_field()

    def __init__(self, *args: Any, measure: Measure, missing: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {q.name: q.unit for q in missing}
        field = self.fields["quantity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(q.name, f"{q.label} ({q.shown_unit})") for q in missing]
        field.initial = missing[0].name if missing else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = cleaned.get("valid_until") or cleaned.get("certificate")
        if said and not cleaned.get("calibrated_on") and "calibrated_on" not in self.errors:
            self.add_error("calibrated_on", _("Enter the day of the calibration as well."))
        return cleaned


class CommissionForm(forms.Form):
    """The first month of operation, and what the method asks about the old or the new equipment."""

    commissioned_on = MonthField(
        label=_("First full month of operation"),
        help_text=_("Months before it are the baseline. If it started during a month, name the next one."),
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method = measure.method
        if method and not method.least_baseline_months:
            self.fields["commissioned_on"].help_text = _("If it started during a month, name the next one.")
        self.parameters = [field.name for field in (method.parameter_fields if method else ())]
        for field in method.parameter_fields if method else ():
            self.fields[field.name] = stated_field(field, required=field.is_required)


class ExposuresForm(forms.Form):
    """Which of its firm's export rules a measure serves."""

    exposures = forms.ModelMultipleChoiceField(
        label=_("Export rules"),
        queryset=Exposure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that the firm has on record and that have not ended. None is a good answer too."),
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["exposures"]
        field.queryset = exposures_to_choose(measure)


class CorrectionForm(VersionedForm, ReasonForm):
    """The right register, and why it was wrong. The start can be changed in the meter's first month only."""

    def __init__(self, *args: Any, meter: Meter, is_first: bool, month: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first and meter.is_register:
            self.fields["opening"] = register(_("Register at the start of the month"), meter.shown_unit)
        words = _("Register at the end of %(month)s") if meter.is_register else _("Amount of %(month)s")
        label = words % {"month": month}
        self.fields["closing"] = register(label, meter.shown_unit)
        self.order_fields(["opening", "closing", "reason", "version"])


class AnswerForm(forms.Form):
    """Why a remarkable reading is right."""

    answer = forms.CharField(
        label=_("Why the reading is right"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
        help_text=_(
            "For instance a holiday, a second shift, a machine that stood still. The verifier reads it."
        ),
    )


class ReadingsForm(EvidenceForm):
    """What goes with a table of months: where it starts, a copy from a spreadsheet instead, a paper."""

    pasted = forms.CharField(
        label=_("Paste from a spreadsheet"),
        required=False,
        strip=False,
        max_length=4000,
        help_text=_(
            "Instead of the table: copy two columns, month and register at its end, and paste them here. "
            "One month per line, for instance 2025-03 and 1,234,567."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    evidence = KeptFileField(
        label=_("Bill or photo of the register"), required=False, help_text=_("PDF, PNG or JPEG. Optional.")
    )

    def __init__(self, *args: Any, meter: Meter, needs_opening: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_opening:
            self.fields["opening"] = register(_("Register at the start of the first month"), meter.shown_unit)
            self.order_fields(["opening", "pasted", "evidence"])
        if not meter.is_register:
            self.fields["pasted"].help_text = _(
                "Instead of the table: copy two columns, month and its amount, and paste them here. "
                "One month per line, for instance 2025-03 and 1,234.5."
            )
            self.fields["evidence"].label = _("Bill or other paper")


class TakeOverForm(OperationForm):
    """A button under the preview; `state` is what the preview was compared with."""

    state = forms.CharField(max_length=16, widget=forms.HiddenInput)


class RowForm(forms.Form):
    """One month: its name and the register at its end, or its amount."""

    month = MonthField(label=_("Month"), required=False)
    closing = register(_("Register at the end of the month"), required=False)

    def __init__(self, *args: Any, is_register: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_register:
            self.fields["closing"].label = _("Amount of the month")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("closing") is not None and not cleaned.get("month") and "month" not in self.errors:
            self.add_error("month", _("Enter the month of this register."))
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Whether somebody typed a register here, right or wrong."""
        return bool(str(self["closing"].value() or "").replace("\x00", "").strip())


class BaseTable(BaseFormSet):
    """The months; empty rows at the end are left out, an empty one in between is an error."""

    def clean(self) -> None:
        filled = [index for index, form in enumerate(self.forms) if form.is_filled]
        for form in self.forms[: filled[-1] if filled else 0]:
            if not form.is_filled and not form.errors:
                form.add_error("closing", self.gap_words())

    def gap_words(self) -> Any:
        """Return what is said of a month left out between others."""
        if self.form_kwargs.get("is_register", True):
            return _("Enter the register, or clear the later months.")
        return _("Enter the amount, 0 if there was none, or clear the later months.")

    def rows(self) -> list[tuple[int, dt.date, Decimal]]:
        """Return (index of the form, month, register) of every filled row."""
        filled = [(index, form.cleaned_data) for index, form in enumerate(self.forms) if form.is_filled]
        return [(index, cleaned["month"], cleaned["closing"]) for index, cleaned in filled]


def table_of(months: int, most: int = MOST_MONTHS) -> type[BaseTable]:
    """Return the formset class for a table of so many months, and of at most so many."""
    made = formset_factory(
        RowForm,
        formset=BaseTable,
        extra=0,
        min_num=months,
        max_num=most,
        absolute_max=most,
    )
    return cast(type[BaseTable], made)


@dataclass(frozen=True)
class PastedLine:
    """One line of a paste: its number, and either month and register or what is wrong with it."""

    number: int
    month: dt.date | None = None
    closing: Decimal | None = None
    error: str = ""


def pasted_lines(text: str) -> Iterator[PastedLine]:
    """Yield the lines of a paste, without empty ones and without a heading."""
    for number, line in enumerate(text.splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", line).strip()
        if plain and (number > 1 or re.search(r"\d", plain)):
            yield _pasted_line(number, plain)


def _pasted_line(number: int, line: str) -> PastedLine:
    cells = [cell.strip() for cell in re.split(r"[\t;]", line) if cell.strip()]
    if len(cells) == 1:
        cells = line.rsplit(maxsplit=1)
    if len(cells) != 2:
        return PastedLine(
            number,
            error=str(_("two columns are needed, month and register, but found “%(line)s”."))
            % {"line": line[:60]},
        )
    try:
        month = MonthField().clean(month_text(cells[0]))
        closing = register().clean(cells[1])
    except ValidationError as error:
        return PastedLine(number, error=" ".join(error.messages))
    return PastedLine(number, month, closing)


def month_text(cell: str) -> str:
    """Return a month as spreadsheets write it (2025년 3월, 2025-03-01, 202503), as the field takes it."""
    found = (
        re.fullmatch(r"(\d{4})\s*년\s*(\d{1,2})\s*월", cell)
        or re.fullmatch(r"(\d{4})[-./]\s*(\d{1,2})(?:[-./]\s*\d{1,2})?\.?", cell)
        or re.fullmatch(r"(\d{4})(\d{2})(?:\d{2})?", cell)
    )
    return f"{found[1]}-{found[2]}" if found else cell
