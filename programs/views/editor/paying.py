"""Evidence of payments and their stages: added, changed from a day on, ended, taken out."""

import datetime as dt
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from programs import rule_words
from programs.forms import editor as forms
from programs.models import EvidenceRule, PaymentKind, PaymentStage
from programs.operations import editor
from programs.views.editor.base import PartView
from programs.views.editor.criteria import ChangingView, CriteriaSection, DatedPartView, EndingView


class EvidenceSection(CriteriaSection):
    """A page about the evidence that lines of payments need."""

    section = "evidence"
    terms: ClassVar[Any] = editor.EvidenceTerms
    consequences_template = "programs/editor/consequences_paying.html"

    def first_free_day(self) -> dt.date | None:
        return clock.day(self.at)


class StagesSection(EvidenceSection):
    """A page about the stages in which payments are asked for."""

    section = "stages"
    terms: ClassVar[Any] = editor.StageTerms


class EvidenceAddView(EvidenceSection):
    operation = editor.add_evidence_rule
    form_class = forms.AddEvidenceRuleForm
    title = _("Add a kind of evidence")
    submit_label = _("Add the evidence")
    success_message = _("The evidence was added. Payment requests need it from its first day on.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_from": self.proposed_day()}


class StageAddView(StagesSection):
    operation = editor.add_payment_stage
    form_class = forms.AddStageForm
    title = _("Add a stage of the payments")
    submit_label = _("Add the stage")
    success_message = _("The stage was added. Payment requests follow it from its first day on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = set(self.case.payment_stages.values_list("kind", flat=True))
        return super().get_form_kwargs() | {"missing": [kind for kind in PaymentKind if kind not in known]}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_from": self.proposed_day()}


class EvidencePartView(EvidenceSection, DatedPartView):
    part = EvidenceRule
    case_argument = "rule"

    def words(self) -> dict[str, str]:
        return {"about": rule_words.evidence_name(self.case), "before_value": self.case.words}


class StagePartView(StagesSection, DatedPartView):
    part = PaymentStage
    case_argument = "rule"

    def words(self) -> dict[str, str]:
        return {"about": str(self.case), "before_value": rule_words.stage_of(self.case)}


class EvidenceChangeView(ChangingView, EvidencePartView):
    operation = editor.change_evidence_rule
    form_class = forms.ChangeEvidenceRuleForm
    same_by = ("kind", "cost_kind")
    title = _("Change a kind of evidence from a day on")
    submit_label = _("Let it hold")
    success_message = _("The change is entered. Payment requests follow it from its first day on.")


class StageChangeView(ChangingView, StagePartView):
    operation = editor.change_payment_stage
    form_class = forms.ChangeStageForm
    case_argument = "stage"
    same_by = ("kind",)
    title = _("Change a stage of the payments from a day on")
    submit_label = _("Let it hold")
    success_message = _("The change is entered. Payment requests follow it from its first day on.")


class EvidenceEndView(EndingView, EvidencePartView):
    operation = editor.end_paying_rule
    terms = None
    title = _("End a kind of evidence")


class StageEndView(EndingView, StagePartView):
    operation = editor.end_paying_rule
    terms = None
    title = _("End a stage of the payments")


class TakingOutView(PartView):
    """A row is taken out before it begins."""

    operation = editor.remove_paying_rule
    form_class = forms.RemoveForm
    submit_label = _("Take it out")
    danger = True


class EvidenceRemoveView(TakingOutView, EvidencePartView):
    terms = None
    title = _("Take out a kind of evidence that has not begun")
    success_message = _("The evidence was taken out.")


class StageRemoveView(TakingOutView, StagePartView):
    terms = None
    title = _("Take out a stage that has not begun")
    success_message = _("The stage was taken out.")
