"""Forms about the quotes of a cost item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications import rules
from applications.forms import good_quote_day
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField, LineField, WonField
from core.workflow.refusals import Refusal


class QuoteForm(EvidenceForm):
    """What a quote says, and the paper."""

    supplier = LineField(label=_("Supplier that made the quote"), max_length=120)
    quoted_on = DayField(label=_("Date of the quote"))
    sum_won = WonField(label=_("Sum of the quote without VAT"))
    attachment = KeptFileField(label=_("The quote"), help_text=_("PDF, PNG or JPG, at most 20 MB."))

    def clean_quoted_on(self) -> Any:
        """Ask the rule about the date of the quote."""
        return good_quote_day(self.cleaned_data["quoted_on"])


class AddQuoteForm(QuoteForm):
    """Another quote, and why one of them is chosen."""

    is_chosen = forms.BooleanField(label=_("Choose this quote: the cost rests on it"), required=False)
    reason = forms.CharField(
        label=_("Reason for the choice"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why the chosen quote and not another one; needed before you submit."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask the rule about the reason of a choice."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_chosen"):
            try:
                rules.check_reason(cleaned.get("reason", ""))
            except Refusal as refusal:
                self.add_error(refusal.field, str(refusal))
        return cleaned


class EditQuoteForm(QuoteForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ChooseQuoteForm(forms.Form):
    """Why this quote."""

    reason = forms.CharField(
        label=_("Reason for the choice"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
