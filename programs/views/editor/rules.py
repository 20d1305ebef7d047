"""Funding rules: chosen, set from a day on, ended, taken out before they begin."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from programs import registry, rule_words
from programs.forms import editor as forms
from programs.models import FundingRule, RuleKind
from programs.operations import editor
from programs.views.editor.base import EditorView, PartView, editor_address

DIMENSIONS = ("cost_kind", "size_class", "grade")


class RuleSetView(EditorView):
    """`?rule=` says which rule is followed by the new one; without it `?kind=` says of which kind it is."""

    operation = editor.set_rule
    section = "rules"
    title = _("Change a rule from a day on")
    submit_label = _("Let it hold")
    consequences_template = "programs/editor/consequences_rule.html"
    affects_rules = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.kind:
            return self.ask_for_kind()
        return super().get(request, *args, **kwargs)

    def ask_for_kind(self) -> HttpResponse:
        """Show the kinds of rules there are, each with what it does."""
        context = {
            "case": self.case,
            "program": self.case,
            "title": _("Add a rule"),
            "kinds": [(kind, kind.label, rule_words.ABOUT[kind]) for kind in RuleKind],
            "back": editor_address(self.case, "rules"),
        }
        return render(self.request, "programs/editor/rule_kind.html", context)

    @cached_property
    def before(self) -> FundingRule | None:
        """
        The rule that the new one follows, or None for a new thing.

        :raises Http404: if the programme has no such rule.
        """
        asked = self.request.GET.get("rule")
        if not asked:
            return None
        found = next((rule for rule in self.case.rules.all() if rule.public_id == asked), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def kind(self) -> str:
        """
        The kind of rule, or nothing if none was chosen.

        :raises Http404: if there is no such kind.
        """
        asked = self.before.kind if self.before else self.request.GET.get("kind", "")
        if asked and asked not in RuleKind.values:
            raise Http404
        return asked

    def get_form_class(self) -> Any:
        if not self.kind:
            raise Http404
        return forms.FollowingRuleForm if self.before else forms.RuleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.kind, "fixed": self.before is not None}

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial() | {"valid_from": self.first_day()}
        if before := self.before:
            initial |= {name: getattr(before, name) for name in ("value", "source_ko", "source_en")}
            initial["valid_from"] = max(initial["valid_from"], before.valid_from)
            initial["version"] = before.version
        return initial

    def take_up(self, form: Any) -> None:
        """Go on from the rule as the first writer left it, and show the one that they let follow."""
        del self.before
        before = self.before
        if before is None:
            return
        place = {name: getattr(before, name) for name in ("kind", *DIMENSIONS)}
        newest = self.case.rules.filter(**place).order_by("valid_from").last() or before
        self.differ_from(newest, form)
        form.data["version"] = str(before.version)

    def first_day(self) -> dt.date:
        """Return the first day the form proposes: tomorrow, or the programme's first day before it begins."""
        today = clock.day(self.at)
        first = registry.affected(self.case).first_day_to_change(today) or today
        return max(first, today + registry.ONE_DAY, self.case.starts_on)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        fixed: dict[str, Any] = {"version": 0}
        if self.before:
            fixed = {name: getattr(self.before, name) for name in DIMENSIONS} | {"follows": self.before}
        self.success_message = gettext("The rule holds from %(day)s on.") % {
            "day": f"{form.cleaned_data['valid_from']:%Y-%m-%d}"
        }
        return {"kind": self.kind} | super().operation_arguments(form) | fixed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, label = self.before, RuleKind(self.kind).label
        context = {
            "before": before,
            "before_value": rule_words.value_of(before.kind, before.value) if before else "",
            "about": rule_words.rule_name(before) if before else label,
            "explanation": rule_words.ABOUT[RuleKind(self.kind)],
            "first_day": registry.affected(self.case).first_day_to_change(clock.day(self.at)),
        }
        if before is None:
            self.title = _("Add a rule")
        return super().get_context_data(**context, **kwargs)


class RulePartView(PartView):
    """A page about one rule that there is."""

    part = FundingRule
    case_argument = "rule"
    section = "rules"
    affects_rules = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "about": rule_words.rule_name(self.case),
            "before": self.case,
            "before_value": rule_words.value_of(self.case.kind, self.case.value),
            "first_day": registry.affected(self.program).first_day_to_change(clock.day(self.at)),
        }
        return super().get_context_data(**context, **kwargs)


class RuleEndView(RulePartView):
    operation = editor.end_rule
    form_class = forms.EndForm
    title = _("End a rule")
    submit_label = _("Set the last day")
    success_message = _("The last day of the rule is set.")
    consequences_template = "programs/editor/consequences_end.html"
    danger = True

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_until": self.case.valid_until}


class RuleRemoveView(RulePartView):
    operation = editor.remove_rule
    form_class = forms.RemoveForm
    title = _("Take out a rule that has not begun")
    submit_label = _("Take the rule out")
    success_message = _("The rule was taken out.")
    consequences_template = "programs/editor/consequences_remove.html"
    danger = True
