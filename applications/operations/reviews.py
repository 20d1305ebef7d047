"""What a reviewer declares and hands in, and what the office does with it."""

import datetime as dt
from collections.abc import Mapping

from applications import ranking, rules
from applications.announcements import panels as announcements
from applications.models import Panel, PanelCase, Review, ReviewStatus, Score
from applications.operations.panels import top_up_case
from applications.permissions_panels import may_review, may_run_review
from applications.queries import panels as queries_panels
from applications.refusals.panels import PanelClosed
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation


@operation
def declare_conflict(
    *, review: Review, in_conflict: bool, reason: str = "", by: User, at: dt.datetime
) -> Review:
    """
    Put on record whether the reviewer is in conflict; one who is loses the case, and another is drawn.

    :raises PermissionDenied: if `by` is not the reviewer drawn, or may not judge the case any more.
    :raises PanelClosed: if the panel is closed.
    :raises ReasonMissing: if a conflict has no reason.
    :raises InvalidTransition: if it was declared already, or the scores are in.
    """
    review = _locked_own(review, by=by, at=at)
    if not in_conflict:
        review.move_to(ReviewStatus.UNBIASED, by=by, at=at)
        announcements.ask_to_score(review, by=by, at=at)
        return review
    reason = rules.check_reason(reason)
    review.move_to(ReviewStatus.CONFLICTED, by=by, at=at, reason=reason)
    announcements.nothing_waits(review, by=by, at=at)
    top_up_case(review.case, by=by, at=at)
    return review


@operation
def hand_in_scores(
    *,
    review: Review,
    points: Mapping[int, int],
    comments: Mapping[int, str],
    by: User,
    at: dt.datetime,
) -> Review:
    """
    Hand in points (0 to 100) and a comment for each of the panel's criteria, by key; they are final.

    :raises PermissionDenied: if `by` is not the reviewer drawn, or may not judge the case any more.
    :raises PanelClosed: if the panel is closed.
    :raises InvalidTransition: if no conflict was denied yet, or scores are in.
    :raises ScoreMissing, PointsOutOfRange: if something is missing or no whole points.
    """
    review = _locked_own(review, by=by, at=at)
    review.check_can_move_to(ReviewStatus.SCORED)
    criteria = list(review.panel.criteria.all())
    ranking.check_scores([criterion.pk for criterion in criteria], points, comments)
    for criterion in criteria:
        Score.objects.create(
            review=review,
            criterion=criterion,
            round_number=review.round_number,
            points=points[criterion.pk],
            comment=comments[criterion.pk].strip(),
            at=at,
            by=by,
        )
    review.move_to(ReviewStatus.SCORED, by=by, at=at)
    announcements.nothing_waits(review, by=by, at=at)
    if not queries_panels.standing(review.panel).waiting:
        announcements.all_in(review.panel, at=at)
    return review


@operation
def reopen_review(*, review: Review, reason: str, by: User, at: dt.datetime) -> Review:
    """
    Let a reviewer score anew; the scores handed in stay on record and no longer count.

    :raises PermissionDenied: if `by` does not run the panel.
    :raises PanelClosed: if it is closed.
    :raises InvalidTransition: if no scores are in.
    """
    review = _locked_by_office(review, by=by, at=at)
    review.move_to(ReviewStatus.REOPENED, by=by, at=at, reason=rules.check_reason(reason))
    review.round_number += 1
    review.save(update_fields=["round_number"])
    announcements.ask_to_score(review, by=by, at=at)
    announcements.not_all_in(review.panel, by=by, at=at)
    return review


@operation
def release_review(*, review: Review, reason: str, by: User, at: dt.datetime) -> Review:
    """
    Release a reviewer who does not answer from a case; another is drawn.

    :raises PermissionDenied: if `by` does not run the panel.
    :raises PanelClosed: if it is closed.
    :raises InvalidTransition: if scores are in, or the reviewer has left the case.
    """
    review = _locked_by_office(review, by=by, at=at)
    review.move_to(ReviewStatus.RELEASED, by=by, at=at, reason=rules.check_reason(reason))
    announcements.nothing_waits(review, by=by, at=at)
    top_up_case(review.case, by=by, at=at)
    return review


def _locked_own(review: Review, *, by: User, at: dt.datetime) -> Review:
    """Return the review, its panel locked first, for the reviewer drawn."""
    require(may_review, by, review, at=at)
    return _locked(review)


def _locked_by_office(review: Review, *, by: User, at: dt.datetime) -> Review:
    """Return the review, its panel locked first, for those who run the panel."""
    require(may_run_review, by, review, at=at)
    return _locked(review)


def _locked(review: Review) -> Review:
    case = PanelCase.objects.get(pk=review.case_id)
    if not Panel.objects.lock(case.panel_id).is_open:
        raise PanelClosed
    Review.objects.lock(review.pk)
    return Review.objects.with_names().get(pk=review.pk)
