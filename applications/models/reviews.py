"""The pool of reviewers, and what each of them is asked about a case and answers."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models.panels import PanelCase, PanelCriterion, PanelStatus
from applications.permissions_panels import REVIEW
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    Versioned,
    VersionedQuerySet,
    counts_versions,
    immutable,
    tracked,
)
from core.workflow.transitions import Transitions
from programs.models import Member, Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


def tied(user: Any, path: str = "") -> Q:
    """
    Return the condition that an application, at `path`, is too near to this person for a fair judgement.

    It is if they have or had a role for the applicant, for the anchor of its consortium or for a firm in any
    consortium of that anchor, or wrote or submitted it.
    """
    firms = list(
        user.assignments.filter(scope_kind=ScopeKind.FIRM).order_by("pk").values_list("scope_id", flat=True)
    )
    near = Member.objects.present().filter(firm__in=firms).values("consortium__anchor")
    return (
        Q(**{f"{path}firm__in": firms})
        | Q(**{f"{path}consortium__anchor__in": firms})
        | Q(**{f"{path}consortium__anchor__in": near})
        | Q(**{f"{path}drafted_by": user.pk})
        | Q(**{f"{path}submitted_by": user.pk})
    )


class ReviewerQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ReviewerQuerySet":
        """Return the pools of the programmes whose cases this person reads for an office."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(at or clock.now()))))

    def active(self, day: dt.date) -> "ReviewerQuerySet":
        """Return those who can be drawn on the day."""
        lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(lasting, valid_from__lte=day, user__is_active=True)


@tracked
class Reviewer(Versioned):
    """A person in a programme's pool of reviewers: field, most cases at a time, first and last day."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="reviewers", db_comment="Which programme's pool"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who"
    )
    technologies = ArrayField(
        models.SlugField(), default=list, blank=True, db_comment="Codes of the technologies they know"
    )
    sectors = ArrayField(
        models.CharField(max_length=6),
        default=list,
        blank=True,
        db_comment="Beginnings of the sectors (KSIC) they know, for instance C24",
    )
    max_load = models.PositiveSmallIntegerField(db_comment="The most cases in hand at one time")
    valid_from = models.DateField(_("from"), db_comment="First day on which they can be drawn")
    valid_until = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day; empty while they can"
    )

    objects: ClassVar[Any] = ReviewerQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Pools of reviewers"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_reviewer_once", fields=["program", "user"]),
            models.CheckConstraint(name="applications_reviewer_load", condition=Q(max_load__gte=1)),
            models.CheckConstraint(
                name="applications_reviewer_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers: ClassVar = [counts_versions()]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("applications:pool", args=[self.program.public_id])


class ReviewStatus(models.TextChoices):
    DRAWN = "DRAWN", _("Waiting for the declaration")
    UNBIASED = "UNBIASED", _("Declared no conflict")
    SCORED = "SCORED", _("Scores handed in")
    REOPENED = "REOPENED", _("Reopened")
    CONFLICTED = "CONFLICTED", _("In conflict")
    RELEASED = "RELEASED", _("Released from the case")


REVIEW_TRANSITIONS = Transitions(
    {
        ReviewStatus.DRAWN: frozenset(
            {ReviewStatus.UNBIASED, ReviewStatus.CONFLICTED, ReviewStatus.RELEASED}
        ),
        ReviewStatus.UNBIASED: frozenset(
            {ReviewStatus.SCORED, ReviewStatus.CONFLICTED, ReviewStatus.RELEASED}
        ),
        ReviewStatus.SCORED: frozenset({ReviewStatus.REOPENED}),
        ReviewStatus.REOPENED: frozenset(
            {ReviewStatus.SCORED, ReviewStatus.CONFLICTED, ReviewStatus.RELEASED}
        ),
        ReviewStatus.CONFLICTED: frozenset(),
        ReviewStatus.RELEASED: frozenset(),
    }
)
#: those that no longer count
GONE = (ReviewStatus.CONFLICTED, ReviewStatus.RELEASED)
#: those whose reviewer reads the case
READING = (ReviewStatus.UNBIASED, ReviewStatus.SCORED, ReviewStatus.REOPENED)


class ReviewQuerySet(VersionedQuerySet):
    def standing(self) -> "ReviewQuerySet":
        """Return those that count: neither in conflict nor released."""
        return self.exclude(status__in=GONE)

    def of_reviewer(self, user: Any, day: dt.date) -> "ReviewQuerySet":
        """Return what this person was drawn for and may judge: no conflict declared, no tie to the case."""
        scopes = user.scopes(REVIEW, day)
        if not scopes:
            return self.none()
        own = self.standing().filter(within(scopes, "case__panel__call__program"), reviewer__user=user.pk)
        return own.exclude(tied(user, "case__application__"))

    def readable_by(self, user: Any, day: dt.date) -> "ReviewQuerySet":
        """Return those whose case this person reads as its reviewer: no conflict, while the panel is open."""
        own = self.of_reviewer(user, day)
        return own.filter(status__in=READING, case__panel__status=PanelStatus.OPENED)

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ReviewQuerySet":
        """Return the person's own, and those of the programmes whose cases they read for an office."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        day = clock.day(at or clock.now())
        office = within(user.scopes(VIEW_CASES, day), "case__panel__call__program")
        return self.filter(Q(pk__in=self.of_reviewer(user, day).values("pk")) | office)

    def with_names(self) -> "ReviewQuerySet":
        """Fetch along what a page about a review names."""
        return self.select_related(
            "reviewer__user",
            "case__panel__call__program__office",
            "case__application__firm",
            "case__application__consortium__anchor",
        )


@tracked
class Review(Case):
    """One reviewer's part in one case: drawn, declared, scored."""

    transitions = REVIEW_TRANSITIONS
    tones: ClassVar = {
        "DRAWN": "warning",
        "UNBIASED": "info",
        "SCORED": "success",
        "REOPENED": "warning",
        "CONFLICTED": "danger",
        "RELEASED": "neutral",
    }

    case = models.ForeignKey(
        PanelCase, on_delete=models.PROTECT, related_name="reviews", db_comment="Which case of which panel"
    )
    reviewer = models.ForeignKey(
        Reviewer, on_delete=models.PROTECT, related_name="reviews", db_comment="Who reviews"
    )
    status = models.CharField(
        max_length=12, choices=ReviewStatus, default=ReviewStatus.DRAWN, db_comment="How far it is"
    )
    round_number = models.PositiveSmallIntegerField(
        default=1, db_comment="Which scores count; goes up with every reopening"
    )
    drawn_at = models.DateTimeField(db_comment="When the lot fell")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Whose step drew"
    )

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Reviewers' parts in cases"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            REVIEW_TRANSITIONS.constraint("applications_review_status"),
            models.UniqueConstraint(name="applications_review_once", fields=["case", "reviewer"]),
        ]
        triggers: ClassVar = [counts_versions(), REVIEW_TRANSITIONS.trigger()]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return reverse("applications:review", args=[self.public_id])

    @property
    def panel(self) -> Any:
        """The panel it belongs to."""
        return self.case.panel


class ReviewChange(StatusChange):
    """A step of a review."""

    case = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="changes", db_comment="Which review"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of reviews"


def scores_while_open() -> pgtrigger.Trigger:
    """Return the trigger that takes scores only while the review waits for them, and of this round."""
    return pgtrigger.Trigger(
        name="scores_while_open",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NOT EXISTS (SELECT 1 FROM applications_review r WHERE r.id = NEW.review_id"
            " AND r.status IN ('UNBIASED', 'REOPENED') AND r.round_number = NEW.round_number) THEN"
            " RAISE EXCEPTION 'scores_while_open: the review takes no scores'; END IF; RETURN NEW;"
        ),
    )


class Score(models.Model):
    """Points and a comment for one criterion. Never changed; a reopened review gets another round."""

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="scores", db_comment="Whose and of what"
    )
    criterion = models.ForeignKey(
        PanelCriterion, on_delete=models.PROTECT, related_name="+", db_comment="For which criterion"
    )
    round_number = models.PositiveSmallIntegerField(db_comment="Round of the review")
    points = models.PositiveSmallIntegerField(db_comment="Whole points, 0 to 100")
    comment = models.TextField(db_comment="Why")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who"
    )

    class Meta:
        db_table_comment = "Scores of reviewers"
        ordering: ClassVar = ["criterion__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="applications_score_once", fields=["review", "criterion", "round_number"]
            ),
            models.CheckConstraint(name="applications_score_points", condition=Q(points__lte=100)),
            models.CheckConstraint(name="applications_score_comment", condition=~Q(comment="")),
        ]
        triggers: ClassVar = [immutable(), scores_while_open()]

    def __str__(self) -> str:
        return f"{self.review}: {self.points}"
