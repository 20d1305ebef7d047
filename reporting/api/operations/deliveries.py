"""Messages: written with the step they tell of, tried, tried again, given up."""

import datetime as dt
import json
from typing import Any

from core.inbox import operations as inbox
from core.jobs.operations import enqueue
from core.ui.formats import moment
from core.users.models import Role, User
from core.users.permissions import require
from core.workflow.models import new_public_id
from core.workflow.operations import operation
from reporting.api import permissions, refusals
from reporting.api.cases import OWN
from reporting.api.desk import Desk
from reporting.api.models import Delivery, Hook, Problem, State
from reporting.api.sending import Outcome

#: waiting times after a failed try, each longer; after the last one a message is given up
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
#: a try that is so long overdue was lost, and a person may ask for it again
LOST = dt.timedelta(hours=1)
EVENT = "case.status_changed"


def hear(case: Any, *, before: str, at: dt.datetime) -> None:
    """
    Write a message for every webhook of the firms whose case took a step, in the transaction of the step.

    A firm is told what its people can read: what the office keeps to itself until it is decided is not told.
    A webhook is told nothing once who registered it does not represent the firm.
    """
    own = OWN.get(type(case))
    if own is None or before == case.status:
        return
    hooks = Hook.objects.standing().with_makers().filter(firm__in=own.firms(case) - {None}).order_by("pk")
    reads: dict[int, bool] = {}
    for hook in hooks:
        if not permissions.is_answered_for(hook, at=at):
            continue
        if hook.firm_id not in reads:
            seen = type(case).objects.visible_to(Desk(hook.firm_id), at)
            reads[hook.firm_id] = seen.filter(pk=case.pk).exists()
        if reads[hook.firm_id]:
            _write(hook, own.code, case, before, at)


def _write(hook: Hook, kind: str, case: Any, before: str, at: dt.datetime) -> None:
    message_id = new_public_id()
    said = {
        "type": EVENT,
        "timestamp": at.isoformat(),
        "data": {
            "kind": kind, "id": case.public_id, "from_status": before or None, "to_status": str(case.status),
        },
    }  # fmt: skip
    delivery = Delivery.objects.create(
        public_id=message_id, hook=hook, case_kind=kind, case_id=case.public_id, from_status=before,
        to_status=case.status, body=json.dumps(said), happened_at=at, next_try_at=at,
    )  # fmt: skip
    _ask_for(delivery, at)


def _ask_for(delivery: Delivery, at: dt.datetime) -> None:
    """Have the next try made; its key tells it from every other try of this message."""
    key = f"webhook:{delivery.pk}:{at.isoformat()}:{delivery.tries}"
    enqueue(
        "webhook", key=key, not_before=delivery.next_try_at, delivery_id=delivery.pk, tries=delivery.tries
    )


@operation
def note_try(*, delivery: Delivery, outcome: Outcome, by: User, at: dt.datetime) -> Delivery:
    """
    Write down what came of a try: delivered, to be tried again after a pause, or given up.

    A message that is over, or was tried by somebody else meanwhile, stays as it is.
    """
    tries = delivery.tries
    delivery = Delivery.objects.with_names().lock(delivery.pk)
    if delivery.status != State.WAITING or delivery.tries != tries:
        return delivery
    delivery.tries, delivery.tried_at = tries + 1, at
    delivery.answer, delivery.problem = outcome.answer, outcome.problem
    if outcome.is_delivered:
        delivery.status, delivery.next_try_at = State.DELIVERED, None
    elif tries < len(PAUSES):
        delivery.next_try_at = at + PAUSES[tries]
    else:
        delivery.status, delivery.next_try_at = State.GIVEN_UP, None
    delivery.save(update_fields=["tries", "tried_at", "answer", "problem", "status", "next_try_at"])
    if delivery.status == State.WAITING:
        _ask_for(delivery, at)
    if delivery.status == State.GIVEN_UP:
        _tell_of_loss(delivery, at)
    return delivery


@operation
def give_up(*, delivery: Delivery, by: User, at: dt.datetime) -> Delivery:
    """
    Send a message no more: its webhook was stopped, or nobody answers for it. One that is over stays.

    It may have been written beside the step that stopped the webhook, which did not see it then.
    """
    delivery = Delivery.objects.lock(delivery.pk)
    if delivery.status == State.WAITING:
        delivery.status, delivery.problem, delivery.next_try_at = State.GIVEN_UP, Problem.STOPPED, None
        delivery.save(update_fields=["status", "problem", "next_try_at"])
    return delivery


def _tell_of_loss(delivery: Delivery, at: dt.datetime) -> None:
    """Tell the firm once that messages do not arrive, until one arrives again."""
    hook = delivery.hook
    arrived = hook.deliveries.filter(status=State.DELIVERED).order_by("-tried_at").first()
    inbox.tell(
        inbox.firm(hook.firm_id, Role.REPRESENTATIVE), kind="webhook_given_up", subject=hook,
        subject_kind="webhook", about=f"{hook.firm}: {hook.address}", step=arrived.pk if arrived else 0,
        at=at,
    )  # fmt: skip


@operation
def send_again(*, delivery: Delivery, by: User, at: dt.datetime) -> Delivery:
    """
    Send a message once more, now; if that fails, it is tried as often as a new one.

    :raises NotAllowed: if `by` does not represent the firm, or the webhook was stopped or works no more.
    :raises StillOnItsWay: if it is being tried.
    """
    delivery = Delivery.objects.with_names().lock(delivery.pk)
    require(permissions.may_send_again, by, delivery, at=at)
    if delivery.next_try_at and delivery.next_try_at > at - LOST:
        raise refusals.StillOnItsWay(next=moment(delivery.next_try_at))
    delivery.status, delivery.next_try_at = State.WAITING, at
    delivery.tries, delivery.answer, delivery.problem = 0, None, Problem.NONE
    delivery.save(update_fields=["status", "next_try_at", "tries", "answer", "problem"])
    _ask_for(delivery, at)
    return delivery
