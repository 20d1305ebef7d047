"""Funding rules: set, ended, taken out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField, WonField
from core.ui.widgets import UnitInput
from core.workflow.forms import ReasonForm, VersionedForm
from firms.models import SizeClass
from programs.forms.editor.fields import DaysField, PercentField
from programs.forms.editor.shared import SourcedForm
from programs.models import CostKind, Grade
from programs.shapes import SHAPES, Shape


class RuleForm(SourcedForm):
    """A number of one kind; what it is for is asked where the kind tells it apart, unless it is fixed."""

    valid_from = DayField(label=_("First day"))

    def __init__(self, *args: Any, kind: str, fixed: bool = False, **kwargs: Any) -> None:
        shape = SHAPES[kind]
        super().__init__(*args, **kwargs)
        asked = {} if fixed else _dimensions(shape)
        self.fields = {**asked, "value": _value_field(shape), **self.fields}


def _dimensions(shape: Shape) -> dict[str, forms.Field]:
    fields = {
        "cost_kind": forms.ChoiceField(
            label=_("For which costs"), required=False, choices=[("", _("All costs")), *CostKind.choices]
        ),
        "size_class": forms.ChoiceField(
            label=_("For which firms"), required=False, choices=[("", _("All firms")), *SizeClass.choices]
        ),
        "grade": forms.ChoiceField(
            label=_("For which technologies"),
            required=False,
            choices=[("", _("All technologies")), *Grade.choices],
        ),
    }
    return {name: field for name, field in fields.items() if name in shape.dimensions}


def _value_field(shape: Shape) -> forms.Field:
    if shape.unit == "bp":
        return PercentField(label=_("Value"))
    if shape.unit == "days":
        return DaysField(label=_("Value"), allow_zero=shape.least == 0)
    unit = _("won per tCO₂e") if shape.unit == "won/t" else _("won")
    widget = UnitInput(unit=unit, inputmode="numeric")
    return WonField(label=_("Value"), widget=widget, allow_zero=shape.least == 0)


class FollowingRuleForm(VersionedForm, RuleForm):
    """A number that follows one there is."""


class EndForm(VersionedForm, ReasonForm):
    """The last day of a rule, a criterion or a number, and why."""

    valid_until = DayField(label=_("Last day"))
    field_order = ("valid_until", "reason")


class RemoveForm(VersionedForm, ReasonForm):
    """Why a rule, a criterion or a number is taken out before it begins."""
