"""The selection minutes: a panel's committee, conflicts, criteria, scores, ranking and budget line."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from applications.models import Panel
from core.users.permissions import Verdict
from reporting.documents.facts import selection
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_make_of_program
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Panel]:
    """Return the panels of an official's programmes: scores and reviewers' names are not for firms."""
    return Panel.objects.visible_to(user)


def _state(panel: Panel, _period: Period | None) -> Stated:
    return Stated(selection.collect(panel))


def _may_make(user: Any, panel: Panel, *, at: dt.datetime) -> Verdict:
    return may_make_of_program(user, panel.call.program, at=at)


RECIPE = Recipe(
    kind=Kind.SELECTION_MINUTES,
    template="documents/selection/minutes.html",
    model=Panel,
    subjects=_subjects,
    program=lambda panel: panel.call.program,
    is_due=lambda panel: not panel.is_open,
    state=_state,
    may_make=_may_make,
    related=("call__program__office", "opened_by", "closed_by"),
)
