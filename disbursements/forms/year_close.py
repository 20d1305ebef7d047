"""What of each call is carried over into the next fiscal year."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import CHOOSE, LineField, WonField
from core.workflow.forms import OperationForm
from disbursements.operations.year_close import Carry
from disbursements.queries.year_close import ClosingLine
from programs.models import Call


class YearCloseForm(OperationForm):
    """Three fields for every call in which anything lay: how much is carried over, to where and why."""

    def __init__(
        self, *args: Any, lines: Iterable[ClosingLine], offered: Sequence[Call], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.calls = [line.call for line in lines if line.call]
        if not offered:
            return
        choices = Call.objects.filter(pk__in=[call.pk for call in offered])
        for call in self.calls:
            said = {"call": call.name}
            self.fields[f"carried_{call.pk}"] = WonField(
                label=_("Carried over from “%(call)s”") % said, allow_zero=True, initial=0
            )
            self.fields[f"to_{call.pk}"] = forms.ModelChoiceField(
                label=_("To which call, of “%(call)s”") % said, queryset=choices, required=False,
                empty_label=CHOOSE,
            )  # fmt: skip
            self.fields[f"reason_{call.pk}"] = LineField(
                label=_("Why, of “%(call)s”") % said, max_length=400, required=False
            )

    @property
    def carried(self) -> dict[int, Carry]:
        """What is carried over, by call."""
        given = self.cleaned_data
        return {
            call.pk: Carry(
                given[f"carried_{call.pk}"], given.get(f"to_{call.pk}"), given.get(f"reason_{call.pk}") or ""
            )
            for call in self.calls
            if f"carried_{call.pk}" in given
        }
