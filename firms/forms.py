"""Forms about firms. They call the pure rules, as the operations do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import BusinessNumberField, DayField, LineField
from core.workflow.forms import VersionedForm
from core.workflow.refusals import Refusal
from firms import rules
from firms.models import Regulation, SizeClass
from firms.regions import Region


def by_rule(rule: Callable[[str], str], text: str) -> str:
    """
    Return what the rule makes of the text.

    :raises ValidationError: in the words of the rule's refusal.
    """
    try:
        return rule(text)
    except Refusal as refusal:
        raise ValidationError(str(refusal), code="rule") from refusal


class FirmNumberField(BusinessNumberField):
    """A business registration number that says exactly what is wrong with it; cleans to ten digits."""

    def to_python(self, value: Any) -> str:
        """Return the ten digits."""
        text = self.typed(value)
        return by_rule(rules.check_business_number, text) if text else ""


class FirmForm(forms.Form):
    """What everybody may know of a firm."""

    name = LineField(label=_("Name of the firm"), max_length=120)
    corporate_number = forms.CharField(
        label=_("Corporate registration number"),
        required=False,
        max_length=20,
        help_text=_("13 digits; leave it empty for a firm that is not a corporation."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "000000-0000000"}),
    )
    representative_name = LineField(label=_("Name of the firm's representative"), max_length=80)
    sector = forms.CharField(
        label=_("Sector (KSIC)"),
        max_length=8,
        help_text=_("Code of the Korean Standard Industrial Classification, revision 11, such as C29132."),
    )
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("Choose …")), *Region.choices])
    address = LineField(label=_("Address of the head office"), max_length=200)
    is_in_trading_scheme = forms.BooleanField(
        label=_("The firm takes part in the emissions trading scheme"),
        required=False,
        help_text=_("It is allotted allowances. Some programmes do not support such firms."),
    )

    def clean_corporate_number(self) -> str:
        """Check the form; a check digit that does not fit is a warning, which the page gives."""
        return by_rule(rules.check_corporate_number, self.cleaned_data["corporate_number"])

    def clean_sector(self) -> str:
        """Check the form of the code."""
        return by_rule(rules.check_sector, self.cleaned_data["sector"])


class RegisterFirmForm(FirmForm):
    business_number = FirmNumberField(
        label=_("Business registration number"),
        help_text=_("Ten digits as on the business registration certificate, with or without hyphens."),
    )
    field_order = ("business_number", "name", "corporate_number", "representative_name")


class EditFirmForm(VersionedForm, FirmForm):
    """The record of a firm, without its business number: that is the firm."""


class CertificateForm(EvidenceForm):
    size_class = forms.ChoiceField(
        label=_("Size class"), choices=SizeClass.choices, widget=forms.RadioSelect, initial=SizeClass.SME
    )
    number = LineField(label=_("Certificate number"), max_length=40)
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until"))
    attachment = KeptFileField(label=_("The certificate"), help_text=_("PDF, PNG or JPG, at most 20 MB."))


class ClerkForm(forms.Form):
    name = LineField(label=_("Name of the clerk"), max_length=80)
    user_email = forms.EmailField(
        label=_("E-mail address of the clerk"),
        max_length=rules.LONGEST_ADDRESS,
        help_text=_("The clerk signs in with this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ExposureForm(forms.Form):
    """An export rule that the firm meets with a product."""

    regulation = forms.ChoiceField(
        label=_("Export rule"), choices=Regulation.choices, widget=forms.RadioSelect, initial=Regulation.CBAM
    )
    product = forms.CharField(
        label=_("Product"),
        max_length=120,
        help_text=_("What the firm, or whoever it delivers to, sells abroad; for instance brake discs."),
    )
    hs_code = forms.CharField(
        label=_("HS/CN code of the product"),
        required=False,
        max_length=16,
        help_text=_("4 to 10 digits, if you know it."),
    )
    since = DayField(label=_("Since"))

    def clean_hs_code(self) -> str:
        """Return the digits."""
        return by_rule(rules.check_hs_code, self.cleaned_data["hs_code"])


class EndExposureForm(forms.Form):
    ended_on = DayField(label=_("Last day"))
