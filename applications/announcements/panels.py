"""Telling reviewers and those who run a panel what waits for them. Called within the operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from applications.models import Panel, Review
from core.inbox.operations import close_items, open_item, person
from core.inbox.registry import OFFICES, REVIEWERS, Group
from core.users.models import User
from programs.addressees import offices_of, those_who_handle

REVIEW = "review"
PANEL = "panel"
PANELS = Group("panels", _("Panels and reviews"), 20)


def declare_kinds() -> None:
    """Declare the kinds of inbox items of panels, their words and where they lead."""
    PANELS.about(PANEL, page="applications:panel", offices=offices_of(Panel, "call__program"))
    PANELS.about(REVIEW, page="applications:review", offices=offices_of(Review, "case__panel__call__program"))
    PANELS.declare(
        "declare_conflict", _("Declare whether you are in conflict"), "applications:review", REVIEWERS
    )
    PANELS.declare("score_application", _("Score the application"), "applications:review", REVIEWERS)
    PANELS.declare(
        "close_panel", _("All scores are in: close the panel"), "applications:panel", OFFICES, within_days=7
    )
    PANELS.declare(
        "top_up_panel",
        _("Reviewers are missing: top the panel up"),
        "applications:panel",
        OFFICES,
        within_days=7,
    )


def ask_to_declare(review: Review, *, at: dt.datetime) -> None:
    """Ask a reviewer who was drawn whether they are in conflict."""
    _ask(review, "declare_conflict", at=at)


def ask_to_score(review: Review, *, by: User, at: dt.datetime) -> None:
    """Ask a reviewer for scores."""
    nothing_waits(review, by=by, at=at)
    _ask(review, "score_application", at=at)


def _ask(review: Review, kind: str, *, at: dt.datetime) -> None:
    application = review.case.application
    open_item(
        key=f"{kind}:{review.pk}:{review.round_number}",
        kind=kind,
        subject=review,
        subject_kind=REVIEW,
        about=f"{application.firm} · {application.title}",
        to=person(review.reviewer.user),
        at=at,
        due_on=review.panel.due_on,
    )


def nothing_waits(review: Review, *, by: User, at: dt.datetime) -> None:
    """Take a review out of its reviewer's inbox."""
    close_items(subject_kind=REVIEW, subject_id=review.pk, by=by, at=at)


def all_in(panel: Panel, *, at: dt.datetime) -> None:
    """Tell those who run the panel that every score is in."""
    for n, to in enumerate(those_who_handle(panel.call.program)):
        open_item(
            key=f"close_panel:{panel.pk}:{n}",
            kind="close_panel",
            subject=panel,
            subject_kind=PANEL,
            about=str(panel.call),
            to=to,
            at=at,
        )


def reviewers_missing(panel: Panel, *, at: dt.datetime) -> None:
    """Tell those who run the panel that nobody could be drawn for some of its cases."""
    for n, to in enumerate(those_who_handle(panel.call.program)):
        open_item(
            key=f"top_up_panel:{panel.pk}:{n}",
            kind="top_up_panel",
            subject=panel,
            subject_kind=PANEL,
            about=str(panel.call),
            to=to,
            at=at,
        )


def not_all_in(panel: Panel, *, by: User, at: dt.datetime) -> None:
    """Take back that every score is in."""
    close_items(subject_kind=PANEL, subject_id=panel.pk, kinds={"close_panel"}, by=by, at=at)


def nobody_is_missing(panel: Panel, *, by: User, at: dt.datetime) -> None:
    """Take back that reviewers are missing."""
    close_items(subject_kind=PANEL, subject_id=panel.pk, kinds={"top_up_panel"}, by=by, at=at)


def panel_is_over(panel: Panel, *, by: User, at: dt.datetime) -> None:
    """Take the panel and all its reviews out of every inbox."""
    close_items(subject_kind=PANEL, subject_id=panel.pk, by=by, at=at)
    for pk in Review.objects.filter(case__panel=panel).values_list("pk", flat=True):
        close_items(subject_kind=REVIEW, subject_id=pk, by=by, at=at)
