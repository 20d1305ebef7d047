"""What the pages of panels show: rows of the pool and of the ranking, draws, others' scores."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from applications import ranking
from applications.models import Draw, Panel, Review, Reviewer, ReviewStatus
from applications.models.reviews import GONE
from applications.queries.panels import Row, Standing, scores_of


def pool_row(reviewer: Reviewer, load: int, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reviewer as the pool shows them."""
    fields = [str(names.get(code, code)) for code in reviewer.technologies] + reviewer.sectors
    return {"reviewer": reviewer, "fields": ", ".join(fields), "load": load}


def rows(standing: Standing) -> list[dict[str, Any]]:
    """Return the rows of the ranking; the first below the cut line says so."""
    shown, above = [], True
    for row in standing.rows:
        is_cut = bool(above and row.place and not row.place.is_above_line)
        above = above and not is_cut
        shown.append(_row(row) | {"is_cut": is_cut})
    return shown


def _row(row: Row) -> dict[str, Any]:
    place = row.place
    return {
        "row": row,
        "place": place,
        "application": row.case.application,
        "mean": ranking.in_points(place.mean) if place else "",
        "first": ranking.in_points(place.first_mean) if place else "",
        "spread": ranking.in_points(place.spread) if place else "",
        "reviews": [
            (review, ranking.in_points(row.totals[review.pk]) if review.pk in row.totals else "")
            for review in row.reviews
        ],
        "state": "" if place else _waits_for(row),
    }


def _waits_for(row: Row) -> str:
    """Say why an application has no place yet."""
    if not row.is_live:
        return _("left out: it is no longer submitted")
    if row.missing > 0:
        return _("reviewers are missing")
    return _("scores are missing")


def draws(panel: Panel) -> list[dict[str, Any]]:
    """Return how reviewers were drawn, with the names of candidates and chosen."""
    names = {one.pk: str(one) for one in panel.call.program.reviewers.select_related("user")}
    found = Draw.objects.filter(case__panel=panel).select_related("case__application__firm").order_by("pk")
    return [
        {
            "draw": draw,
            "chosen": ", ".join(names[key] for key in draw.chosen),
            "candidates": ", ".join(names[one["key"]] for one in draw.candidates),
            "excluded": ", ".join(names[key] for key in draw.excluded),
        }
        for draw in found
    ]


def total(review: Review) -> str:
    """Return a reviewer's weighted total in points, empty until it was handed in."""
    scores = [(score.criterion.weight, score.points) for score in scores_of(review)]
    return ranking.in_points(ranking.total_hundredths(scores)) if scores and review.status not in GONE else ""


def others(review: Review) -> list[dict[str, Any]]:
    """Return what the other reviewers of the case gave; only to be shown once all are in."""
    found = review.case.reviews.filter(status=ReviewStatus.SCORED).exclude(pk=review.pk)
    return [
        {"review": one, "total": total(one), "scores": scores_of(one)}
        for one in found.select_related("reviewer__user")
    ]
