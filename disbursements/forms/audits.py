"""Forms of audits: who audits the firm, and the report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import NOT_CHOSEN, BusinessNumberField, DayField, LineField
from core.workflow.forms import VersionedForm
from disbursements.models import AuditOpinion


class AuditorForm(VersionedForm):
    """Name, number and the day of the contract."""

    auditor = LineField(label=_("Auditor"), max_length=120, help_text=_("Accounting firm or auditors' team."))
    auditor_number = BusinessNumberField(label=_("Auditor's business number"))
    engaged_on = DayField(label=_("Day of the contract of audit"))


class AuditReportForm(EvidenceForm):
    """The report as a file, the auditor's opinion, the report's day."""

    opinion = forms.ChoiceField(label=_("Auditor's opinion"), choices=[NOT_CHOSEN, *AuditOpinion.choices])
    reported_on = DayField(label=_("Day of the report"))
    report = KeptFileField(
        label=_("Auditor's report"), allowed=PAPERS, help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
