"""Evidence that lines of payments need, and the stages in which payments are asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField
from core.workflow.forms import ReasonForm, VersionedForm
from programs import registry
from programs.forms.editor.fields import PercentField
from programs.forms.editor.shared import SourcedForm
from programs.models import CostKind, EvidenceKind, PaymentKind


class EvidenceRuleForm(SourcedForm):
    """What does as well as a kind of evidence, from a day on."""

    does_as_well = forms.ChoiceField(
        label=_("What does as well"),
        required=False,
        choices=[
            ("", _("Nothing else")),
            *((kind.value, kind.label) for kind in EvidenceKind if kind != EvidenceKind.INVOICE),
        ],
        help_text=_("In the place of the e-tax invoice only the approval of the dedicated card."),
    )
    valid_from = DayField(label=_("First day"))


class AddEvidenceRuleForm(EvidenceRuleForm):
    """A kind of evidence that lines need from a day on."""

    kind = forms.ChoiceField(
        label=_("Kind of evidence"), choices=EvidenceKind.choices, widget=forms.RadioSelect
    )
    cost_kind = forms.ChoiceField(
        label=_("For which costs"), required=False, choices=[("", _("All costs")), *CostKind.choices]
    )
    field_order = ("kind", "cost_kind")


class ChangeEvidenceRuleForm(VersionedForm, ReasonForm, EvidenceRuleForm):
    """What does as well from a day on, and why it changes."""


class StageForm(SourcedForm):
    """The share and the conditions of a stage, from a day on."""

    share_bp = PercentField(
        label=_("Share"),
        help_text=_(
            "Of the award, by which all requests together come up to then; of the hold-back, of each interim "
            "payment."
        ),
    )
    conditions = forms.MultipleChoiceField(
        label=_("What must be so before"), required=False, widget=forms.CheckboxSelectMultiple
    )
    valid_from = DayField(label=_("First day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(offer.code, offer.label) for offer in registry.payment_conditions()]
        self.fields["conditions"].choices = offers  # type: ignore[attr-defined]


class AddStageForm(StageForm):
    """A stage that the programme does not have yet."""

    kind = forms.ChoiceField(label=_("Kind of payment"), widget=forms.RadioSelect)
    field_order = ("kind",)

    def __init__(self, *args: Any, missing: list[PaymentKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in missing]  # type: ignore[attr-defined]


class ChangeStageForm(VersionedForm, ReasonForm, StageForm):
    """A stage from a day on, and why it changes."""
