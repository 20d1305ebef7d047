"""What an officer writes down about a signal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.workflow.forms import TOO_SHORT, LookedAtForm
from reporting.signals.workflow import Status


class FindingForm(LookedAtForm):
    """Outcome, what was looked at, and why it comes to that."""

    outcome = forms.ChoiceField(
        label=_("What it comes to"),
        choices=[(s.value, s.label) for s in (Status.JUSTIFIED, Status.HARMLESS)],
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(
        label=_("What you looked at and found"),
        min_length=5,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )
    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_SHORT,
        help_text=_("Nothing follows by itself. What has to follow is decided on the page of the case."),
    )
