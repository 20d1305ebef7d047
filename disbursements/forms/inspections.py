"""Forms about inspections: the plan, one point, a photo, a finding and its answer, the result, the rating."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField
from core.users.models import User
from core.workflow.forms import TOO_SHORT, ReasonForm
from disbursements.forms.assets import PHOTOS
from disbursements.inspections.risk import Rating
from disbursements.models import InspectionStatus, Mode, PointAnswer

RESULTS = [
    (InspectionStatus.PASSED.value, pgettext_lazy("inspection", "Passed")),
    (InspectionStatus.FAILED.value, pgettext_lazy("inspection", "Failed")),
]


class PlanForm(forms.Form):
    """How, when, who."""

    mode = forms.ChoiceField(
        label=pgettext_lazy("inspection", "How"), choices=Mode.choices, widget=forms.RadioSelect
    )
    planned_on = DayField(label=_("Planned for"))
    inspector = forms.ModelChoiceField(
        label=_("Who carries it out"),
        queryset=User.objects.none(),
        help_text=_("Not who alone checked the payments of this grant."),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["inspector"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")


class PointForm(forms.Form):
    """One point of the checklist."""

    answer = forms.ChoiceField(label=_("Answer"), choices=PointAnswer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What you saw"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PhotoForm(EvidenceForm):
    """A photo of what was seen."""

    photo = KeptFileField(label=_("Photo"), allowed=PHOTOS, help_text=_("PNG or JPG, at most 20 MB."))


class FindingForm(forms.Form):
    """What was found, and until when the firm puts it right."""

    what = forms.CharField(
        label=_("What was found"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )
    due_on = DayField(label=_("To be put right by"))


class FindingAnswerForm(EvidenceForm):
    """What the firm did about a finding, and what shows it."""

    answer = forms.CharField(
        label=_("What you did"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )
    proof = KeptFileField(
        label=_("What shows it"), required=False, help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )


class ConcludeForm(ReasonForm):
    """How the inspection ended, and why."""

    result = forms.ChoiceField(label=_("Result"), choices=RESULTS, widget=forms.RadioSelect)

    field_order = ("result", "reason")


class RatingForm(ReasonForm):
    """A rating other than the one of the facts."""

    rating = forms.ChoiceField(
        label=_("Rating"),
        required=False,
        choices=[("", _("As the facts say")), *Rating.choices],
        widget=forms.RadioSelect,
    )

    field_order = ("rating", "reason")
