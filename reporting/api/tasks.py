"""Sending messages to webhooks in the background."""

from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.queries import system_user
from core.workflow import clock
from reporting.api import operations, permissions, sending, signing
from reporting.api.models import Delivery, State


@handles("webhook")
def send_message(progress: Progress, *, delivery_id: int, tries: int) -> None:
    """
    Try a message once, unless its webhook was stopped or nobody answers for it: then it is given up.

    A second run after a crash may send it twice: its id tells the receiver.
    """
    delivery = Delivery.objects.with_names().get(pk=delivery_id)
    if delivery.status != State.WAITING or delivery.tries != tries:
        return
    sent_at = clock.now()
    if delivery.hook.stopped_at or not permissions.is_answered_for(delivery.hook, at=sent_at):
        operations.give_up(delivery=delivery, by=system_user(), at=sent_at)
        return
    headers = signing.headers(delivery.hook.public_id, delivery.public_id, delivery.body, sent_at)
    outcome = sending.post(delivery.hook.address, delivery.body, headers)
    operations.note_try(delivery=delivery, outcome=outcome, by=system_user(), at=clock.now())
