"""Forms of the programme editor: a programme and all that is data about it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from core.ui import formats
from core.ui.fields import DayField, TonnesField, TypedNumberField, WonField
from core.ui.widgets import UnitInput
from core.users.models import Office, OfficeKind
from core.workflow.forms import ReasonForm, VersionedForm
from firms.models import SizeClass
from programs import registry
from programs.models import CostKind, Grade, GrantKind, Program, Step
from programs.shapes import SHAPES, Shape


class PercentField(TypedNumberField):
    """A percentage of at most two decimals; cleans to basis points."""

    units = ("%",)
    default_error_messages = {"fraction": _("Enter a percentage with at most two decimals.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit="%"))
        super().__init__(allow_zero=True, limit=101, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the typed percentage in basis points."""
        text = self.typed(value)
        if not text:
            return None
        bp = self.read(text) * 100
        if bp != int(bp):
            raise self.refusal("fraction")
        return int(bp)

    def prepare_value(self, value: Any) -> Any:
        """Return stored basis points as a percentage, and what was typed untouched."""
        return formats.trimmed(Decimal(value) / 100) if isinstance(value, int) else value


class MomentField(forms.DateTimeField):
    """A day and an hour to the second, in Seoul."""

    default_error_messages = {"invalid": _("Enter a day and an hour, such as 2026-03-06 23:59:59.")}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local", "step": "1"}
        kwargs.setdefault("widget", forms.DateTimeInput(attrs, format="%Y-%m-%dT%H:%M:%S"))
        super().__init__(**kwargs)


class ShortNameField(forms.CharField):
    """A name in latin letters, digits and hyphens, which stays as it is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Short name"))
        kwargs.setdefault("help_text", _("Latin letters, digits, hyphens. It can't be changed later."))
        super().__init__(max_length=50, validators=[validate_slug], **kwargs)


class NamedForm(forms.Form):
    name_ko = forms.CharField(label=_("Name in Korean"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)


class SourcedForm(forms.Form):
    """Where a fact was published, which every number of a programme says."""

    source_ko = forms.CharField(
        label=_("Source, in Korean"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it was published: the call and its date, an article, a letter and its number."),
    )
    source_en = forms.CharField(
        label=_("Source, in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = ("source_ko", "source_en", "reason", "version")
        self.order_fields(
            [*(n for n in self.fields if n not in last), *(n for n in last if n in self.fields)]
        )


class ProgramForm(SourcedForm, NamedForm):
    """The facts of a programme."""

    agency = forms.ModelChoiceField(
        label=_("Delegated agency"),
        queryset=Office.objects.filter(kind=OfficeKind.AGENCY).order_by("pk"),
        required=False,
        empty_label=_("None"),
    )
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2999)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    target_kg = TonnesField(label=_("Expected reduction a year"), allow_zero=True)
    pass_through_kind = forms.ChoiceField(
        label=_("Usual legal kind of money passed on"),
        choices=[(kind.value, kind.label) for kind in (GrantKind.CONTRIBUTION, GrantKind.INDIRECT)],
        help_text=_("A consortium that passes money on may choose the other kind when it is registered."),
        widget=forms.RadioSelect,
    )
    pass_through_days = forms.IntegerField(
        label=_("Days for passing money on"),
        min_value=1,
        max_value=3650,
        widget=UnitInput(unit=_("days"), inputmode="numeric"),
    )
    factor_round = forms.ChoiceField(
        label=_("Approval round of the factors"),
        help_text=_("The emission factors with which statements of this programme are computed."),
    )
    excludes_trading_scheme = forms.BooleanField(
        label=_("Firms in the emissions trading scheme are excluded"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(offer.code, offer.label) for offer in registry.rounds()]
        present = self.initial.get("factor_round")
        known = {code for code, _label in offers}
        self.fields["factor_round"].choices = [  # type: ignore[attr-defined]
            *([] if not present or present in known else [(present, present)]),
            *offers,
        ]


class NewProgramForm(ProgramForm):
    code = ShortNameField()
    field_order = ("code",)


class EditProgramForm(VersionedForm, ReasonForm, ProgramForm):
    """The facts of a programme, and why they change."""


class CallForm(SourcedForm, NamedForm):
    """A call; moments to the second."""

    opens_at = MomentField(label=_("Opens"))
    plans_close_at = MomentField(
        label=_("Plans until"), help_text=_("The second that is named is still in time.")
    )
    applications_close_at = MomentField(label=_("Applications until"))
    budget_won = WonField(label=_("Announced budget"))


class NewCallForm(CallForm):
    code = ShortNameField()
    field_order = ("code",)


class EditCallForm(VersionedForm, ReasonForm, CallForm):
    """A call, and why it changes."""


class AppropriateForm(forms.Form):
    amount = WonField(label=_("Amount"))
    reference = forms.CharField(
        label=_("Number of the paper that allots it"),
        max_length=60,
        help_text=_("The same paper counts once, however often it is entered."),
    )


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
        days = UnitInput(unit=_("days"), inputmode="numeric")
        return forms.IntegerField(label=_("Value"), widget=days, min_value=shape.least, max_value=shape.most)
    unit = _("won per tCO₂e") if shape.unit == "won/t" else _("won")
    widget = UnitInput(unit=unit, inputmode="numeric")
    return WonField(label=_("Value"), widget=widget, allow_zero=shape.least == 0)


class FollowingRuleForm(VersionedForm, RuleForm):
    """A number that follows one there is."""


class EndRuleForm(VersionedForm, ReasonForm):
    valid_until = DayField(label=_("Last day"))
    field_order = ("valid_until", "reason")


class RemoveRuleForm(VersionedForm, ReasonForm):
    """Why a rule is taken out before it begins."""


class TechnologyForm(SourcedForm, NamedForm):
    """A technology that is paid for."""

    method = forms.ChoiceField(
        label=_("Method"),
        required=False,
        help_text=_("How its reduction is measured; a method can follow later."),
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect)
    restriction_months = forms.IntegerField(
        label=_("Restriction period"),
        min_value=0,
        max_value=600,
        widget=UnitInput(unit=_("months"), inputmode="numeric"),
        help_text=_("Months during which the asset may not be sold without approval (Act, art. 35)."),
    )
    valid_from = DayField(
        label=_("First day"), required=False, help_text=_("Empty: from the start of the programme.")
    )
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(offer.code, offer.label) for offer in registry.methods()]
        self.fields["method"].choices = [("", _("None yet")), *offers]  # type: ignore[attr-defined]


class NewTechnologyForm(TechnologyForm):
    code = ShortNameField()
    field_order = ("code",)


class EditTechnologyForm(VersionedForm, ReasonForm, TechnologyForm):
    """A technology, and why it changes."""


class DocumentForm(SourcedForm, NamedForm):
    """A paper that applicants hand in."""

    step = forms.ChoiceField(label=_("When it is handed in"), choices=Step.choices, widget=forms.RadioSelect)
    cost_kind = forms.ChoiceField(
        label=_("For which costs"), required=False, choices=[("", _("All costs")), *CostKind.choices]
    )
    is_required = forms.BooleanField(
        label=_("The step can't be taken without it"), required=False, initial=True
    )
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))


class NewDocumentForm(DocumentForm):
    code = ShortNameField()
    field_order = ("code",)


class EditDocumentForm(VersionedForm, ReasonForm, DocumentForm):
    """A paper that applicants hand in, and why it changes."""


class CopyForm(forms.Form):
    code = ShortNameField(help_text=_("Of the new programme, for instance partnership-2027."))
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2999)


class ComparisonForm(forms.Form):
    """With which programme, and on which days; everything may be left out."""

    day = DayField(label=_("This programme on"), required=False)
    other = forms.ModelChoiceField(
        label=_("Compared with"), queryset=Program.objects.none(), required=False, to_field_name="public_id"
    )
    other_day = DayField(label=_("On the day"), required=False)
    everything = forms.BooleanField(label=_("Show what is the same as well"), required=False)

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = programs  # type: ignore[attr-defined]

    def days(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """Return the two days; today where none is given."""
        return self.cleaned_data.get("day") or today, self.cleaned_data.get("other_day") or today
