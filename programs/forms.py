"""Forms about consortia."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.ui.formats import business_number as with_hyphens
from firms.forms import FirmNumberField
from firms.models import Firm
from firms.queries import firm_with_number
from programs.models import SupportModel
from programs.queries import firms_to_lead
from programs.refusals import FirmNotRegistered


class ModelOfSupport(forms.ModelChoiceField):
    """A support model, each with a sentence on what it is."""

    def label_from_instance(self, obj: Any) -> str:
        about = obj.about_en if get_language() == "en" else obj.about_ko
        return f"{obj.name}: {about}"


class ConsortiumForm(forms.Form):
    """A new consortium; the anchor is one of the firms that `user` represents."""

    name = forms.CharField(label=_("Name of the consortium"), max_length=120)
    anchor = forms.ModelChoiceField(label=_("Anchor firm"), queryset=Firm.objects.none())
    support_model = ModelOfSupport(
        label=_("Support model"),
        queryset=SupportModel.objects.order_by("pk"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, user: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firms = firms_to_lead(user, at)
        self.fields["anchor"].queryset = firms  # type: ignore[attr-defined]
        if len(firms) == 1:
            self.fields["anchor"].initial = firms[0]


class InvitationForm(forms.Form):
    """A firm to invite, by its business registration number."""

    business_number = FirmNumberField(
        label=_("Business registration number of the firm"),
        help_text=_("The firm must be registered here. It decides itself whether it joins."),
    )

    def clean_business_number(self) -> Firm:
        """
        Find the firm.

        :raises ValidationError: saying what to do, if no such firm is registered.
        """
        digits = self.cleaned_data["business_number"]
        if firm := firm_with_number(digits):
            return firm
        raise ValidationError(str(FirmNotRegistered(number=with_hyphens(digits))), code="unknown")
