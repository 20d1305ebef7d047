"""Forms about what consulting and footprints delivered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import CHOOSE, DayField, DecimalQuantityField
from disbursements.forms import checked
from firms.models import Regulation
from firms.rules import check_hs_code


class DeliverableForm(EvidenceForm):
    """What was delivered for one item: a footprint, or a report."""

    cost_item = forms.ModelChoiceField(label=_("What was ordered"), queryset=CostItem.objects.none())
    product = forms.CharField(
        label=_("Product"), max_length=120, help_text=_("Which product, part or process it is about.")
    )
    declared_unit = forms.CharField(
        label=_("Declared unit"),
        max_length=40,
        required=False,
        help_text=_("What the footprint is given for, such as 1 kg or 1 piece. A footprint needs it."),
    )
    kg_per_unit = DecimalQuantityField(
        label=_("Carbon footprint per declared unit"),
        unit="kgCO₂e",
        required=False,
        help_text=_("As in the verification statement. A footprint needs it, a consulting report does not."),
    )
    verifier_name = forms.CharField(
        label=_("Verified by"),
        max_length=120,
        required=False,
        help_text=_("Body that verified the footprint. A footprint needs it."),
    )
    regulation = forms.ChoiceField(
        label=_("Export rule it serves"), required=False, choices=[("", _("None")), *Regulation.choices]
    )
    hs_code = forms.CharField(
        label=_("HS/CN code of the product"),
        max_length=16,
        required=False,
        help_text=_("4 to 10 digits, if you know it."),
    )
    delivered_on = DayField(label=_("Delivered on"))
    report = KeptFileField(
        label=_("Report or verification statement"), help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cost_item"]
        field.queryset = items
        field.empty_label = None if len(items) == 1 else CHOOSE

    def clean_hs_code(self) -> str:
        """Return the digits."""
        return checked(check_hs_code)(self.cleaned_data["hs_code"])


class EditDeliverableForm(DeliverableForm):
    """The same, put right; the report stays unless another one is handed in."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, items=CostItem.objects.none(), **kwargs)
        del self.fields["cost_item"]
        self.fields["report"].required = False
        self.fields["report"].help_text = _("Only if another one takes its place.")
