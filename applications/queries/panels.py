"""Reading pools, panels and scores: who can be drawn, how a panel stands, whom freed money reaches."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from applications import ranking
from applications.drawing import Candidate
from applications.models import (
    Application,
    Panel,
    PanelCase,
    PanelStatus,
    Review,
    Reviewer,
    ReviewStatus,
    Score,
    tied,
)
from applications.models.reviews import GONE
from applications.queries import left_in_call
from applications.workflow import Status
from core.workflow import clock
from programs.models import Call, GrantKind


def waiting_for_panel(calls: Iterable[Call]) -> QuerySet[Application]:
    """Return the calls' submitted applications for their own budgets that are before no open panel."""
    taken = PanelCase.objects.filter(panel__status=PanelStatus.OPENED).values("application")
    found = Application.objects.filter(
        call__in=list(calls), status=Status.SUBMITTED, grant_kind=GrantKind.SUBSIDY
    )
    return found.exclude(pk__in=taken).order_by("submitted_at", "pk")


def loads(reviewers: Iterable[Reviewer]) -> dict[int, int]:
    """Return how many cases each reviewer has in hand: those of open panels that count."""
    counted = Review.objects.filter(reviewer__in=list(reviewers), case__panel__status=PanelStatus.OPENED)
    rows = counted.exclude(status__in=GONE).values_list("reviewer").annotate(n=Count("pk"))
    return dict(rows.order_by())


@dataclass
class Pool:
    """The reviewers of a programme who can be drawn on a day, with what each has in hand and is tied to."""

    reviewers: dict[int, Reviewer]
    load: dict[int, int]
    ties: dict[int, set[int]]

    def candidates(self, case: PanelCase) -> tuple[list[Candidate], list[int]]:
        """Return who can be drawn for a case, and the keys of those left out because they are tied to it."""
        application = case.application
        drawn = set(case.reviews.values_list("reviewer", flat=True))
        codes = set(application.cost_items.values_list("technology__code", flat=True)) - {None}
        left = {key: row for key, row in self.reviewers.items() if key not in drawn}
        excluded = sorted(key for key in left if application.pk in self.ties[key])
        return [
            Candidate(key, _fits(row, codes, application.firm.sector), self.load.get(key, 0), row.max_load)
            for key, row in sorted(left.items())
            if key not in excluded
        ], excluded


def _fits(reviewer: Reviewer, codes: set[str], sector: str) -> bool:
    """Say whether a case lies in a reviewer's field: one of its technologies, or the firm's sector."""
    return bool(codes & set(reviewer.technologies)) or any(
        known and sector.startswith(known) for known in reviewer.sectors
    )


def pool_of(call: Call, applications: Iterable[Application], day: dt.date) -> Pool:
    """Return the pool as it stands on the day, with the ties of each reviewer to these applications."""
    reviewers = list(Reviewer.objects.active(day).filter(program=call.program_id).select_related("user"))
    near = Application.objects.filter(pk__in=[application.pk for application in applications])
    return Pool(
        {reviewer.pk: reviewer for reviewer in reviewers},
        loads(reviewers),
        {r.pk: set(near.filter(tied(r.user)).values_list("pk", flat=True)) for r in reviewers},
    )


@dataclass
class Row:
    """One application of a panel as its page shows it."""

    case: PanelCase
    reviews: list[Review]
    totals: dict[int, int]
    first: tuple[int, ...]
    is_live: bool
    missing: int
    place: Any = None
    is_spread_large: bool = False

    @property
    def is_all_in(self) -> bool:
        """Whether every reviewer it needs has handed in."""
        return not self.missing and len(self.totals) == len(self.standing)

    @property
    def standing(self) -> list[Review]:
        """Its reviews that count."""
        return [review for review in self.reviews if review.status not in GONE]

    @property
    def asked_won(self) -> int:
        """What it asks of the budget, own part and part to hand on, won."""
        return asked_of(self.case.application)


def asked_of(application: Application) -> int:
    """Return what an application asks of the call's budget, own part and part to hand on, won."""
    return (application.asked_won or 0) + application.regrant_asked_won


@dataclass
class Standing:
    """How a panel stands: its rows, those ranked first in their order; the budget; how many still wait."""

    rows: list[Row]
    budget_won: int
    waiting: int


def standing(panel: Panel) -> Standing:
    """Return how a panel stands now, in a constant number of queries; a closed one as it was closed."""
    rows = _rows(panel)
    budget = left_in_call(panel.call) if panel.budget_won is None else panel.budget_won
    by_key = {row.case.pk: row for row in rows}
    ranked = [row for row in rows if row.is_live and row.is_all_in]
    places = ranking.rank([_entry(row) for row in ranked], budget)
    for place in places:
        row = by_key[place.key]
        row.place, row.is_spread_large = place, place.spread >= 100 * panel.flagged_spread
    ordered = [by_key[place.key] for place in places]
    others = [row for row in rows if row.place is None]
    return Standing(ordered + others, budget, sum(row.is_live for row in others))


def scored_before(rows: Iterable[Row]) -> list[Application]:
    """Return the applications that were submitted again after one of the scores that count was handed in."""
    scored = {row.case.application_id: [review.pk for review in row.standing] for row in rows}
    counting = [pk for reviews in scored.values() for pk in reviews]
    handed_in = _last_steps(Review.objects.filter(pk__in=counting), ReviewStatus.SCORED)
    cases = Application.objects.filter(pk__in=scored)
    submitted = _last_steps(cases, Status.SUBMITTED)
    late = [pk for pk, reviews in scored.items() if any(handed_in[one] < submitted[pk] for one in reviews)]
    return list(cases.filter(pk__in=late).order_by("pk"))


def _last_steps(cases: QuerySet, status: str) -> dict[int, dt.datetime]:
    """Return {case: when it last became of this status}."""
    last = Max("changes__at", filter=Q(changes__to_status=status))
    return dict(cases.order_by().annotate(last=last).filter(last__isnull=False).values_list("pk", "last"))


def _entry(row: Row) -> ranking.Entry:
    application = row.case.application
    submitted_at = application.submitted_at or application.drafted_at
    return ranking.Entry(row.case.pk, tuple(row.totals.values()), row.first, submitted_at, row.asked_won)


def _rows(panel: Panel) -> list[Row]:
    weights = {one.pk: one.weight for one in panel.criteria.all()}
    first = next(iter(weights), None)
    given: dict[int, dict[int, int]] = {}
    scores = Score.objects.filter(review__case__panel=panel).select_related("review").order_by("pk")
    for score in scores:
        if score.round_number == score.review.round_number and score.review.status == ReviewStatus.SCORED:
            given.setdefault(score.review_id, {})[score.criterion_id] = score.points
    cases = panel.cases.select_related("application__firm").prefetch_related("reviews__reviewer__user")
    found = []
    for case in cases:
        reviews = list(case.reviews.all())
        own = [given[review.pk] for review in reviews if review.pk in given]
        found.append(
            Row(
                case=case,
                reviews=reviews,
                totals={
                    review.pk: ranking.total_hundredths(
                        (weights[criterion], points) for criterion, points in given[review.pk].items()
                    )
                    for review in reviews
                    if review.pk in given
                },
                first=tuple(points[first] for points in own if first in points),
                is_live=_is_live(panel, case),
                missing=panel.per_application - sum(review.status not in GONE for review in reviews),
            )
        )
    return found


def _is_live(panel: Panel, case: PanelCase) -> bool:
    """Say whether a case is ranked: still submitted while the panel is open, ranked when it was closed."""
    return case.application.status == Status.SUBMITTED if panel.is_open else case.rank is not None


def is_all_in(case: PanelCase) -> bool:
    """Say whether every reviewer the case needs has handed in: from then on they see each other's scores."""
    status = list(case.reviews.standing().values_list("status", flat=True))
    return len(status) >= case.panel.per_application and set(status) == {ReviewStatus.SCORED}


@dataclass(frozen=True)
class Reserve:
    """The reserve list of a closed panel: its cases in rank order, the money free for it, whom it reaches."""

    cases: list[PanelCase]
    free_won: int
    moving_up: frozenset[int]


def reserve(panel: Panel) -> Reserve:
    """
    Return the reserve list and whom freed money reaches; nothing is awarded by it.

    Free is what the call has left, less what those above the line still wait to be awarded.
    """
    undecided = panel.cases.filter(rank__isnull=False, application__status=Status.ASSESSED)
    cases = list(undecided.select_related("application__firm").order_by("rank"))
    above = sum(asked_of(case.application) for case in cases if case.is_above_line)
    below = [case for case in cases if not case.is_above_line]
    free = max(0, left_in_call(panel.call) - above)
    reached = ranking.moving_up([(case.pk, asked_of(case.application)) for case in below], free)
    return Reserve(below, free, frozenset(reached))


def scores_of(review: Review) -> QuerySet[Score]:
    """Return the scores of a review that count: those of its last round."""
    return review.scores.filter(round_number=review.round_number).select_related("criterion__criterion")


def own_reviews(user: Any, at: dt.datetime) -> QuerySet[Review]:
    """Return what this person was drawn for and may judge, what waits first."""
    found = Review.objects.of_reviewer(user, clock.day(at)).with_names()
    return found.order_by("case__panel__status", "case__panel__due_on", "pk").reverse()


def panels_in(calls: Iterable[Call]) -> QuerySet[Panel]:
    """Return the panels of these calls with how many cases each has."""
    return Panel.objects.filter(call__in=calls).select_related("call").annotate(n=Count("cases"))


def waiting_in(calls: Iterable[Call]) -> dict[int, int]:
    """Return how many submitted applications of each call wait for a panel."""
    return dict(waiting_for_panel(calls).values_list("call").annotate(n=Count("pk")).order_by())
