"""One closed panel: who judged, who abstained and why, by which criteria, each score, ranking and line."""

from collections import defaultdict
from typing import Any

from applications import ranking
from applications.models import Draw, Panel, Review, ReviewStatus, Score
from applications.queries.panels import Row, standing
from core.users.models import User
from programs.models import Call


def collect(panel: Panel) -> dict[str, Any]:
    """Return the proceedings of a panel as it was closed, in constantly many queries."""
    reviews, rows = list(_reviews(panel)), standing(panel).rows
    return {
        "call": _call(panel.call),
        "panel": _panel(panel),
        "criteria": [
            {
                "position": one.position,
                "weight": one.weight,
                "name_ko": one.criterion.name_ko,
                "name_en": one.criterion.name_en,
                "source_ko": one.criterion.source_ko,
                "source_en": one.criterion.source_en,
            }
            for one in panel.criteria.select_related("criterion")
        ],
        "committee": _committee(reviews),
        "abstentions": [_abstention(one) for one in reviews if one.status == ReviewStatus.CONFLICTED],
        "ties": _ties(panel),
        "ranking": [_place(row, reviews) for row in rows if row.is_live],
        "left_out": [_case(row) for row in rows if not row.is_live],
        "scores": _scores(panel),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "name_ko": call.name_ko,
        "name_en": call.name_en,
        "budget_won": call.budget_won,
        "source_ko": call.source_ko,
        "source_en": call.source_en,
    }


def _panel(panel: Panel) -> dict[str, Any]:
    """Return how the panel was set up and closed; `budget_won` is what was left in the call then."""
    return {
        "public_id": panel.public_id,
        "status": panel.status,
        "per_application": panel.per_application,
        "due_on": panel.due_on,
        "seed": panel.seed,
        "flagged_spread": panel.flagged_spread,
        "minutes": panel.minutes,
        "budget_won": panel.budget_won,
        "opened_at": panel.opened_at,
        "opened_by": str(panel.opened_by),
        "closed_at": panel.closed_at,
        "closed_by": str(panel.closed_by) if panel.closed_by else "",
    }


def _reviews(panel: Panel) -> Any:
    found = Review.objects.filter(case__panel=panel).select_related(
        "reviewer__user__office", "case__application__firm"
    )
    return found.prefetch_related("changes").order_by("reviewer_id", "case_id")


def _committee(reviews: list[Review]) -> list[dict[str, Any]]:
    """Return the reviewers with how many cases each declared free of conflict, scored, and abstained from."""
    of_person: dict[User, list[str]] = defaultdict(list)
    for one in reviews:
        of_person[one.reviewer.user].append(one.status)
    return [
        {
            "name": str(person),
            "drawn": len(statuses),
            "scored": statuses.count(ReviewStatus.SCORED),
            "abstained": statuses.count(ReviewStatus.CONFLICTED),
            "released": statuses.count(ReviewStatus.RELEASED),
        }
        for person, statuses in of_person.items()
    ]


def _abstention(review: Review) -> dict[str, Any]:
    """Return who declared a conflict with which application, when and why."""
    step = max(review.changes.all(), key=lambda one: one.pk)
    return {"reviewer": str(review.reviewer), "reason": step.reason, "at": step.at, **_named(review.case)}


def _ties(panel: Panel) -> list[dict[str, Any]]:
    """Return who was never drawn for an application, because they are tied to its firm or consortium."""
    names = {one.pk: str(one) for one in panel.call.program.reviewers.select_related("user")}
    draws = Draw.objects.filter(case__panel=panel).select_related("case__application__firm").order_by("pk")
    return [
        {"at": draw.at, "excluded": sorted(names[key] for key in draw.excluded), **_named(draw.case)}
        for draw in draws
        if draw.excluded
    ]


def _named(case: Any) -> dict[str, str]:
    return {"firm": case.application.firm.name, "title": case.application.title}


def _case(row: Row) -> dict[str, Any]:
    return {"application": row.case.application.public_id, "asked_won": row.asked_won, **_named(row.case)}


def _place(row: Row, reviews: list[Review]) -> dict[str, Any]:
    """Return where an application stands, as it was fixed when the panel was closed; means in hundredths."""
    case, place = row.case, row.place
    return {
        **_case(row),
        "rank": case.rank,
        "mean_hundredths": case.mean_hundredths,
        "first_mean_hundredths": place.first_mean if place else None,
        "spread_hundredths": ranking.spread(list(row.totals.values())),
        "is_spread_large": row.is_spread_large,
        "is_tied": bool(place and place.is_tied),
        "running_won": place.running_won if place else None,
        "is_above_line": case.is_above_line,
        "totals": [[str(one.reviewer), row.totals[one.pk]] for one in reviews if one.pk in row.totals],
    }


def _scores(panel: Panel) -> list[dict[str, Any]]:
    """Return the points and the reason for each criterion, of the rounds that count."""
    found = Score.objects.filter(review__case__panel=panel, review__status=ReviewStatus.SCORED)
    found = found.select_related("review__reviewer__user", "review__case__application", "criterion")
    counting = [one for one in found if one.round_number == one.review.round_number]
    return [
        {
            "application": one.review.case.application.public_id,
            "reviewer": str(one.review.reviewer),
            "position": one.criterion.position,
            "points": one.points,
            "comment": one.comment,
            "at": one.at,
        }
        for one in sorted(
            counting, key=lambda one: (one.review.case_id, one.review.reviewer_id, one.criterion.position)
        )
    ]
