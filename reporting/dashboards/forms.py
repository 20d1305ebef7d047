"""Forms of pages that only show something: what is typed is computed with and kept nowhere."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import WonField
from firms.models import SizeClass
from programs.models import Consortium, CostKind, Grade, Program, Technology
from programs.queries import technologies_on
from programs.rules import CostLine

NOT_LISTED = _("Another firm, or I do not know yet")


class ByAnchor(forms.ModelChoiceField):
    """A consortium by its anchor firm, under whose name suppliers know it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.anchor} · {obj.name}"


class CalculatorForm(forms.Form):
    """What a firm says of itself to learn whether it is eligible and how much it would get."""

    size_class = forms.ChoiceField(
        label=_("How large is your firm?"),
        choices=list(reversed(SizeClass.choices)),
        initial=SizeClass.SME,
        widget=forms.RadioSelect,
        help_text=_("As on your certificate of size. The certificate is asked for when you apply."),
    )
    is_in_trading_scheme = forms.ChoiceField(
        label=_("Does your firm take part in the emissions trading scheme?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        initial="no",
        required=False,
        widget=forms.RadioSelect,
    )
    consortium = ByAnchor(
        label=_("Which firm do you deliver to?"),
        queryset=Consortium.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=NOT_LISTED,
        help_text=_("Firms take part through an anchor firm. These lead a selected consortium."),
    )
    technology = forms.ModelChoiceField(
        label=_("Technology of the new equipment"),
        queryset=Technology.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("Choose …"),
    )
    equipment_won = WonField(label=_("Cost of the equipment, without VAT"), required=False, allow_zero=True)
    consulting_won = WonField(label=_("Cost of consulting, without VAT"), required=False, allow_zero=True)
    pcf_won = WonField(
        label=_("Cost of verifying a product carbon footprint (PCF), without VAT"),
        required=False,
        allow_zero=True,
    )

    def __init__(self, *args: Any, program: Program, consortia: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consortium"].queryset = consortia  # type: ignore[attr-defined]
        self.fields["technology"].queryset = technologies_on(program, on)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a cost; nothing can be computed from none."""
        cleaned = super().clean() or {}
        if not self.errors and not self.costs():
            self.add_error("equipment_won", _("Enter the cost of at least one thing you would buy."))
        return cleaned

    def costs(self) -> list[CostLine]:
        """Return what would be bought, as the arithmetic takes it."""
        cleaned = self.cleaned_data
        grade = cleaned["technology"].grade if cleaned.get("technology") else Grade.GENERAL
        lines = [
            CostLine(CostKind.EQUIPMENT, cleaned.get("equipment_won") or 0, grade),
            CostLine(CostKind.CONSULTING, cleaned.get("consulting_won") or 0),
            CostLine(CostKind.PCF, cleaned.get("pcf_won") or 0),
        ]
        return [line for line in lines if line.won]
