"""Panels: opened, topped up, minuted, closed. Whoever changes a panel's reviews locks the panel first."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from applications import drawing, ranking
from applications.announcements import panels as announcements
from applications.models import (
    Draw,
    Panel,
    PanelCase,
    PanelCriterion,
    PanelStatus,
    Recommendation,
    Review,
)
from applications.operations.decisions import assess
from applications.permissions_panels import may_open_panel, may_run_panel
from applications.queries import panels as queries_panels
from applications.queries.panels import Pool, Row
from applications.refusals.panels import (
    DuePassed,
    MinutesMissing,
    NobodyToDraw,
    NoCriteria,
    NotAllIn,
    NothingToReview,
    PanelClosed,
    PoolEmpty,
    ScoredBefore,
)
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs.models import Call, Program
from programs.queries import criteria_on


@operation
def open_panel(
    *,
    call: Call,
    per_application: int,
    due_on: dt.date,
    seed: str,
    flagged_spread: int,
    by: User,
    at: dt.datetime,
) -> Panel:
    """
    Open a panel over the call's submitted applications, and draw reviewers for each from the pool.

    Criteria and weights are those in force today. Where the pool does not suffice the panel opens with
    fewer reviewers, and says so in the inbox of those who run it.

    :raises PermissionDenied: if `by` does not handle this programme's cases.
    :raises DuePassed: if the reviewers' day is not to come.
    :raises NoCriteria, WeightsDontSum: if the programme has no criteria that come to 100.
    :raises NothingToReview, PoolEmpty: if there is nothing to score or nobody to draw.
    """
    Program.objects.lock(call.program_id)  # its criteria stay while the panel takes them
    call = Call.objects.lock(call.pk)
    require(may_open_panel, by, call, at=at)
    today = clock.day(at)
    if due_on <= today:
        raise DuePassed(field="due_on")
    criteria = list(criteria_on(call.program, today))
    if not criteria:
        raise NoCriteria
    ranking.check_weights(criterion.weight for criterion in criteria)
    applications = list(queries_panels.waiting_for_panel([call]).select_related("firm"))
    if not applications:
        raise NothingToReview
    pool = queries_panels.pool_of(call, applications, today)
    if not pool.reviewers:
        raise PoolEmpty
    panel = Panel.objects.create(
        call=call,
        per_application=per_application,
        due_on=due_on,
        seed=seed,
        flagged_spread=flagged_spread,
        opened_at=at,
        opened_by=by,
    ).begin(by=by, at=at)
    for n, criterion in enumerate(criteria, start=1):
        PanelCriterion.objects.create(panel=panel, criterion=criterion, position=n, weight=criterion.weight)
    for application in applications:
        case = PanelCase.objects.create(panel=panel, application=application)
        _draw(case, per_application, pool, by=by, at=at)
    _say_who_is_missing(panel, by=by, at=at)
    return panel


def _draw(case: PanelCase, number: int, pool: Pool, *, by: User, at: dt.datetime) -> int:
    """Draw reviewers for a case, keep how they were drawn, ask them; return how many were drawn."""
    nth = case.draws.count()
    seed = f"{case.panel.seed}:{case.application_id}:{nth}"
    candidates, excluded = pool.candidates(case)
    chosen = drawing.draw(candidates, number, seed)
    Draw.objects.create(
        case=case,
        nth=nth,
        number=number,
        seed=seed,
        candidates=[candidate.as_row() for candidate in candidates],
        excluded=excluded,
        chosen=chosen,
        at=at,
        by=by,
    )
    for key in chosen:
        review = Review.objects.create(
            case=case, reviewer=pool.reviewers[key], drawn_at=at, drawn_by=by
        ).begin(by=by, at=at)
        pool.load[key] = pool.load.get(key, 0) + 1
        announcements.ask_to_declare(review, at=at)
    return len(chosen)


def top_up_case(case: PanelCase, *, by: User, at: dt.datetime) -> int:
    """Draw for whoever a case lacks, out of those not drawn for it yet; return how many were drawn."""
    missing = case.panel.per_application - case.reviews.standing().count()
    if missing <= 0:
        return 0
    pool = queries_panels.pool_of(case.panel.call, [case.application], clock.day(at))
    drawn = _draw(case, missing, pool, by=by, at=at)
    _say_who_is_missing(case.panel, by=by, at=at)
    return drawn


def _say_who_is_missing(panel: Panel, *, by: User, at: dt.datetime) -> None:
    """Tell those who run the panel while a case that still stands has too few reviewers."""
    if any(row.is_live and row.missing > 0 for row in queries_panels.standing(panel).rows):
        announcements.reviewers_missing(panel, at=at)
    else:
        announcements.nobody_is_missing(panel, by=by, at=at)


@operation
def top_up(*, panel: Panel, by: User, at: dt.datetime) -> Panel:
    """
    Draw again for every case that lacks reviewers, after people were added to the pool.

    :raises PermissionDenied: if `by` does not run the panel.
    :raises PanelClosed: if it is closed.
    :raises NobodyToDraw: if nobody could be drawn.
    """
    panel = _locked(panel, by=by, at=at)
    rows = queries_panels.standing(panel).rows
    short = [row.case for row in rows if row.is_live and row.missing > 0]
    if not sum(top_up_case(case, by=by, at=at) for case in short):
        raise NobodyToDraw
    return panel


@operation
def write_minutes(*, panel: Panel, minutes: str, version: int, by: User, at: dt.datetime) -> Panel:
    """
    Keep the minutes of an open panel.

    :raises PermissionDenied: if `by` does not run the panel.
    :raises PanelClosed: if it is closed.
    :raises StaleVersion: if somebody wrote meanwhile.
    """
    panel = _locked(panel, version, by=by, at=at)
    panel.minutes = minutes.strip()
    panel.save(update_fields=["minutes"])
    return panel


@operation
def close_panel(*, panel: Panel, by: User, at: dt.datetime) -> Panel:
    """
    Close a panel with its minutes: fix ranks and cut line, and assess each application by where it stands.

    Above the line the whole amount asked is recommended, below it the reserve list. An application that was
    returned, refused or withdrawn meanwhile is left out. Awards stay separate decisions.

    :raises PermissionDenied: if `by` does not run the panel, or submitted one of its applications.
    :raises PanelClosed: if it is closed.
    :raises MinutesMissing, NotAllIn: if minutes or scores are missing.
    :raises ScoredBefore: if an application was corrected after it was scored.
    """
    panel = _locked(panel, by=by, at=at)
    if not panel.minutes:
        raise MinutesMissing
    standing = queries_panels.standing(panel)
    if standing.waiting:
        raise NotAllIn(waiting=standing.waiting)
    ranked = [row for row in standing.rows if row.place]
    if others_by_now := queries_panels.scored_before(ranked):
        raise ScoredBefore(cases=", ".join(f"“{case.title}”" for case in others_by_now))
    for row in ranked:
        row.case.rank, row.case.mean_hundredths = row.place.rank, row.place.mean
        row.case.is_above_line = row.place.is_above_line
        row.case.save(update_fields=["rank", "mean_hundredths", "is_above_line"])
    panel.budget_won, panel.closed_at, panel.closed_by = standing.budget_won, at, by
    panel.check_can_move_to(PanelStatus.CLOSED)
    panel.status = PanelStatus.CLOSED
    panel.save(update_fields=["budget_won", "closed_at", "closed_by", "status"])
    panel.write_down(PanelStatus.OPENED, by=by, at=at)
    announcements.panel_is_over(panel, by=by, at=at)
    for row in ranked:
        _assess(row, len(ranked), by=by, at=at)
    return panel


def _assess(row: Row, number: int, *, by: User, at: dt.datetime) -> None:
    """Put on record as the assessment what the panel found of one application, in the officer's language."""
    above = row.place.is_above_line
    with translation.override(by.language):
        words = (
            _("Panel: weighted mean %(mean)s points, place %(rank)s of %(number)s, above the cut line.")
            if above
            else _("Panel: weighted mean %(mean)s points, place %(rank)s of %(number)s, below the cut line.")
        )
        finding = words % {
            "mean": ranking.in_points(row.place.mean),
            "rank": row.place.rank,
            "number": number,
        }
    assess(
        application=row.case.application,
        recommendation=Recommendation.AWARD if above else Recommendation.RESERVE,
        finding=finding,
        by=by,
        at=at,
    )


def _locked(panel: Panel, version: int | None = None, *, by: User, at: dt.datetime) -> Panel:
    require(may_run_panel, by, panel, at=at)
    panel = Panel.objects.lock(panel.pk, version)
    if not panel.is_open:
        raise PanelClosed
    return panel
