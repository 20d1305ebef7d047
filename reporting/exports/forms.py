"""Forms of export packs."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import CSV, XLSX
from core.evidence.forms import EvidenceForm, KeptFileField
from core.workflow.forms import OperationForm
from core.workflow.refusals import Refusal
from reporting.exports import status
from reporting.exports.steps import Step


class StepForm(OperationForm):
    """Which step of the life cycle is handed over."""

    step = forms.ChoiceField(label=_("Step"), choices=Step.choices, widget=forms.RadioSelect)


class StatusForm(EvidenceForm):
    """The network's status file."""

    file = KeptFileField(
        label=_("Status file"),
        allowed=frozenset({CSV, XLSX}),
        help_text=format_lazy(
            _("XLSX, or CSV in UTF-8 or CP949, with the columns {columns} in its first row."),
            columns=", ".join(status.HEADINGS),
        ),
    )

    def clean(self) -> dict[str, object]:
        """Read the rows of the file, or say which cells are wrong."""
        cleaned = super().clean() or {}
        if file := cleaned.get("file"):
            try:
                cleaned["answered"] = status.read(file.blob.path.read_bytes())
            except Refusal as refusal:
                self.add_error("file", str(refusal))
        return cleaned
