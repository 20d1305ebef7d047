"""Technologies and the papers that applicants hand in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField
from core.ui.widgets import UnitInput
from core.workflow.forms import ReasonForm, VersionedForm
from programs import registry
from programs.forms.editor.fields import ShortNameField
from programs.forms.editor.shared import NamedForm, SourcedForm
from programs.models import CostKind, Grade, Step


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
