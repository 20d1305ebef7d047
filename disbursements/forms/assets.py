"""Forms about assets: completing the entry, the half-yearly report, what a firm asks to do, decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import JPEG, PNG
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField, LineField, WonField
from core.workflow.forms import TOO_SHORT, ReasonForm
from disbursements.models import Condition, DisposalKind

PHOTOS = frozenset({JPEG, PNG})
YES_NO = [("True", _("Yes")), ("False", _("No"))]


class CompleteForm(EvidenceForm):
    """What stands on the plate, where the equipment stands, since when."""

    maker = LineField(label=_("Maker"), max_length=80, help_text=_("As on the serial plate."))
    model = LineField(label=_("Model"), max_length=80, required=False, help_text=_("As on the serial plate."))
    machines = forms.IntegerField(label=_("Number of machines"), min_value=1, max_value=999)
    serials = forms.CharField(
        label=_("Serial numbers"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One to a line, as many as there are machines."),
    )
    site = LineField(label=_("Address where it stands"), max_length=160)
    installed_on = DayField(label=_("Installed on"))
    plate = KeptFileField(
        label=_("Photo of the serial plate"), allowed=PHOTOS, help_text=_("PNG or JPG, at most 20 MB.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReportForm(forms.Form):
    """Condition, place and use of an asset in a half-year."""

    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices, widget=forms.RadioSelect)
    place = LineField(label=_("Where it stands"), max_length=160)
    in_use = forms.TypedChoiceField(
        label=_("Is it used for what it was paid for?"),
        choices=YES_NO,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DisposalForm(ReasonForm):
    """What the firm wants to do with an asset, with whom, why."""

    kind = forms.ChoiceField(
        label=_("What do you want to do?"), choices=DisposalKind.choices, widget=forms.RadioSelect
    )
    to_whom = LineField(
        label=_("To whom"),
        max_length=120,
        required=False,
        help_text=_("The buyer, the tenant or the creditor; for a sale, a lease or a pledge."),
    )
    to_site = LineField(
        label=_("New place"), max_length=160, required=False, help_text=_("For a move: where it is to stand.")
    )
    price_won = WonField(
        label=_("Price"), required=False, allow_zero=True, help_text=_("For a sale: the price without VAT.")
    )

    field_order = ("kind", "to_whom", "to_site", "price_won", "reason")


class RecommendForm(forms.Form):
    """What the officer recommends to whoever decides."""

    recommendation = forms.CharField(
        label=_("Recommendation"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )


class ApproveForm(ReasonForm):
    """The decision, and where an asset is sold or scrapped what is to be given back."""

    to_return_won = WonField(
        label=_("Subsidy to be returned"),
        allow_zero=True,
        help_text=_("Part of the subsidy that the firm gives back for this asset; 0 for none."),
    )

    field_order = ("to_return_won", "reason")

    def __init__(self, *args: Any, returns: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not returns:
            del self.fields["to_return_won"]
