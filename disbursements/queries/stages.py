"""Advances and what is held back: how much is on its way, lies unspent, may be asked for."""

import datetime as dt
from typing import Any

from django.db.models import Sum

from disbursements import stages
from disbursements.models import Grant, PaymentRequest
from disbursements.queries.awards import left_of_award
from disbursements.queries.held import free_held
from disbursements.settling import shares_of_award
from disbursements.workflow import PaymentStatus
from programs.models import GrantKind, PaymentKind
from programs.queries import payment_stage_on

#: an advance whose money is bound, and not yet with the firm
BOUND = (PaymentStatus.CHECKED, PaymentStatus.APPROVED, PaymentStatus.RELEASED)


def advances(grant: Grant) -> Any:
    """Return the advances of a grant that count: all but the withdrawn."""
    return PaymentRequest.objects.counting().filter(grant=grant, kind=PaymentKind.ADVANCE)


def advance_bound(grant: Grant) -> PaymentRequest | None:
    """Return an advance that was checked and that the bank has not confirmed, or None."""
    found: PaymentRequest | None = advances(grant).filter(status__in=BOUND).first()
    return found


def not_drawn(grant: Grant, without: PaymentRequest | None = None) -> int:
    """Return what neither a standing line nor an advance takes of the award, but for one request, in won."""
    coming = advances(grant).exclude(status=PaymentStatus.CONFIRMED)
    if without is not None:
        coming = coming.exclude(pk=without.pk)
    return left_of_award(grant) - free_held(grant) - _sum(coming, "requested_won")


def kept_back(grant: Grant) -> int:
    """Return what was held back of the payments made so far, in won, whether it was paid since or not."""
    return _sum(PaymentRequest.objects.counting().filter(grant=grant, times_confirmed__gt=0), "kept_won")


def asked_of_kept(grant: Grant, without: PaymentRequest | None = None) -> int:
    """Return what of that was asked for, drafts included, but for one request, in won."""
    asked = PaymentRequest.objects.counting().filter(grant=grant, kind=PaymentKind.HOLD_BACK)
    if without is not None:
        asked = asked.exclude(pk=without.pk)
    return _sum(asked, "requested_won")


def left_of_kept(grant: Grant, without: PaymentRequest | None = None) -> int:
    """Return what is held back and nobody asked for, but for one request, in won."""
    return kept_back(grant) - asked_of_kept(grant, without)


def kinds_open(grant: Grant, day: dt.date) -> list[str]:
    """Return which kinds of payment a firm may begin to ask for on the day."""
    stage = payment_stage_on(grant.consortium.program, PaymentKind.ADVANCE, day)
    is_open = {
        PaymentKind.ADVANCE: stage is not None and grant.kind == GrantKind.SUBSIDY,
        PaymentKind.HOLD_BACK: left_of_kept(grant) > 0,
    }
    return [kind for kind in PaymentKind.values if is_open.get(PaymentKind(kind), True)]


def paid_by_item(requests: Any) -> dict[int, int]:
    """
    Return {cost item: what these paid requests paid of its accepted lines, won}: not what is held back.

    What is held back of a request is taken off its lines in proportion, by the largest remainder.
    """
    requests = requests.order_by("pk")
    kept = requests.filter(kept_won__gt=0).values_list("pk", "kept_won")
    paid = requests.filter(kind=PaymentKind.HOLD_BACK)
    unpaid = stages.still_kept(kept, _sum(paid, "payable_won"))
    found: dict[int, int] = {}
    for request in requests.prefetch_related("lines"):
        lines = [line for line in request.lines.all() if line.status == "ACCEPTED"]
        less = shares_of_award(unpaid.get(request.pk, 0), [line.subsidised_won for line in lines])
        for line, part in zip(lines, less, strict=True):
            found[line.cost_item_id] = found.get(line.cost_item_id, 0) + line.subsidised_won - part
    return found


def _sum(rows: Any, column: str) -> int:
    return rows.order_by().aggregate(won=Sum(column))["won"] or 0
