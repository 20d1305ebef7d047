"""What follows from a decision, as pages show it: letters, conditions, objections and their steps."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import permissions
from applications.models import (
    Application,
    AwardCondition,
    ConditionStatus,
    Letter,
    Objection,
    ObjectionStatus,
)
from applications.objections import check_can_put_off
from applications.operations.conditions import check_in_force
from applications.pages.actions import Action
from applications.pages.papers import card
from applications.periods import acceptance_deadline
from applications.readers import Part
from applications.workflow import Status
from core.users.permissions import NOT_YOURS, Verdict
from core.workflow.refusals import Refusal

_CONDITION_STEPS = (
    (
        gettext_lazy("Report it fulfilled"),
        "condition_report",
        permissions.may_report_condition,
        (ConditionStatus.SET,),
    ),
    (
        gettext_lazy("Confirm"),
        "condition_confirm",
        permissions.may_judge_condition,
        (ConditionStatus.REPORTED,),
    ),
    (
        gettext_lazy("Not fulfilled yet"),
        "condition_reject",
        permissions.may_judge_condition,
        (ConditionStatus.REPORTED,),
    ),
    (
        gettext_lazy("Waive"),
        "condition_waive",
        permissions.may_waive_condition,
        (ConditionStatus.SET, ConditionStatus.REPORTED),
    ),
)
_OBJECTION_STEPS = (
    (gettext_lazy("Answer the objection"), "objection_answer", permissions.may_answer_objection, "primary"),
    (gettext_lazy("Put the answer off"), "objection_put_off", permissions.may_put_off, "secondary"),
    (gettext_lazy("Take it back"), "objection_retract", permissions.may_retract_objection, "tertiary"),
)


def conditions(case: Application, user: Any, at: dt.datetime) -> list[dict[str, Any]]:
    """Return the conditions of the award with proof, last words, and the steps open to the reader."""
    found = case.conditions.select_related("evidence__blob", "application__call__program")
    return [_condition(one, user, at) for one in found.prefetch_related("changes")]


def _condition(condition: AwardCondition, user: Any, at: dt.datetime) -> dict[str, Any]:
    changes = list(condition.changes.all())
    steps = []
    for label, name, predicate, statuses in _CONDITION_STEPS:
        verdict = predicate(user, condition, at=at)
        if condition.status not in statuses or verdict.reason is NOT_YOURS.reason:
            continue
        obstacle = _refusal(check_in_force, condition) if name == "condition_report" else ""
        steps.append(_action(label, name, condition, "secondary", verdict, obstacle))
    return {
        "condition": condition,
        "file": card(condition.evidence) if condition.evidence else None,
        "reason": changes[-1].reason if changes else "",
        "steps": steps,
    }


def objection_steps(objection: Objection, user: Any, at: dt.datetime) -> list[Action]:
    """Return the steps of an open objection that belong to the reader, or the reason against one."""
    found = []
    for label, name, predicate, tone in _OBJECTION_STEPS:
        verdict = predicate(user, objection, at=at)
        if not objection.is_open or verdict.reason is NOT_YOURS.reason:
            continue
        obstacle = _refusal(check_can_put_off, objection, at) if name == "objection_put_off" else ""
        found.append(_action(label, name, objection, tone, verdict, obstacle))
    return found


def letters(case: Application, parts: Collection[Part]) -> list[dict[str, Any]]:
    """
    Return the letters of a case, the newest first, each with its address in both languages.

    Nothing for those who don't read decisions among these parts of it.
    """
    if Part.DECISION not in parts:
        return []
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for letter in Letter.objects.filter(application=case):
        row = found.setdefault((letter.at, letter.kind), {"letter": letter, "languages": []})
        row["languages"].append((letter.get_language_display(), letter.get_absolute_url()))
    return list(found.values())


def decision_facts(case: Application) -> dict[str, Any]:
    """Return the objections to the case, and until when an award is to be accepted."""
    objections = list(case.objections.order_by("-pk"))
    is_open = any(one.status == ObjectionStatus.FILED for one in objections)
    awaits = case.status == Status.AWARDED and case.is_subsidy and case.decided_at and not is_open
    return {"objections": objections, "accept_until": acceptance_deadline(case).moment if awaits else None}


def next_of(objection: Objection) -> tuple[str, str]:
    """Return what comes next for an objection and whose turn it is; both empty once it is over."""
    if not objection.is_open:
        return "", ""
    office = objection.application.call.program.office
    return _("Answer the objection"), _("Approving officer, %(office)s") % {"office": office}


def _action(label: Any, name: str, row: Any, tone: str, verdict: Verdict, obstacle: str) -> Action:
    href = reverse(f"applications:{name}", args=[row.public_id])
    return Action(label, href, tone, obstacle if verdict else str(verdict.reason))


def _refusal(check: Callable[..., None], *about: Any) -> str:
    try:
        check(*about)
    except Refusal as refusal:
        return str(refusal)
    return ""
