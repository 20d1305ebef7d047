"""Forms of this room."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import MonthField
from core.users.models import User
from core.workflow.forms import OperationForm
from measurement.queries import last_day


class PeriodForm(OperationForm):
    """The first and the last month of a statement."""

    period_from = MonthField(label=_("First month"), help_text=_("The first month of operation, or later."))
    period_until = MonthField(label=_("Last month"), help_text=_("This month is part of the statement."))

    def clean_period_until(self) -> dt.date:
        """Return the last day of the month that was typed."""
        return last_day(self.cleaned_data["period_until"])


class VerifierForm(OperationForm):
    """One of those who could verify."""

    verifier = forms.ModelChoiceField(
        label=_("Verifier"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_(
            "Only people with the role of verifier who belong to no firm of the consortium are listed."
        ),
    )

    def __init__(self, *args: Any, possible: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verifier"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = User.objects.filter(pk__in=[user.pk for user in possible]).order_by("name", "pk")


class OpinionForm(OperationForm):
    """What the verifier found; kept with the signature."""

    reason = forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was checked and how. Optional."),
    )
