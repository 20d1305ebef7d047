"""The page of one case."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from applications import arithmetic, permissions, plans, queries, steps
from applications.answers import NO_SHEET, sheet_of
from applications.costs import cost_items_of
from applications.models import (
    Application,
    Receipt,
)
from applications.pages import (
    actions,
    baselines,
    chronicle,
    corrections,
    decisions,
    eligibility,
    heads,
    papers,
    plan_sections,
    questions,
    sheets,
)
from applications.pages.drafts import draft_context
from applications.readers import Part
from applications.workflow import Status
from core.ui.formats import tonnes
from core.ui.templatetags.ui import won, won_words
from core.users.permissions import holds
from core.workflow import clock
from programs.permissions import VIEW_CASES

#: the sections of a case, and what of it each shows
TABS = {
    "summary": Part.OUTLINE,
    "questions": Part.ANSWERS,
    "money": Part.COSTS,
    "reductions": Part.PROCESS,
    "eligibility": Part.ELIGIBILITY,
    "documents": Part.PAPERS,
    "corrections": Part.REASONS,
    "history": Part.STEPS,
}


#: which step of a draft a section is
STEP_OF = {"money": "costs", "reductions": "reductions", "documents": "papers", "corrections": "corrections"}


class ApplicationView(LoginRequiredMixin, DetailView):
    """One case: head, steps open to the reader, and the sections that are the reader's to read."""

    template_name = "applications/detail.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "case"

    def get_queryset(self) -> QuerySet[Application]:
        return Application.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.object, self.request.user
        self.at = clock.now()
        self.is_office = bool(holds(user, VIEW_CASES, *case.call.program.scope_pairs, at=self.at))
        self.parts = permissions.parts_read_by(user, case, at=self.at)
        self.hands_in = bool(permissions.may_edit(user, case, at=self.at))
        self.edits = case.is_editable and self.hands_in
        self.items = cost_items_of(case) if Part.COSTS in self.parts else []
        self.sheet = sheet_of(case) if Part.ANSWERS in self.parts else NO_SHEET
        self.returned = case.corrections.count() if Part.REASONS in self.parts else 0
        self.computed, problem = self.previewed()
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in self.tab_keys() else "summary"
        amount, amount_label = heads.amount_of(
            case, self.computed.result.subsidy_won if self.computed else None
        )
        return super().get_context_data(**kwargs) | {
            "tab": tab,
            "tabs": self.tab_links(),
            "public": not self.is_office,
            "reads": {part.name for part in self.parts},
            "edits": self.edits,
            "kind": heads.kind_in_words(case),
            "who": f"{case.firm} · {case.consortium}",
            "next": heads.next_step(case),
            "amount": amount,
            "amount_label": amount_label,
            "deadline": case.deadline.moment if has_deadline(case) else None,
            "actions": actions.offered(user, case, at=self.at),
            "items": self.items,
            "problem": problem,
            "reads_as_reviewer": permissions.reads_as_reviewer(user, case, at=self.at),
            "receipts": self.receipts(case),
            **(draft_context(case, user, self.at, STEP_OF.get(tab, "")) if self.edits else {}),
            **getattr(self, f"show_{tab}")(case),
        }

    def receipts(self, case: Application) -> list[Receipt]:
        """Return the receipts of its submissions, the newest first, for who reads what was handed in."""
        return list(case.receipts.order_by("-pk")) if Part.PAPERS in self.parts else []

    def previewed(self) -> tuple[Any, str]:
        """Return what a draft's cost items would give today; nothing for any other case."""
        case = self.object
        if case.is_plan or case.is_contribution or not case.is_editable or not self.items:
            return None, ""
        return arithmetic.preview(case, self.at)

    def tab_keys(self) -> tuple[str, ...]:
        """Return the sections this kind of case has, as far as the reader may read them."""
        keys = tuple(TABS) if self.object.is_subsidy else ("summary", "corrections", "history")
        empty = {
            key
            for key, has in (("questions", self.sheet.questions), ("corrections", self.returned))
            if not has
        }
        return tuple(key for key in keys if TABS[key] in self.parts and key not in empty)

    def tab_links(self) -> list[tuple[Any, ...]]:
        """Return key, words, address and count of each section."""
        words = {
            "summary": _("Summary"),
            "questions": _("Questions of the call"),
            "money": _("Money"),
            "reductions": _("Reductions"),
            "eligibility": _("Eligibility"),
            "documents": _("Documents"),
            "corrections": _("Corrections"),
            "history": _("History"),
        }
        counts = {"documents": len(papers.quotes(self.items)), "corrections": self.returned}
        here = self.object.get_absolute_url()
        return [(key, words[key], f"{here}?tab={key}", counts.get(key)) for key in self.tab_keys()]

    def show_summary(self, case: Application) -> dict[str, Any]:
        """Return the facts, and for a draft what it still needs."""
        gaps = queries.gaps(case, self.at) if self.edits else []
        linked = Application.objects.visible_to(self.request.user).filter(parent=case).with_names()
        return {
            "gaps": [(gap, steps.gap_address(case, gap.code)) for gap in gaps],
            "partners": queries.partners_of(case.consortium) if case.is_plan else [],
            "sections": self.plan_sections(case) if case.is_plan else [],
            "assessment": queries.last_assessment(case) if Part.FINDINGS in self.parts else None,
            "certificate": self.certificate(case),
            "linked": linked,
            "proposals": self.proposals(case),
            "figures": self.figures(case),
            "returned": case.changes.filter(to_status=Status.RETURNED).last()
            if case.status == Status.RETURNED and Part.REASONS in self.parts
            else None,
            "lines": self.lines(case),
            "letters": decisions.letters(case, self.parts),
            **self.decision(case),
        }

    def lines(self, case: Application) -> list[dict[str, Any]]:
        """Return the lines of the return that the firm is working on."""
        if case.status != Status.RETURNED or not self.returned:
            return []
        newest = corrections.rounds(case, self.at, edits=self.edits)[0]
        return [row for row in newest["rows"] if row["is_waiting"]]

    def decision(self, case: Application) -> dict[str, Any]:
        """Return the conditions of the award, the objections, and until when it is to be accepted."""
        if Part.DECISION not in self.parts:
            return {}
        conditions = decisions.conditions(case, self.request.user, self.at)
        return {"conditions": conditions, **decisions.decision_facts(case)}

    def certificate(self, case: Application) -> Any:
        """Return the certificate that the rate of a subsidy rests on."""
        is_shown = case.is_subsidy and Part.UNDERTAKING in self.parts
        return queries.certificate_of(case, self.at) if is_shown else None

    def proposals(self, case: Application) -> list[Application]:
        """Return what the reader's firm proposed to hand on and the firm below has not submitted yet."""
        if case.is_plan or not permissions.may_draft_for(self.request.user, case.firm, at=self.at):
            return []
        return list(queries.unanswered_proposals(case))

    def plan_sections(self, case: Application) -> list[dict[str, Any]]:
        """Return the sections that the plan's support model asks for."""
        return plan_sections.sections(plans.facts_of(case, clock.day(self.at)))

    def figures(self, case: Application) -> list[dict[str, Any]]:
        """Return the figures of a subsidy that matter most, each leading to what it is made of."""
        if not case.is_subsidy or not self.items:
            return []
        rows = self.computed.result.rows if self.computed else self.stored_rows(case)
        found = {row.code: row.result_won for row in rows if not row.cost_kind}
        here = case.get_absolute_url()
        money, reductions = f"{here}?tab=money", f"{here}?tab=reductions"
        cost = sum(item.cost_won for item in self.items)
        return [
            figure(_("Eligible cost"), cost, money),
            figure(_("Subsidy"), found.get("subsidy"), money, "primary"),
            figure(_("Self-burden"), found.get("self_burden"), money),
            {
                "label": _("Expected reduction a year"),
                "value": tonnes(self.expected_kg(case)),
                "href": reductions,
                "tone": "success",
            },
        ]

    def stored_rows(self, case: Application) -> list[Any]:
        """Return the arithmetic of the last submission; a draft's old one does not count any more."""
        return [] if case.is_editable else arithmetic.latest_rows(case)

    def expected_kg(self, case: Application) -> int:
        """Return the expected reduction: frozen at submission, summed up while it is a draft."""
        if case.expected_kg is not None and not case.is_editable:
            return case.expected_kg
        return sum(item.measure.expected_kg or 0 for item in self.items if item.measure)

    def show_questions(self, case: Application) -> dict[str, Any]:
        """Return the call's own questions as far as they are asked, with the answers."""
        return questions.asked_of(case, self.sheet, edits=self.edits)

    def show_money(self, case: Application) -> dict[str, Any]:
        """Return cost items and the arithmetic: stored after submission, looked ahead before."""
        rows = self.computed.result.rows if self.computed else self.stored_rows(case)
        return {
            "arithmetic_rows": sheets.support_rows(rows),
            "is_preview": case.is_editable,
            "parts": sheets.money_parts(rows),
            "total": sum(item.cost_won for item in self.items),
        }

    def show_reductions(self, case: Application) -> dict[str, Any]:
        """Return each measure's expected reduction with the rows of its method."""
        found = baselines.section(case, self.items, self.request.user, self.at, may_read=self.is_office)
        return found | {"expected_kg": self.expected_kg(case)}

    def show_eligibility(self, case: Application) -> dict[str, Any]:
        """Return what the rules found at the last step, and of a draft what they would find now."""
        return {
            "ahead": eligibility.ahead(case, self.at) if case.is_editable else [],
            "check": eligibility.last_check(case),
            "kept": eligibility.kept(case, self.at, with_cases=self.is_office),
        }

    def show_documents(self, case: Application) -> dict[str, Any]:
        """Return the papers the programme asks for, and the quotes."""
        return {
            "papers": papers.rows(case, edits=self.hands_in, at=self.at),
            "files": papers.quotes(self.items),
            "letters": decisions.letters(case, self.parts),
        }

    def show_corrections(self, case: Application) -> dict[str, Any]:
        """Return every return of the case, its lines with old and new side by side."""
        return {"rounds": corrections.rounds(case, self.at, edits=self.edits)}

    def show_history(self, case: Application) -> dict[str, Any]:
        """Return the case's history in sentences."""
        within_firm = bool(permissions.may_draft_for(self.request.user, case.firm, at=self.at))
        return {"entries": chronicle.history(case, self.parts, within_firm=within_firm)}


def has_deadline(case: Application) -> bool:
    """Say whether the call's deadline still binds the case: an indirect subsidy is proposed after it."""
    return case.is_editable and not case.submitted_at and not case.is_indirect


def figure(label: str, amount: int | None, href: str, tone: str | None = None) -> dict[str, Any]:
    """Return one amount for {% figure %}: in words, with every digit below."""
    return {"label": label, "value": won_words(amount), "hint": won(amount), "href": href, "tone": tone}
