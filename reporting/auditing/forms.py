"""What an auditor fills in to draw a sample and to note a finding, and the office to answer."""

import secrets
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import KilogramField, WonField
from core.workflow.forms import TOO_SHORT, LookedAtForm, OperationForm, ReasonForm
from reporting.auditing.kinds import FindingKind, Layer, Population, Rule
from reporting.auditing.refusals import BadSeed

#: the most that can be drawn at once
MOST = 1_000


class DrawForm(OperationForm):
    """What is drawn from, by what it is layered, how many are taken, and the seed."""

    title = forms.CharField(label=_("Title"), min_length=2, max_length=120, error_messages=TOO_SHORT)
    population = forms.ChoiceField(
        label=_("Drawn from"), choices=Population.choices, widget=forms.RadioSelect
    )
    layer = forms.ChoiceField(label=_("Divided into strata by"), choices=Layer.choices)
    rule = forms.ChoiceField(
        label=_("How many of each stratum"), choices=Rule.choices, widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST,
        help_text=_("In proportion: how many in all. The same number: how many of each stratum."),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("At least of each stratum"), min_value=0, max_value=MOST, initial=1, required=False
    )
    period_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput)
    period_until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput)
    seed = forms.CharField(
        label=_("Seed"), required=False, max_length=64,
        validators=[RegexValidator(r"^[0-9A-Za-z]{8,64}$", BadSeed.message)],
        help_text=_("Leave it empty to have one made. It is recorded, so that anybody can draw again."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Make a seed where none was given, and see that the period runs forward."""
        cleaned = super().clean() or {}
        cleaned["seed"] = cleaned.get("seed") or secrets.token_hex(16)
        cleaned["least"] = cleaned.get("least") or 0
        since, until = cleaned.get("period_from"), cleaned.get("period_until")
        if since and until and until < since:
            self.add_error("period_until", _("The period ends before it begins."))
        return cleaned


class LookForm(LookedAtForm):
    """What the auditor looked at without finding anything."""

    note = forms.CharField(
        label=_("What you looked at"), min_length=5, max_length=2000, error_messages=TOO_SHORT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class FindingForm(EvidenceForm):
    """A finding on one of the lines of what was drawn."""

    line = forms.ChoiceField(label=_("On which line"))
    kind = forms.ChoiceField(label=_("What sort of finding"), choices=FindingKind.choices)
    amount_won = WonField(label=_("Won it concerns"), required=False)
    kilograms = KilogramField(label=_("Kg CO₂e it concerns"), required=False)
    text = forms.CharField(
        label=_("What you found"), min_length=5, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=TOO_SHORT,
    )  # fmt: skip
    evidence = KeptFileField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], counts_won: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]
        del self.fields["kilograms" if counts_won else "amount_won"]


class AnswerForm(LookedAtForm):
    """What the office says to a finding."""

    text = forms.CharField(
        label=_("Answer of the office"), min_length=5, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages=TOO_SHORT,
        help_text=_("Nothing of the case changes by it. What has to follow is decided on the case's page."),
    )  # fmt: skip


class SettleForm(LookedAtForm, ReasonForm):
    """Why a finding is closed, or asked about again."""
