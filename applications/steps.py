"""
The steps of a draft, in one table: what each is called, where it is done, and what it still misses.

Nothing is done because somebody was there: a step is done when `queries.gaps` finds nothing of it and its own
rows are there. Another step is one more line of `STEPS`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import permissions, queries
from applications.answers import sheet_of
from applications.arithmetic import compute
from applications.costs import cost_items_of
from applications.documents import papers_of
from applications.eligibility.facts import BaselineFacts
from applications.eligibility.outcomes import Moment, Occasion, Outcome
from applications.eligibility.reading import baselines_of
from applications.eligibility.rulebook import BY_CODE
from applications.gaps import Gap
from applications.models import Application
from applications.pages import plan_sections
from applications.plans import section_keys
from applications.workflow import Status
from core.workflow import clock
from core.workflow.refusals import Refusal
from programs.models import Call
from programs.models import Step as Asked
from programs.queries import documents_on
from programs.refusals import AnchorPartTooLarge, InKindAbovePart, InKindAboveShare, NoInKind

Address = Callable[[Application], str]


def _page(name: str, tab: str = "") -> Address:
    """Return what leads to a page of the draft, or to one of its tabs."""
    query = f"?tab={tab}" if tab else ""
    return lambda case: reverse(f"applications:{name}", args=[case.public_id]) + query


def _section(code: str) -> Address:
    return lambda case: plan_sections.gap_address(case, code)


def _has_section(code: str) -> Callable[[Application, dt.datetime], bool]:
    return lambda case, at: case.is_plan and code in section_keys(case.consortium.support_model)


def _is_plan(case: Application, at: dt.datetime) -> bool:
    return case.is_plan


def _is_subsidy(case: Application, at: dt.datetime) -> bool:
    return case.is_subsidy


def _wants_papers(case: Application, at: dt.datetime) -> bool:
    return any(paper.required.step == Asked.APPLICATION for paper in papers_of(case, at))


def _is_returned(case: Application, at: dt.datetime) -> bool:
    return case.status == Status.RETURNED and case.corrections.exists()


def _has_questions(case: Application, at: dt.datetime) -> bool:
    return bool(sheet_of(case).questions)


def _always(case: Application, at: dt.datetime) -> bool:
    return True


def _unmeasured(case: Application, at: dt.datetime) -> list[Gap]:
    """Return the equipment whose method waits for what it is expected to reduce."""
    items = cost_items_of(case)
    if not items:
        return [Gap("reductions", _("It follows from the cost items: add one first."))]
    return [
        Gap("reductions", _("Enter what “%(item)s” is expected to reduce.") % {"item": item.name})
        for item in items
        if item.technology and item.technology.method and not (item.measure and item.measure.expected_kg)
    ]


def _parts_that_do_not_fit(case: Application, at: dt.datetime) -> list[Gap]:
    """Return what is wrong with who pays the cost: the anchor's part, or what is borne in kind."""
    if not case.is_subsidy or not cost_items_of(case):
        return []
    try:
        compute(case, at)
    except (AnchorPartTooLarge, NoInKind, InKindAbovePart, InKindAboveShare) as refusal:
        return [Gap("basics", str(refusal))]
    except Refusal:
        return []
    return []


def _baseline(case: Application, at: dt.datetime, outcome: Outcome) -> list[Gap]:
    """Return the measures of whose baseline the rule of eligibility says that, each in its words."""
    rule, occasion = BY_CODE["baseline"], Occasion(Moment.SUBMISSION, at)
    answers = [rule.judge(BaselineFacts((found,)), occasion) for _measure, found in baselines_of(case)]
    return [
        Gap("reductions", f"{rule.text(answer)} {rule.mend(answer)}")
        for answer in answers
        if answer.outcome == outcome
    ]


def _unmeasured_or_short(case: Application, at: dt.datetime) -> list[Gap]:
    """Return what is not described yet, and the baselines whose shortness blocks a submission."""
    return [*_unmeasured(case, at), *_baseline(case, at, Outcome.BLOCKED)]


def _short_so_far(case: Application, at: dt.datetime) -> list[Gap]:
    """Return the baselines that may still grow: nothing is in the way of a submission."""
    return _baseline(case, at, Outcome.WARNED)


def _nothing(case: Application, at: dt.datetime) -> list[Gap]:
    return []


@dataclass(frozen=True)
class Step:
    """
    One step of a draft: code, title, address, and the codes of the gaps that belong to it.

    `is_for` says which cases have it; `more` finds what it misses besides the gaps of a submission, `hints`
    what is worth doing there and in nothing's way.
    """

    code: str
    title: Any
    address: Address
    gaps: frozenset[str]
    is_for: Callable[[Application, dt.datetime], bool] = _always
    more: Callable[[Application, dt.datetime], list[Gap]] = _nothing
    hints: Callable[[Application, dt.datetime], list[Gap]] = _nothing


#: the last step: everything before it is done
SUBMIT = Step("submit", gettext_lazy("Check and submit"), _page("submit"), frozenset())

STEPS: tuple[Step, ...] = (
    Step(
        "corrections", gettext_lazy("Corrections"), _page("detail", "corrections"),
        frozenset({"corrections"}), _is_returned,
    ),
    Step(
        "basics", gettext_lazy("Undertaking"), _page("edit"), frozenset({"basics", "certificate", "firm"}),
        more=_parts_that_do_not_fit,
    ),
    Step(
        "costs", gettext_lazy("Costs and quotes"), _page("detail", "money"), frozenset({"costs"}), _is_subsidy
    ),
    Step(
        "reductions", gettext_lazy("Reductions"), _page("detail", "reductions"), frozenset(), _is_subsidy,
        _unmeasured_or_short, _short_so_far,
    ),
    Step(
        "questions", gettext_lazy("Questions of the call"), _page("questions"), frozenset({"questions"}),
        _has_questions,
    ),
    Step(
        "papers", gettext_lazy("Papers"), _page("detail", "documents"), frozenset({"documents"}),
        _wants_papers,
    ),
    Step(
        "partners", gettext_lazy("Partners"), _section("partners"), frozenset({"partners", "links"}), _is_plan
    ),
    Step(
        "chain", gettext_lazy("What is passed on"), _section("chain"), frozenset({"chain"}),
        _has_section("chain"),
    ),
    Step(
        "synergy", gettext_lazy("Shared suppliers"), _section("synergy"), frozenset({"synergy"}),
        _has_section("synergy"),
    ),
    Step(
        "performance", gettext_lazy("Promise and surplus"), _section("performance"),
        frozenset({"performance"}), _has_section("performance"),
    ),
    Step(
        "downstream", gettext_lazy("Products"), _section("downstream"), frozenset({"downstream"}),
        _has_section("downstream"),
    ),
    Step("agreement", gettext_lazy("Agreement"), _section("agreement"), frozenset({"agreement"}), _is_plan),
    SUBMIT,
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A step of one draft: where it is done, what is still missing there, whether one is in it now."""

    code: str
    label: Any
    href: str
    missing: tuple[Gap, ...]
    is_done: bool
    is_current: bool
    hints: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Way:
    """All steps of one draft, and the ones beside where one is."""

    stages: list[Stage]

    def __iter__(self) -> Any:
        return iter(self.stages)

    @property
    def _here(self) -> int | None:
        return next((n for n, stage in enumerate(self.stages) if stage.is_current), None)

    @property
    def current(self) -> Stage | None:
        """The step one is in, if it is one of the table."""
        return None if self._here is None else self.stages[self._here]

    @property
    def before(self) -> Stage | None:
        """The step before this one."""
        return self.stages[self._here - 1] if self._here else None

    @property
    def after(self) -> Stage | None:
        """The step after this one."""
        here = self._here
        return None if here is None or here + 1 == len(self.stages) else self.stages[here + 1]


def way_of(case: Application, user: Any, at: dt.datetime, current: str = "") -> Way:
    """Return the steps of a draft as this person walks them; who can't submit asks a representative."""
    found = queries.gaps(case, at)
    stages = []
    for step in STEPS:
        if not step.is_for(case, at):
            continue
        missing = (*(gap for gap in found if gap.code in step.gaps), *step.more(case, at))
        is_done = case.status not in (Status.DRAFTED, Status.RETURNED) if step is SUBMIT else not missing
        href = _last_address(case, user, at) if step is SUBMIT else step.address(case)
        is_here = step.code == current
        hints = tuple(step.hints(case, at)) if is_here else ()
        stages.append(Stage(step.code, step.title, href, missing, is_done, is_here, hints))
    return Way(stages)


def _last_address(case: Application, user: Any, at: dt.datetime) -> str:
    if permissions.may_submit(user, case, at=at):
        return SUBMIT.address(case)
    return reverse("applications:ask_to_submit", args=[case.public_id])


def ahead(call: Call, at: dt.datetime, *, is_plan: bool) -> list[tuple[str, Any]]:
    """Return the steps of a case that is being begun: the first, what every such case has, the last."""
    codes = {"basics", "submit"} | ({"partners", "agreement"} if is_plan else {"costs", "reductions"})
    if not is_plan:
        newest = call.questionnaires.published().newest()
        codes |= {"questions"} if newest and newest.terms else set()
        papers = documents_on(call.program, clock.day(at))
        codes |= {"papers"} if any(paper.step == Asked.APPLICATION for paper in papers) else set()
    return [(step.code, step.title) for step in STEPS if step.code in codes]


def resume_address(case: Application, user: Any, at: dt.datetime) -> str:
    """Return where one goes on: what the first step that isn't done misses first, at last the submission."""
    for stage in way_of(case, user, at):
        if not stage.is_done:
            return gap_address(case, stage.missing[0].code) if stage.missing else stage.href
    return case.get_absolute_url()


def gap_address(case: Application, code: str) -> str:
    """Return where something that is missing is entered."""
    if place := plan_sections.gap_address(case, code):
        return place
    if code == "certificate":
        return reverse("firms:certificate_add", args=[case.firm.public_id])
    if code == "firm":
        return case.firm.get_absolute_url()
    if code == "corrections":
        return _page("detail", "corrections")(case)
    names = {"costs": "cost_item_add", "documents": "hand_in", "questions": "questions"}
    if code == "reductions":
        return _page("detail", "reductions")(case)
    return reverse(f"applications:{names.get(code, 'edit')}", args=[case.public_id])
