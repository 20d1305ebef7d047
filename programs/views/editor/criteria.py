"""Criteria of panels and numbers of eligibility checks: added, changed from a day on, ended, taken out."""

import datetime as dt
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from programs import registry, rule_words
from programs.forms import editor as forms
from programs.models import CheckTerm, CheckTermKind, Criterion
from programs.operations import editor
from programs.views.editor.base import EditorView, PartView


class CriteriaSection(EditorView):
    """A page about the criteria: from which day they may change, and what the weights must come to."""

    section = "criteria"
    terms: ClassVar[Any] = editor.CriterionTerms
    consequences_template = "programs/editor/consequences_criterion.html"

    def first_free_day(self) -> dt.date | None:
        """Return the first day from which something may change, or None where any day will do."""
        return registry.first_day_of_criteria(self.program, clock.day(self.at))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(first_day=self.first_free_day(), **kwargs)

    def proposed_day(self) -> dt.date:
        """Return the first day the form proposes: tomorrow, or the programme's first day before it begins."""
        today = clock.day(self.at)
        first = self.first_free_day() or today
        return max(first, today + registry.ONE_DAY, self.program.starts_on)


class ChecksSection(CriteriaSection):
    """A page about the numbers of the eligibility checks."""

    section = "checks"
    terms: ClassVar[Any] = editor.CheckTermTerms
    consequences_template = "programs/editor/consequences_check.html"
    affects_rules = True

    def first_free_day(self) -> dt.date | None:
        return registry.first_day_of_checks(self.program, clock.day(self.at))


class CriterionAddView(CriteriaSection):
    operation = editor.add_criterion
    form_class = forms.AddCriterionForm
    title = _("Add a criterion")
    submit_label = _("Add the criterion")
    success_message = _("The criterion was added. See below whether the weights come to 100 % on every day.")

    def get_initial(self) -> dict[str, Any]:
        last = max(self.case.criteria.values_list("position", flat=True), default=0)
        return super().get_initial() | {"position": last + 1, "valid_from": self.proposed_day()}


class CheckTermAddView(ChecksSection):
    operation = editor.add_check_term
    form_class = forms.AddCheckTermForm
    title = _("Add a number")
    submit_label = _("Add the number")
    success_message = _("The number was added. The checks follow it from its first day on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = set(self.case.check_terms.values_list("kind", flat=True))
        return super().get_form_kwargs() | {"missing": [kind for kind in CheckTermKind if kind not in known]}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_from": self.proposed_day()}


class DatedPartView(CriteriaSection, PartView):
    """A page about one row that holds from a day on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(before=self.case, **self.words(), **kwargs)

    def words(self) -> dict[str, str]:
        """Return what the row is called, and what it says."""
        return {"about": self.case.name, "before_value": rule_words.weight_of(self.case.weight)}


class CriterionPartView(DatedPartView):
    part = Criterion
    case_argument = "criterion"


class CheckTermPartView(ChecksSection, DatedPartView):
    part = CheckTerm
    case_argument = "term"

    def words(self) -> dict[str, str]:
        return {
            "about": str(self.case.get_kind_display()),
            "before_value": rule_words.value_of(self.case.kind, self.case.value),
        }


class ChangingView(DatedPartView):
    """Something else holds in the row's place from a day on."""

    #: columns that make rows be about the same thing
    same_by: ClassVar[tuple[str, ...]]

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_from": max(self.proposed_day(), self.case.valid_from)}

    def take_up(self, form: Any) -> None:
        """Go on from the row as the first writer left it, and show the one that they let follow."""
        self.case = self.get_case()
        same = {"program": self.program} | {name: getattr(self.case, name) for name in self.same_by}
        newest = self.part._default_manager.filter(**same).order_by("valid_from").last()
        self.differ_from(newest, form)
        form.data["version"] = str(self.case.version)


class CriterionChangeView(ChangingView, CriterionPartView):
    operation = editor.change_criterion
    form_class = forms.ChangeCriterionForm
    same_by = ("code",)
    title = _("Change a criterion from a day on")
    submit_label = _("Let it hold")
    success_message = _("The change is entered. See below whether the weights come to 100 % on every day.")


class CheckTermChangeView(ChangingView, CheckTermPartView):
    operation = editor.change_check_term
    form_class = forms.ChangeCheckTermForm
    same_by = ("kind",)
    title = _("Change a number from a day on")
    submit_label = _("Let it hold")
    success_message = _("The change is entered. The checks follow it from its first day on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.case.kind}


class EndingView(DatedPartView):
    """The last day of a row is set."""

    form_class = forms.EndForm
    submit_label = _("Set the last day")
    success_message = _("The last day is set.")
    danger = True

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_until": self.case.valid_until}


class CriterionEndView(EndingView, CriterionPartView):
    operation = editor.end_criterion
    terms = None
    title = _("End a criterion")


class CheckTermEndView(EndingView, CheckTermPartView):
    operation = editor.end_check_term
    terms = None
    title = _("End a number")


class CriterionRemoveView(CriterionPartView):
    operation = editor.remove_criterion
    form_class = forms.RemoveForm
    terms = None
    title = _("Take out a criterion that has not begun")
    submit_label = _("Take it out")
    success_message = _("The criterion was taken out.")
    danger = True


class CheckTermRemoveView(CheckTermPartView):
    operation = editor.remove_check_term
    form_class = forms.RemoveForm
    terms = None
    title = _("Take out a number that has not begun")
    submit_label = _("Take it out")
    success_message = _("The number was taken out.")
    danger = True
