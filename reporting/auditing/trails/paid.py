"""The way of a won through one payment: asked, checked, released, confirmed, handed on tier by tier."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from disbursements.models import (
    BatchEntry,
    Grant,
    PassThrough,
    PaymentRequest,
    PledgeCash,
    PledgeGift,
    StatementEntry,
)
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models import GrantKind
from reporting.auditing.trails.addresses import file_href, trail_of
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.steps import Move, Paper, Stage, Step, stage

#: a step of a payment → how the events begin that it posts
POSTS = {
    PaymentStatus.CHECKED: ("cover:",),
    PaymentStatus.APPROVED: ("cover:", "bounce:"),
    PaymentStatus.COVERED: ("cover:",),
    PaymentStatus.RELEASED: ("release:", "bounce:"),
    PaymentStatus.CONFIRMED: ("confirm:",),
    PaymentStatus.RETURNED: ("uncover:", "bounce:"),
    PaymentStatus.SUBMITTED: ("uncover:",),
}


def payment_stage(payment: PaymentRequest, moves: Moves) -> Stage:
    """Return the steps of a payment, each with what it posted; transfers of no step stand at the end."""
    left = list(moves.of("payment", payment.pk))
    steps = [_step(payment, change, left) for change in payment.changes.select_related("by").order_by("pk")]
    steps += _at_the_bank(payment)
    if left:
        steps.append(Step(what=_("Other transfers of this payment"), moves=tuple(left)))
    return stage("payment", _("Payment"), steps)


def _step(payment: PaymentRequest, change: Any, left: list[Move]) -> Step:
    status = PaymentStatus(change.to_status)
    posted = [
        move for move in left
        if move.transfer.at == change.at and move.transfer.event.startswith(POSTS.get(status, ("-",)))
    ]  # fmt: skip
    for move in posted:
        left.remove(move)
    is_asked = status in (PaymentStatus.DRAFTED, PaymentStatus.SUBMITTED)
    is_paid = status == PaymentStatus.CONFIRMED
    return Step(
        what=status.label,
        about=f"{_('Bank reference')} {payment.bank_reference}" if is_paid else change.reason,
        amount=payment.requested_won if is_asked else payment.payable_won,
        on=payment.paid_on if is_paid else None,
        at=change.at,
        who=change.by,
        page=payment.get_absolute_url(),
        moves=tuple(posted),
    )


def _at_the_bank(payment: PaymentRequest) -> list[Step]:
    """Return in which batches it went out, and the entries of bank statements that answer it."""
    batches = BatchEntry.objects.filter(payment=payment).select_related("batch__released_by").order_by("pk")
    entries = StatementEntry.objects.filter(payment=payment).select_related("statement", "decided_by")
    sent = [
        Step(
            what=_("Sent to the bank in a batch"), about=one.batch.message_id, amount=one.amount_won,
            on=one.batch.pays_on, at=one.batch.released_at, who=one.batch.released_by or "",
            page=one.batch.get_absolute_url(),
        )
        for one in batches
    ]  # fmt: skip
    answered = [
        Step(
            what=_("Entry of the bank statement"),
            about=f"{one.bank_reference} · {one.get_outcome_display()}",
            amount=one.amount_won, on=one.booked_on, at=one.decided_at, who=one.decided_by or "",
            page=one.get_absolute_url(),
        )
        for one in entries.order_by("pk")
    ]  # fmt: skip
    return sent + answered


def hops_of(payment: PaymentRequest) -> list[PassThrough]:
    """Return how the money of a payment was handed on, with every answer."""
    hops = PassThrough.objects.filter(payment=payment).with_parties().prefetch_related("changes__by")
    return list(hops.order_by("pk"))


def hops_stage(payment: PaymentRequest, hops: Iterable[PassThrough], moves: Moves) -> Stage:
    """Return the way of an indirect subsidy down the tiers: this money, kept apart for its destination."""
    note = _(
        "Money for %(firm)s is kept apart at every tier, in an account for this destination: what is handed "
        "on here is the money of this payment and of no other."
    ) % {"firm": payment.grant.firm}
    return stage("handed_on", _("Handed on, tier by tier"), [passed_step(one, moves) for one in hops], note)


def through_stage(grant: Grant, moves: Moves) -> Stage:
    """Return the subsidy of firms below that came through a grant's hands: paid in, and handed on."""
    payments = PaymentRequest.objects.filter(pk__in=moves.causes("payment")).exclude(grant=grant)
    steps = [
        Step(
            what=_("Payment request %(number)s of %(firm)s") % {"number": one.number, "firm": one.firm},
            about=" · ".join(filter(None, [one.get_status_display(), one.bank_reference])),
            amount=one.payable_won, on=one.paid_on, at=one.confirmed_at, who=one.confirmed_by or "",
            page=one.get_absolute_url(), trail=trail_of(one), moves=moves.of("payment", one.pk),
        )
        for one in payments.with_parties().select_related("confirmed_by").order_by("pk")
    ]  # fmt: skip
    hops = PassThrough.objects.filter(Q(payer=grant) | Q(receiver=grant), payment__isnull=False)
    named = hops.with_parties().prefetch_related("changes__by").order_by("pk")
    steps += [passed_step(one, moves) for one in named]
    return stage("handed_on", _("Handed on, tier by tier"), steps)


def pledged_steps(grant: Grant, moves: Moves) -> list[Step]:
    """Return the anchor's cash that a grant was given out of pledges, each gift with what came back of it."""
    gifts = grant.pledge_gifts.select_related("pledge__firm", "grant__firm", "evidence__blob", "recorded_by")
    rows = gifts.prefetch_related("returns__evidence__blob", "returns__recorded_by").order_by("pk")
    return [step for gift in rows for step in _pledged(gift, moves)]


def _pledged(gift: PledgeGift, moves: Moves) -> list[Step]:
    what, reference = f"{gift.pledge.firm} → {gift.grant.firm}", _("Bank reference")
    parts: list[tuple[PledgeGift | PledgeCash, str, tuple[Move, ...]]] = [
        (gift, gift.get_status_display(), moves.of("pledge_gift", gift.pk)),
        *((one, one.get_kind_display(), moves.of("pledge_cash", one.pk)) for one in gift.returns.all()),
    ]
    return [
        Step(
            what=what, about=f"{reference} {one.bank_reference} · {said}", amount=one.amount_won,
            on=one.paid_on, at=one.recorded_at, who=one.recorded_by, page=gift.get_absolute_url(),
            moves=posted, papers=(Paper.of(one.evidence, file_href(one.evidence)),),
        )
        for one, said, posted in parts
    ]  # fmt: skip


def passed_step(passed: PassThrough, moves: Moves, *, is_here: bool = False) -> Step:
    """Return money that was passed on as one step: recorded by the payer, answered by the receiver."""
    answers = [change for change in passed.changes.all() if change.from_status]
    told = " · ".join(f"{PassThroughStatus(one.to_status).label} ({one.by})" for one in answers)
    return Step(
        what=f"{passed.payer_firm} → {passed.receiver_firm}",
        about=" · ".join(filter(None, [f"{_('Bank reference')} {passed.bank_reference}", told])),
        amount=passed.amount_won,
        on=passed.paid_on,
        at=passed.recorded_at,
        who=passed.recorded_by,
        page=passed.get_absolute_url(),
        trail="" if passed.payment_id else trail_of(passed),
        is_here=is_here,
        moves=moves.of("pass_through", passed.pk),
        papers=(Paper.of(passed.evidence, file_href(passed.evidence)),),
    )


def is_indirect(payment: PaymentRequest) -> bool:
    """Say whether the money of a payment goes through the hands of firms above."""
    return payment.grant.kind == GrantKind.INDIRECT
