"""Forms of the sections of a consortium's plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import TonnesField, WonField
from firms.models import Firm
from programs.models import PARTNER_ROLES, Consortium, Member


class Receiver(forms.ModelChoiceField):
    """A member with the one above it: money goes from there to here."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.upstream.firm} → {obj.firm}"


class PassOnForm(forms.Form):
    """How much one member hands on to a member directly below it."""

    receiver = Receiver(
        label=_("From whom to whom"), queryset=Member.objects.none(), empty_label=_("Choose …")
    )
    amount = WonField(label=_("Amount"))

    def __init__(self, *args: Any, consortium: Consortium, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Member.objects.present().filter(consortium=consortium, tier__gt=1, role__in=PARTNER_ROLES)
        receivers = below.select_related("firm", "upstream__firm").order_by("tier", "pk")
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]


class SurplusForm(forms.Form):
    """What is promised, what is expected above it, whose that is."""

    promised_kg = TonnesField(
        label=_("Reduction promised a year"), help_text=_("The programme counts it; above it is surplus.")
    )
    expected_surplus_kg = TonnesField(label=_("Surplus expected a year"))
    owner = forms.ModelChoiceField(
        label=_("Firm to which the surplus belongs"), queryset=Firm.objects.none(), empty_label=_("Choose …")
    )
    method = forms.CharField(
        label=_("Planned method of external projects"),
        max_length=160,
        help_text=_("The approved methodology by which the surplus is to become credits."),
    )

    def __init__(self, *args: Any, consortium: Consortium, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.present().filter(consortium=consortium)
        firms = Firm.objects.filter(pk__in=members.values("firm"))
        self.fields["owner"].queryset = firms  # type: ignore[attr-defined]
