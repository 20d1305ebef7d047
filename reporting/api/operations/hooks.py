"""Registering an address of a firm, and stopping it."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import only_once, operation
from firms.models import Firm
from reporting.api import permissions, refusals
from reporting.api.models import Delivery, Hook, Problem, State
from reporting.api.reach import Reachable
from reporting.api.signing import secret_of

#: webhooks of one firm that stand at a time
MOST = 5


@operation
def register_hook(*, firm: Firm, address: Reachable, by: User, at: dt.datetime) -> tuple[Hook, str]:
    """
    Tell this address of every step of the firm's cases from now on; return the webhook and its secret.

    The address was looked at before: asking for its name takes its time, and no transaction waits for that.

    :raises NotAllowed: if `by` does not represent the firm.
    :raises HookExists: if the firm is told there already.
    :raises TooMany: if the firm has 5 that stand.
    """
    require(permissions.may_connect, by, firm, at=at)
    firm = Firm.objects.lock(firm.pk)
    standing = Hook.objects.standing().filter(firm=firm)
    if standing.filter(address=address.address).exists():
        raise refusals.HookExists(field="address")
    if standing.count() >= MOST:
        raise refusals.TooMany(most=MOST)
    with only_once("api_hook_once", refusals.HookExists(field="address")):
        hook = Hook.objects.create(firm=firm, address=address.address, made_at=at, made_by=by)
    return hook, secret_of(hook.public_id)


@operation
def stop_hook(*, hook: Hook, by: User, at: dt.datetime) -> Hook:
    """
    Send nothing more to an address; what is on its way is given up.

    :raises NotAllowed: if `by` does not represent the firm, or it was stopped before.
    """
    hook = Hook.objects.lock(hook.pk)
    require(permissions.may_stop, by, hook, at=at)
    hook.stopped_at, hook.stopped_by = at, by
    hook.save(update_fields=["stopped_at", "stopped_by"])
    Delivery.objects.filter(hook=hook, status=State.WAITING).update(
        status=State.GIVEN_UP, problem=Problem.STOPPED, next_try_at=None
    )
    return hook
