"""What people say about themselves when signing up, besides address and password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import LineField


class SignUpForm(forms.Form):
    name = LineField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: Any, user: Any) -> None:
        """Do nothing more: the adapter has saved the name."""
