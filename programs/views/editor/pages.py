"""The editor's overview by sections, the history of a programme, and the comparison."""

import datetime as dt
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.ledger.queries import accounts_of
from core.ui.formats import percent
from core.workflow import clock
from programs import history, permissions, question_rows, registry, rule_words
from programs.comparison import compare
from programs.forms.editor import ComparisonForm
from programs.models import CheckTermKind, PaymentKind, Program
from programs.rules import weights as weights_rules
from programs.views.editor.base import editor_address

SECTIONS = (
    ("facts", _("Programme")),
    ("calls", _("Calls and budget")),
    ("rules", _("Rules")),
    ("technologies", _("Technologies")),
    ("documents", _("Required documents")),
    ("questions", _("Questions of the calls")),
    ("criteria", _("Criteria")),
    ("checks", _("Eligibility")),
    ("evidence", _("Evidence of payments")),
    ("stages", _("Payment schedule")),
)


class EditorPage(LoginRequiredMixin, TemplateView):
    """A page of the editor that shows; whoever reads the programme's cases for an office may look."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        programs = Program.objects.visible_to(request.user).select_related("office", "agency", "copied_from")
        self.program = get_object_or_404(programs, public_id=kwargs["public_id"])
        self.at = clock.now()
        verdict = permissions.may_read_editor(request.user, self.program, at=self.at)
        if not verdict:
            raise PermissionDenied(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what every page of the editor shows: the programme, its tabs, what may be done."""
        user = self.request.user
        return super().get_context_data(
            program=self.program,
            tabs=self.tabs(),
            may_edit=permissions.may_edit_program(user, self.program, at=self.at),
            today=clock.day(self.at),
            **kwargs,
        )

    def tabs(self) -> list[tuple[str, Any, str]]:
        """Return the sections and the two pages beside them, each with its address."""
        return [
            *((key, label, editor_address(self.program, key)) for key, label in SECTIONS),
            ("history", _("History"), reverse("programs:program_history", args=[self.program.public_id])),
            ("compare", _("Compare"), reverse("programs:program_compare", args=[self.program.public_id])),
        ]


class OverviewView(EditorPage):
    """One section of the programme at a time."""

    template_name = "programs/editor/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the section that is asked for."""
        asked = self.request.GET.get("section", "")
        section = asked if asked in dict(SECTIONS) else "facts"
        context = super().get_context_data(
            section=section, affected=registry.affected(self.program), **kwargs
        )
        return context | getattr(self, section)()

    def facts(self) -> dict[str, Any]:
        """Return nothing more: the programme has its facts."""
        return {"copies": self.program.copies.order_by("fiscal_year")}

    def calls(self) -> dict[str, Any]:
        """Return the calls, what was appropriated to each, and whether the reader may add to it."""
        calls = list(self.program.calls.all())
        accounts = accounts_of("call", [call.pk for call in calls])
        rows = []
        for call in calls:
            call.program = self.program
            account = accounts.get(call.pk, {}).get("available")
            rows.append({"call": call, "appropriated": account.total_in if account else 0})
        may = bool(calls) and permissions.may_appropriate(self.request.user, calls[0], at=self.at)
        return {"calls": rows, "may_appropriate": may}

    def rules(self) -> dict[str, Any]:
        """Return the rules by kind, those that ended only on request."""
        today = clock.day(self.at)
        shown, ended = self.without_ended(sorted(self.program.rules.all(), key=rule_words.order_of))
        rows = [
            {
                "rule": rule,
                "place": rule_words.place_of(rule.cost_kind, rule.size_class, rule.grade),
                "value": rule_words.value_of(rule.kind, rule.value),
                "state": state_on(rule, today),
            }
            for rule in shown
        ]
        return {"rules": rows} | ended

    def without_ended(self, rows: list[Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the rows without those that ended, which are shown on request, and how many ended."""
        today, wanted = clock.day(self.at), bool(self.request.GET.get("ended"))
        ended = [row for row in rows if row.valid_until and row.valid_until < today]
        shown = rows if wanted else [row for row in rows if row not in ended]
        return shown, {"ended": len(ended), "with_ended": wanted}

    def technologies(self) -> dict[str, Any]:
        """Return the technologies with the words of their methods."""
        labels = {offer.code: offer.label for offer in registry.methods()}
        found = self.program.technologies.all()
        return {"technologies": [{"technology": t, "method": labels.get(t.method, t.method)} for t in found]}

    def documents(self) -> dict[str, Any]:
        """Return the papers that are asked for."""
        found = self.program.required_documents.all()
        return {
            "documents": [
                {"document": d, "place": rule_words.place_of(d.cost_kind, "", "") if d.cost_kind else ""}
                for d in found
            ]
        }

    def questions(self) -> dict[str, Any]:
        """Return each call with the versions of its own questions."""
        calls = self.program.calls.select_related("program")
        return {"calls": [question_rows.of_call(call) for call in calls]}

    def criteria(self) -> dict[str, Any]:
        """Return the criteria, and the days from today on whose weights do not come to 100."""
        today, found = (
            clock.day(self.at),
            list(self.program.criteria.order_by("position", "code", "valid_from")),
        )
        shown, ended = self.without_ended(found)
        weights = [weights_rules.Weighted(c.weight, c.valid_from, c.valid_until) for c in found]
        rows = [
            {"row": c, "words": rule_words.weight_of(c.weight), "state": state_on(c, today)} for c in shown
        ]
        since = max(today, self.program.starts_on)
        return {"criteria": rows, "days_off": weights_rules.days_off(weights, since)} | ended

    def checks(self) -> dict[str, Any]:
        """Return the numbers of the eligibility checks, and the kinds that the programme has none of."""
        found = list(self.program.check_terms.order_by("kind", "valid_from"))
        shown, ended = self.without_ended(
            sorted(found, key=lambda term: CheckTermKind.values.index(term.kind))
        )
        today, known = clock.day(self.at), {term.kind for term in found}
        rows = [
            {"row": t, "words": rule_words.value_of(t.kind, t.value), "state": state_on(t, today)}
            for t in shown
        ]
        return {"terms": rows, "missing": [kind for kind in CheckTermKind if kind not in known]} | ended

    def evidence(self) -> dict[str, Any]:
        """Return which evidence lines of payments need."""
        found = sorted(self.program.evidence_rules.all(), key=rule_words.order_of_evidence)
        shown, ended = self.without_ended(found)
        today = clock.day(self.at)
        rows = [
            {
                "row": rule,
                "name": rule_words.evidence_name(rule),
                "place": rule_words.costs_of(rule.cost_kind),
                "state": state_on(rule, today),
            }
            for rule in shown
        ]
        return {"wanted": rows} | ended

    def stages(self) -> dict[str, Any]:
        """Return the stages of the payments, and the kinds that the programme has none of."""
        found = list(self.program.payment_stages.order_by("kind", "valid_from"))
        shown, ended = self.without_ended(sorted(found, key=lambda s: PaymentKind.values.index(s.kind)))
        today, known = clock.day(self.at), {stage.kind for stage in found}
        rows = [
            {
                "row": stage,
                "share": percent(stage.share_bp),
                "conditions": rule_words.conditions_of(stage.conditions),
                "state": state_on(stage, today),
            }
            for stage in shown
        ]
        return {"stages": rows, "missing": [kind for kind in PaymentKind if kind not in known]} | ended


def state_on(row: Any, day: dt.date) -> str:
    """Tell whether something is to begin, in force or ended on a day."""
    if row.valid_from and row.valid_from > day:
        return "future"
    return "ended" if row.valid_until and row.valid_until < day else "now"


class HistoryView(EditorPage):
    """Who changed what, when and why."""

    template_name = "programs/editor/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the changes, the newest first."""
        page = Paginator(history.acts(self.program), 30).get_page(self.request.GET.get("page"))
        return super().get_context_data(section="history", page_obj=page, **kwargs)


class ComparisonView(EditorPage):
    """Two programmes side by side, or one on two days."""

    template_name = "programs/editor/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compare as asked; at first with the programme it was copied from, or offer what to choose."""
        form = ComparisonForm(self.request.GET or None, initial=self.start(), programs=self.known())
        if not form.is_bound and not self.program.copied_from:
            return super().get_context_data(section="compare", form=form, **kwargs)
        other, days = self.program.copied_from or self.program, self.start_days()
        everything = False
        if form.is_bound and form.is_valid():
            other, days = form.cleaned_data["other"] or self.program, form.days(clock.day(self.at))
            everything = form.cleaned_data["everything"]
        sections = compare(other, days[1], self.program, days[0])
        return super().get_context_data(
            section="compare", form=form, other=other, day=days[0], other_day=days[1], sections=sections,
            everything=everything, differences=sum(len(s.differing) for s in sections), **kwargs,
        )  # fmt: skip

    def known(self) -> Any:
        """Return the programmes with which this one can be compared."""
        return Program.objects.visible_to(self.request.user)

    def start_days(self) -> tuple[dt.date, dt.date]:
        """Return the days at first: now, and the last day of the original or the first day of this one."""
        today, original = clock.day(self.at), self.program.copied_from
        if original:
            return max(today, self.program.starts_on), original.ends_on
        return today, self.program.starts_on

    def start(self) -> dict[str, Any]:
        """Return what the form shows at first."""
        original = self.program.copied_from
        if original is None:
            return {"day": clock.day(self.at)}
        day, other_day = self.start_days()
        return {"day": day, "other": original.public_id, "other_day": other_day}
