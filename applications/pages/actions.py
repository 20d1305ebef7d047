"""Which steps a page offers: where the case may go, asked of the same predicates that the operations ask."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import permissions, queries
from applications.models import Application
from applications.objections import check_can_object
from applications.operations.objections import check_no_objection
from applications.workflow import Status
from core.users.permissions import NOT_YOURS, Verdict
from core.workflow.refusals import Refusal

#: so many missing things are named beside a step that is not open; more are only counted
MOST_NAMED = 2


@dataclass(frozen=True)
class Action:
    """A step on a page: its label and address, or the reason in words why it is not open to this person."""

    label: Any
    href: str
    tone: str
    reason: str = ""


@dataclass(frozen=True)
class _Step:
    label: Any
    url_name: str
    predicate: Callable[..., Verdict]
    is_open: Callable[[Application], bool]
    tone: str = "secondary"
    obstacle: Callable[[Application, dt.datetime], str] | None = None


def _to(status: str) -> Callable[[Application], bool]:
    return lambda case: case.can_move_to(status)


def _submission_obstacle(case: Application, at: dt.datetime) -> str:
    missing = queries.gaps(case, at)
    if len(missing) > MOST_NAMED:
        return _("%(count)s things are still missing; the summary lists them.") % {"count": len(missing)}
    if missing:
        return _("Still missing: %(missing)s") % {"missing": " ".join(gap.text for gap in missing)}
    if case.submitted_at is None and not case.is_indirect and case.deadline.has_passed(at):
        return _("The deadline was %(deadline)s.") % {"deadline": case.deadline}
    return ""


def _regrant_obstacle(case: Application, at: dt.datetime) -> str:
    if case.halted:
        return _("The grant is suspended or over: nothing is handed on.")
    if not queries.suppliers_of(case).exists():
        return _("No firm below yours has joined yet. Invite one on the consortium's page.")
    if queries.left_to_regrant(case) <= queries.proposed_below(case):
        return _("Everything that was awarded for handing on is granted or proposed.")
    return ""


def _supplier_obstacle(case: Application, at: dt.datetime) -> str:
    if queries.suppliers_of(case).exists():
        return ""
    return _("No supplier of yours has joined yet. Invite one on the consortium's page.")


def _objection_obstacle(case: Application, at: dt.datetime) -> str:
    try:
        check_can_object(case, at)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _acceptance_obstacle(case: Application, at: dt.datetime) -> str:
    try:
        check_no_objection(case)
    except Refusal as refusal:
        return str(refusal)
    return ""


_STEPS = (
    _Step(
        gettext_lazy("Submit"),
        "applications:submit",
        permissions.may_submit,
        _to(Status.SUBMITTED),
        "primary",
        _submission_obstacle,
    ),
    _Step(
        gettext_lazy("Ask the representative to submit"),
        "applications:ask_to_submit",
        permissions.may_ask_to_submit,
        _to(Status.SUBMITTED),
        "primary",
        _submission_obstacle,
    ),
    _Step(
        gettext_lazy("Change the draft"), "applications:edit", permissions.may_edit, lambda c: c.is_editable
    ),
    _Step(
        gettext_lazy("Select the plan"),
        "applications:select",
        permissions.may_select_plan,
        _to(Status.SELECTED),
        "primary",
    ),
    _Step(
        gettext_lazy("Assess"),
        "applications:assess",
        permissions.may_assess,
        _to(Status.ASSESSED),
        "primary",
    ),
    _Step(
        gettext_lazy("Award"),
        "applications:award",
        permissions.may_award,
        lambda c: c.status == Status.ASSESSED,
        "primary",
    ),
    _Step(
        gettext_lazy("Record the contribution"),
        "applications:contribution_record",
        permissions.may_record_contribution,
        lambda c: c.is_contribution and c.status == Status.SUBMITTED,
        "primary",
    ),
    _Step(
        gettext_lazy("Accept the award"),
        "disbursements:accept",
        permissions.may_answer_award,
        _to(Status.ACCEPTED),
        "primary",
        _acceptance_obstacle,
    ),
    _Step(
        gettext_lazy("Object to the decision"),
        "applications:object",
        permissions.may_object,
        lambda c: c.is_subsidy and c.status in (Status.REFUSED, Status.AWARDED) and bool(c.decided_at),
        "secondary",
        _objection_obstacle,
    ),
    _Step(
        gettext_lazy("Return for correction"),
        "applications:return",
        permissions.may_return,
        _to(Status.RETURNED),
    ),
    _Step(
        gettext_lazy("Refuse"), "applications:refuse", permissions.may_refuse, _to(Status.REFUSED), "tertiary"
    ),
    _Step(
        gettext_lazy("Hand subsidy on to a firm below"),
        "applications:regrant_propose",
        permissions.may_propose_regrant,
        lambda c: c.status == Status.ACCEPTED and c.regrant_won > 0,
        "secondary",
        _regrant_obstacle,
    ),
    _Step(
        gettext_lazy("Pass money on to a supplier"),
        "applications:contribution_propose",
        permissions.may_propose_contribution,
        lambda c: c.status == Status.ACCEPTED and not c.regrant_won,
        "secondary",
        _supplier_obstacle,
    ),
    _Step(
        gettext_lazy("Withdraw"),
        "applications:withdraw",
        permissions.may_withdraw,
        _to(Status.WITHDRAWN),
        "tertiary",
    ),
)


def offered(user: Any, case: Application, *, at: dt.datetime) -> list[Action]:
    """
    Return the steps open from here: those the person may take, and those a reason keeps from them.

    What belongs to other roles altogether is left out.
    """
    found = []
    for step in _STEPS:
        if not step.is_open(case):
            continue
        verdict = step.predicate(user, case, at=at)
        if verdict.reason is NOT_YOURS.reason:
            continue
        reason = str(verdict.reason) if not verdict else step.obstacle(case, at) if step.obstacle else ""
        found.append(Action(step.label, reverse(step.url_name, args=[case.public_id]), step.tone, reason))
    return found
