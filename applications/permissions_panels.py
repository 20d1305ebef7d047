"""Who keeps the pool, runs a panel and reviews."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission
from core.workflow import clock

REVIEW = Permission("applications.review")
RUN_PANEL = Permission("applications.run_panel")

ONLY_THE_REVIEWER = denied(_("Only the reviewer who was drawn declares conflicts and scores."))

NOT_FOR_YOU_ANY_MORE = denied(
    _("You are in conflict with this case, or were released from it; another reviewer scores it.")
)


def may_keep_pool(user: Any, program: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person keeps the programme's pool of reviewers: whoever handles its cases."""
    return holds(user, RUN_PANEL, *program.scope_pairs, at=at)


def may_change_reviewer(user: Any, reviewer: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person changes an entry of the pool."""
    return may_keep_pool(user, reviewer.program, at=at)


def may_open_panel(user: Any, call: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person opens a panel over the call's applications."""
    return may_keep_pool(user, call.program, at=at)


def may_run_panel(user: Any, panel: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person tops the panel up, writes its minutes and closes it."""
    return may_keep_pool(user, panel.call.program, at=at)


def may_run_review(user: Any, review: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person reopens or releases a review: whoever runs its panel."""
    return may_run_panel(user, review.panel, at=at)


def may_review(user: Any, review: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person declares and scores: the reviewer drawn, with no tie to the case."""
    verdict = holds(user, REVIEW, *review.panel.call.program.scope_pairs, at=at)
    if not verdict:
        return verdict
    if review.reviewer.user_id != user.pk:
        return ONLY_THE_REVIEWER
    own = type(review).objects.of_reviewer(user, clock.day(at))
    return ALLOWED if own.filter(pk=review.pk).exists() else NOT_FOR_YOU_ANY_MORE
