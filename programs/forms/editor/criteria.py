"""Criteria of panels and the numbers of the eligibility checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui import numbers
from core.ui.fields import DayField, WonField
from core.workflow.forms import ReasonForm, VersionedForm
from programs.forms.editor.fields import (
    DaysField,
    QuoteNumberField,
    SecondsField,
    ShortNameField,
    WeightField,
    WholeField,
)
from programs.forms.editor.shared import NamedForm, SourcedForm
from programs.models import CheckTermKind
from programs.shapes import MOST_WON, SHAPES


class CriterionForm(SourcedForm, NamedForm):
    """A criterion and its weight, from a day on."""

    position = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        max_value=99,
        help_text=_("Where two applications are level, the first criterion decides."),
    )
    weight = WeightField(label=_("Weight"))
    valid_from = DayField(label=_("First day"))


class AddCriterionForm(CriterionForm):
    code = ShortNameField()
    field_order = ("code",)


class ChangeCriterionForm(VersionedForm, ReasonForm, CriterionForm):
    """A criterion from a day on, and why it changes."""


class NumberField(WholeField):
    """Won, days or seconds, as the kind of number says."""

    units = (*numbers.WON_UNITS, *DaysField.units, *SecondsField.units)


class AddCheckTermForm(SourcedForm):
    """A number of a kind that the programme does not have yet."""

    kind = forms.ChoiceField(label=_("What the number says"), widget=forms.RadioSelect)
    value = NumberField(
        label=_("Value"),
        limit=MOST_WON + 1,
        allow_zero=True,
        help_text=_(
            "Won for a price, a number of quotes, days for how long a fact holds or within which to act, "
            "seconds of grace."
        ),
    )
    valid_from = DayField(label=_("First day"))

    def __init__(self, *args: Any, missing: list[CheckTermKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in missing]  # type: ignore[attr-defined]


#: what asks for a number of each unit
VALUE_FIELDS = {"won": WonField, "quotes": QuoteNumberField, "days": DaysField, "seconds": SecondsField}


class ChangeCheckTermForm(VersionedForm, ReasonForm, SourcedForm):
    """A number from a day on, and why it changes."""

    valid_from = DayField(label=_("First day"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        shape = SHAPES[kind]
        super().__init__(*args, **kwargs)
        asked = VALUE_FIELDS[shape.unit]
        self.fields = {"value": asked(label=_("Value"), allow_zero=shape.least == 0), **self.fields}
