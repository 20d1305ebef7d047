"""Forms whose fields are an operation's arguments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: what is said of a text that is too short to say anything
TOO_SHORT = {"min_length": _("Please write at least %(limit_value)d characters.")}


class OperationForm(forms.Form):
    """A form with nothing to fill in: a button and its consequences."""


class ReasonForm(OperationForm):
    """A decision that needs a reason."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )


class LookedAtForm(forms.Form):
    """A decision on a record as its page showed it: `version` is what was looked at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VersionedForm(forms.Form):
    """A form over an edited record; `version` is what the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "version"), "version"])
