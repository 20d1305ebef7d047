"""Forms of tables of factors."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import CSV, XLSX
from core.evidence.forms import EvidenceForm, KeptFileField
from core.evidence.models import Attachment
from core.evidence.sheets.uploads import WorkbookField
from core.ui.fields import DayField, DecimalQuantityField, MonthField
from core.workflow.forms import OperationForm, ReasonForm
from measurement.factoring.families import Family
from measurement.factoring.operations import FactorEntry
from measurement.models import Purpose
from programs.models import Program

_SOURCE_HELP = _("Where it was published: the notice and its date, an annex, a table in it.")


class TableForm(OperationForm):
    """What a table is: purpose, family, approval round, source."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    family = forms.ChoiceField(label=_("Family"), choices=Family.choices)
    approval_round = forms.CharField(
        label=_("Approval round"), max_length=40, help_text=_("As it is cited, for instance 2025:2021-2023.")
    )
    source_ko = forms.CharField(
        label=_("Source, in Korean"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_SOURCE_HELP,
    )
    source_en = forms.CharField(
        label=_("Source, in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FactorForm(OperationForm):
    """One factor of a table."""

    code = forms.CharField(
        label=_("Code"),
        max_length=48,
        help_text=_("For instance grid_electricity, city_gas_ncv, city_gas_co2, gwp_ch4."),
    )
    value = DecimalQuantityField(label=_("Value"), decimal_places=9, allow_zero=False)
    unit = forms.CharField(
        label=_("Unit"), max_length=40, help_text=_("For instance tCO2eq/MWh, MJ/Nm3, kgCO2/TJ, kgCO2eq/kg.")
    )
    period_from = DayField(label=_("Valid or measured from"))
    period_until = DayField(label=_("Valid or measured until"), required=False)
    source_ko = forms.CharField(
        label=_("Source, in Korean"), max_length=2000, required=False,
        help_text=_("Leave it empty where it is that of the table."),
    )  # fmt: skip
    source_en = forms.CharField(label=_("Source, in English"), max_length=2000, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("period_from"), given.get("period_until")
        if first and last and last < first:
            self.add_error("period_until", _("It ends before it begins."))
        return given

    def entry(self, source_ko: str, source_en: str) -> FactorEntry:
        """Return what was entered; without a source of its own it has the table's."""
        given = self.cleaned_data
        own = given["source_ko"] or given["source_en"]
        return FactorEntry(
            code=given["code"],
            value=given["value"],
            unit=given["unit"],
            period_from=given["period_from"],
            period_until=given["period_until"],
            source_ko=(given["source_ko"] or own) if own else source_ko,
            source_en=(given["source_en"] or own) if own else source_en,
        )


class CodeForm(OperationForm):
    """Which factor of the table is taken out."""

    code = forms.ChoiceField(label=_("Code"))

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class SheetField(WorkbookField):
    """A workbook as `WorkbookField` takes it, or a CSV file."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed = frozenset({XLSX, CSV})

    def _store(self, upload: Any) -> Attachment:
        """Keep a CSV file as it is; a workbook is looked through first, as it is named or as it begins."""
        begins = upload.read(2)
        upload.seek(0)
        if str(upload.name).lower().endswith(".csv") and begins != b"PK":
            return KeptFileField._store(self, upload)
        return super()._store(upload)


class FactorsWorkbookForm(EvidenceForm):
    """A filled-in workbook of factors, or a CSV file with the same headings."""

    workbook = SheetField(
        label=_("The filled-in template"),
        help_text=_("An Excel workbook (.xlsx), at most 10 MB and 10,000 rows; or its sheet as CSV."),
    )


class UseForm(ReasonForm):
    """From which month on which programme uses the table, and why."""

    program = forms.ModelChoiceField(
        label=_("Programme"), queryset=Program.objects.none(), to_field_name="public_id"
    )
    first_month = MonthField(label=_("From which month on"), help_text=_("Months before keep their version."))
    field_order = ("program", "first_month", "reason")

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["program"]
        chosen.queryset = programs

    def clean_first_month(self) -> dt.date | None:
        """Return the first day of the month."""
        month: dt.date | None = self.cleaned_data["first_month"]
        return month.replace(day=1) if month else None
