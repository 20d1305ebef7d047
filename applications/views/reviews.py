"""A reviewer's pages: own reviews, one review, declaring and scoring; the office reopens and releases."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from applications import operations
from applications import permissions_panels as permissions
from applications.forms import panels as forms_panels
from applications.models import Review
from applications.models.reviews import READING, ReviewStatus
from applications.pages import panels as pages
from applications.queries import panels as queries_panels
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView


class ReviewsView(LoginRequiredMixin, TemplateView):
    """Everything the reader was drawn for."""

    template_name = "applications/panels/reviews.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reviews = queries_panels.own_reviews(self.request.user, clock.now())
        return super().get_context_data(reviews=reviews, **kwargs)


class ReviewView(LoginRequiredMixin, DetailView):
    """One review: what is asked, own scores, and the others' once all are in."""

    template_name = "applications/panels/review.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "review"

    def get_queryset(self) -> QuerySet[Review]:
        return Review.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, user, at = self.object, self.request.user, clock.now()
        is_own = bool(permissions.may_review(user, review, at=at))
        runs = bool(permissions.may_run_review(user, review, at=at)) and review.panel.is_open
        shows_others = queries_panels.is_all_in(review.case)
        return super().get_context_data(**kwargs) | {
            "is_own": is_own,
            "declares": is_own and review.panel.is_open and review.can_move_to(ReviewStatus.CONFLICTED),
            "scores_now": is_own and review.panel.is_open and review.can_move_to(ReviewStatus.SCORED),
            "reads_case": not is_own or (review.panel.is_open and review.status in READING),
            "reopens": runs and review.can_move_to(ReviewStatus.REOPENED),
            "releases": runs and review.can_move_to(ReviewStatus.RELEASED),
            "reopened": review.changes.filter(to_status=ReviewStatus.REOPENED).last(),
            "scores": queries_panels.scores_of(review),
            "own_total": pages.total(review),
            "others": pages.others(review) if shows_others else [],
            "shows_others": shows_others,
        }


class ReviewStepView(OperationView):
    """A step of one review."""

    model = Review
    case_argument = "review"


class DeclareView(ReviewStepView):
    operation = operations.declare_conflict
    predicate = permissions.may_review
    form_class = forms_panels.DeclareForm
    moves_to = "CONFLICTED"
    title = _("Declare whether you are in conflict")
    submit_label = _("Declare")
    success_message = _("Your declaration is on record.")
    consequences_template = "applications/consequences/declare.html"

    def get_success_url(self) -> str:
        if self.result.status == ReviewStatus.CONFLICTED:
            return reverse("applications:reviews")
        return super().get_success_url()


class ScoreView(ReviewStepView):
    operation = operations.hand_in_scores
    predicate = permissions.may_review
    form_class = forms_panels.ScoreForm
    moves_to = "SCORED"
    title = _("Score the application")
    submit_label = _("Hand in the scores")
    success_message = _("Your scores are handed in. Thank you.")
    consequences_template = "applications/consequences/score.html"

    def get_initial(self) -> dict[str, Any]:
        before = self.case.scores.filter(round_number=self.case.round_number - 1)
        points = {f"points_{score.criterion_id}": score.points for score in before}
        comments = {f"comment_{score.criterion_id}": score.comment for score in before}
        return super().get_initial() | points | comments

    def get_form_kwargs(self) -> dict[str, Any]:
        criteria = self.case.panel.criteria.select_related("criterion")
        return super().get_form_kwargs() | {"criteria": criteria}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"points": form.given("points"), "comments": form.given("comment")}


class ReopenView(ReviewStepView):
    operation = operations.reopen_review
    predicate = permissions.may_run_review
    form_class = ReasonForm
    moves_to = "REOPENED"
    title = _("Reopen the scores")
    submit_label = _("Reopen them")
    success_message = _("Reopened. The reviewer was asked to score anew.")


class ReleaseView(ReviewStepView):
    operation = operations.release_review
    predicate = permissions.may_run_review
    form_class = ReasonForm
    moves_to = "RELEASED"
    title = _("Release the reviewer")
    submit_label = _("Release the reviewer")
    success_message = _("Released. Another reviewer was drawn if the pool has one.")
    danger = True
