"""Forms about reviewers, panels and scores."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField
from core.workflow.forms import OperationForm, VersionedForm
from firms.forms import by_rule
from firms.rules import check_sector


class ReviewerFields(forms.Form):
    """A reviewer's field, and how much they take when."""

    technologies = forms.MultipleChoiceField(
        label=_("Technologies they know"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sectors = forms.CharField(
        label=_("Sectors they know"),
        required=False,
        max_length=200,
        help_text=_("Beginnings of sector codes (KSIC), separated by commas, for instance C24, C30."),
    )
    max_load = forms.IntegerField(label=_("Most cases at a time"), min_value=1, max_value=500, initial=20)
    valid_from = DayField(label=_("Can be drawn from"))
    valid_until = DayField(
        label=_("Can be drawn until"), required=False, help_text=_("Empty: until further notice.")
    )

    def __init__(self, *args: Any, technologies: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(technology.code, str(technology)) for technology in technologies]
        self.fields["technologies"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            del self.fields["technologies"]

    def clean_sectors(self) -> list[str]:
        """Return the codes in their normal form."""
        codes = self.cleaned_data["sectors"].split(",")
        return sorted({by_rule(check_sector, code) for code in codes if code.strip()})

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        cleaned.setdefault("technologies", [])
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day must not be before the first."))
        return cleaned


class NewReviewerForm(ReviewerFields):
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The address with which the person signs in.")
    )
    field_order = ("email",)


class ReviewerForm(ReviewerFields, VersionedForm):
    """An entry of the pool that is there."""


class OpenPanelForm(OperationForm):
    per_application = forms.IntegerField(
        label=_("Reviewers for each application"), min_value=1, max_value=15, initial=3
    )
    due_on = DayField(label=_("Scores until"))
    seed = forms.CharField(
        label=_("Seed"),
        max_length=40,
        help_text=_("Reviewers are drawn from it: the same seed and the same pool give the same draw."),
    )
    flagged_spread = forms.IntegerField(
        label=_("Flag a spread from"),
        min_value=1,
        max_value=100,
        initial=20,
        help_text=_("Points between the highest and the lowest total."),
    )


class MinutesForm(VersionedForm):
    minutes = forms.CharField(
        label=_("Minutes"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Who took part, what was discussed, what was found of ties and wide spreads."),
    )


class DeclareForm(OperationForm):
    in_conflict = forms.TypedChoiceField(
        label=_("Are you in conflict?"),
        choices=[
            ("no", _("No: I have no tie to the firm, its group or its consortium.")),
            ("yes", _("Yes: another reviewer should score this case.")),
        ],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you are in conflict: family, employment, shares, a contract, a dispute."),
    )


class ScoreForm(OperationForm):
    """Points and a comment for each criterion of the panel."""

    def __init__(self, *args: Any, criteria: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            words = {"criterion": criterion, "weight": criterion.weight}
            self.fields[f"points_{criterion.pk}"] = forms.IntegerField(
                label=_("%(criterion)s (weight %(weight)s)") % words,
                help_text=_("Whole points, 0 to 100."),
                widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": 1, "inputmode": "numeric"}),
            )
            self.fields[f"comment_{criterion.pk}"] = forms.CharField(
                label=_("Comment: %(criterion)s") % words,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def given(self, what: str) -> dict[int, Any]:
        """Return what was given, points or comment, by the criterion's key."""
        return {criterion.pk: self.cleaned_data[f"{what}_{criterion.pk}"] for criterion in self.criteria}
