"""Which transfers payment requests call for: each release, what the bank confirmed, what it sent back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from disbursements.models import PaymentRequest, SetOff, confirmation_event
from disbursements.queries import owes_contributions
from disbursements.rules import duty_of
from disbursements.workflow import PaymentStatus
from programs.models import GrantKind, PaymentKind
from programs.queries import pass_through_bp
from reporting.dashboards.books.expected import Expected, own, topmost_cases


def payments() -> Iterator[Expected]:
    """Yield the releases of every payment request, what the bank sent back, what its confirmation moved."""
    found = PaymentRequest.objects.select_related(
        "grant__consortium__program", "grant__consortium__support_model", "grant__application"
    ).prefetch_related("changes")
    topmost, set_offs = topmost_cases(), _set_offs()
    asked, answered = _asked_at_each_release(), _confirmations()
    for payment in found.order_by("pk"):
        owner, why = payment.grant.application_id, f"payment request {payment.pk} “{payment}”"
        committed, paying = own(owner, "committed"), own(owner, "paying")
        steps = [(change.from_status, change.to_status) for change in payment.changes.all()]
        released = [one.at for one in payment.changes.all() if one.to_status == PaymentStatus.RELEASED]
        sent_back = (PaymentStatus.RELEASED, PaymentStatus.CONFIRMED)
        bounces = sum(now in sent_back and then == PaymentStatus.APPROVED for now, then in steps)
        is_out = payment.status in sent_back
        off = [_bound_at(set_offs[payment.pk], at) for at in released[: len(released) - is_out]]
        if is_out:  # nothing is bound or lifted any more: what stands now stood then, in whatever order
            off.append(sum(one.amount_won for one in set_offs[payment.pk] if one.lifted_at is None))
        for times in range(1, len(released) + 1):
            kept = asked[payment.pk][times - 1 : times]
            key, amount = f"release:{payment.pk}:{times}", kept[0] if kept else payment.payable_won
            amount -= off[times - 1]
            if not amount:
                continue  # all of it was set off: nothing went to the bank
            yield Expected(key, committed, paying, amount, why)
            if times <= bounces:
                yield Expected(f"reverse:{key}", paying, committed, amount, why)
        confirmed = [one for one in answered[payment.pk] if one.paid_on is not None]
        for nth, (said, release) in enumerate(zip(confirmed, _answered(steps), strict=False), start=1):
            stands = nth == len(confirmed) and payment.status == PaymentStatus.CONFIRMED
            yield from _confirmed(payment, said, nth, off[release], topmost[owner], why, stands=stands)
    yield from _covers()


def _answered(steps: Iterable[tuple[str, str]]) -> list[int]:
    """Return, for each confirmation of the bank, which release it answered: 0 is the first."""
    found, last = [], -1
    for _before, now in steps:
        last += now == PaymentStatus.RELEASED
        if now == PaymentStatus.CONFIRMED:
            found.append(last)
    return found


@dataclass
class Cover:
    """What an advance met of accepted lines at one check: won, whether it moved, whether it stands."""

    won: int
    is_posted: bool
    stands: bool = True


def _covers() -> Iterator[Expected]:
    """Yield what advances met of accepted lines at each check, and its way back if the request went back."""
    versions: Any = apps.get_model("disbursements", "PaymentRequestEvent")._default_manager
    rows = versions.exclude(pgh_label="delete").order_by("pgh_id")
    owners = dict(PaymentRequest.objects.values_list("pk", "grant__application_id"))
    checks: dict[int, list[Cover]] = defaultdict(list)
    before: dict[int, str] = {}
    names = ("pgh_obj_id", "status", "covered_won", "payable_won")
    for pk, status, covered, payable in rows.values_list(*names).iterator():
        if status == before.get(pk):
            continue
        if status == PaymentStatus.COVERED and before.get(pk) == PaymentStatus.CHECKED:
            checks[pk][-1].is_posted = True  # covered whole: with its approval
        elif status in (PaymentStatus.CHECKED, PaymentStatus.COVERED):
            at_once = status == PaymentStatus.COVERED or payable > 0
            checks[pk].append(Cover(covered, is_posted=at_once))
        elif status == PaymentStatus.RETURNED and checks[pk]:
            checks[pk][-1].stands = False
        before[pk] = status
    for pk, found in checks.items():
        held, spent = own(owners[pk], "held"), own(owners[pk], "spent")
        for nth, cover in enumerate(found, start=1):
            key, why = f"cover:{pk}:{nth}", f"payment request {pk}, covered by an advance"
            if not cover.won or not cover.is_posted:
                continue
            yield Expected(key, held, spent, cover.won, why)
            if not cover.stands:
                yield Expected(f"reverse:{key}", spent, held, cover.won, why)


def _set_offs() -> dict[int, list[SetOff]]:
    """Return {payment request: its set-offs}, lifted ones included."""
    found: dict[int, list[SetOff]] = defaultdict(list)
    for one in SetOff.objects.order_by("pk"):
        found[one.payment_id].append(one)
    return found


def _bound_at(set_offs: Iterable[SetOff], at: dt.datetime) -> int:
    """Return what was set off at that moment, won."""
    standing = (one for one in set_offs if one.lifted_at is None or one.lifted_at > at)
    return sum(one.amount_won for one in standing if one.bound_at <= at)


def _asked_at_each_release() -> dict[int, list[int]]:
    """
    Return {payment request: what it asked for at each of its releases, won}, from the kept versions.

    What the bank sent back can be returned to the firm, which may then ask for another amount.
    """
    versions: Any = apps.get_model("disbursements", "PaymentRequestEvent")._default_manager
    rows = versions.exclude(pgh_label="delete").order_by("pgh_id")
    asked: dict[int, list[int]] = defaultdict(list)
    before: dict[int, str] = {}
    names = ("pgh_obj_id", "status", "payable_won", "requested_won")
    for pk, status, payable, requested in rows.values_list(*names).iterator():
        if status == PaymentStatus.RELEASED != before.get(pk):
            asked[pk].append(payable or requested)  # before lines were decided one by one, all was paid
        before[pk] = status
    return asked


@dataclass(frozen=True)
class Confirmation:
    """What the bank confirmed once: won, and on which day it paid."""

    amount: int
    paid_on: dt.date | None


def _confirmations() -> dict[int, list[Confirmation]]:
    """Return {payment request: what each confirmation of the bank was about}, from the kept versions."""
    versions: Any = apps.get_model("disbursements", "PaymentRequestEvent")._default_manager
    rows = versions.exclude(pgh_label="delete").order_by("pgh_id")
    found: dict[int, list[Confirmation]] = defaultdict(list)
    before: dict[int, str] = {}
    names = ("pgh_obj_id", "status", "payable_won", "requested_won", "paid_on")
    for pk, status, payable, requested, day in rows.values_list(*names).iterator():
        if status == PaymentStatus.CONFIRMED != before.get(pk):
            found[pk].append(Confirmation(payable or requested, day))
        before[pk] = status
    return found


def _confirmed(
    payment: PaymentRequest, kept: Confirmation, nth: int, off: int, topmost: int, why: str, *, stands: bool
) -> Iterator[Expected]:
    """Yield what a confirmation moved, and its way back where the money came back; duties fall apart."""
    grant, amount, key = payment.grant, kept.amount, confirmation_event(payment.pk, nth)
    owner = grant.application_id
    paying, held = own(owner, "paying"), own(owner, "held")
    if grant.kind == GrantKind.INDIRECT:
        moved = [Expected(f"{key}:conduit", paying, own(topmost, f"conduit:{owner}"), amount, why)]
    else:
        is_advance = payment.kind == PaymentKind.ADVANCE  # held until lines are accepted
        spent = Expected(f"{key}:spent", held, own(owner, "spent"), amount, why)
        moved = [] if is_advance else [spent]
        if amount > off:  # what is set off comes to held from elsewhere
            moved.append(Expected(f"{key}:held", paying, held, amount - off, why))
    yield from moved
    if not stands:
        for one in moved:
            yield Expected(f"reverse:{one.key}", one.target, one.source, one.amount, why)
    paid_on = kept.paid_on
    ratio = pass_through_bp(grant.consortium.program, paid_on) if paid_on and owes_contributions(grant) else 0
    if grant.kind != GrantKind.INDIRECT and (duty := duty_of(paid_won=amount, ratio_bp=ratio)):
        yield Expected(f"{key}:duty", ("outside", 0, "duty"), own(owner, "duty_open"), duty, why)
