"""What is asked for when a token is made and a webhook registered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField


class TokenForm(forms.Form):
    """A name and a last day."""

    name = forms.CharField(
        label=_("Name of the token"), max_length=60, help_text=_("Which program uses it, for example “ERP”.")
    )
    expires_on = DayField(
        label=_("Last day"),
        help_text=_("At most 366 days ahead. Revoke it earlier when the program is no longer used."),
    )


class HookForm(forms.Form):
    """An address."""

    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Begins with https:// and is reachable from the internet."),
        widget=forms.URLInput,
    )
