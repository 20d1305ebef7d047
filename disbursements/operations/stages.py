"""What is asked for without lines, and how accepted lines are met: by an advance, the bank, or held back."""

import datetime as dt

from django.db.models import Q

from applications.eligibility.outcomes import Moment
from applications.models import Application
from applications.operations.eligibility import check_eligible
from applications.operations.lines import check_runs
from core.ledger.models import Transfer
from core.ledger.operations import account, check_amount, post, reverse
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import permissions, refusals, stages
from disbursements.models import Grant, PaymentRequest
from disbursements.operations.papers import check_none_cancelled
from disbursements.operations.paying import stated_by
from disbursements.queries.awards import left_of_award
from disbursements.queries.held import free_held
from disbursements.queries.stages import (
    advance_bound,
    asked_of_kept,
    kept_back,
    left_of_kept,
    not_drawn,
)
from disbursements.refusals import stages as no
from disbursements.workflow import PaymentStatus
from programs.models import GrantKind, PaymentKind
from programs.queries import payment_stage_on


def amount_to_begin(grant: Grant, kind: str, amount_won: int | None, at: dt.datetime) -> int:
    """
    Return what a new request of this kind asks for before it has lines, in won.

    :raises AwardUsedUp: if nothing of the award is left to be asked for.
    :raises NoAdvance, NoAdvanceThroughChain, AdvanceAboveAward, InvalidAmount: of an advance.
    :raises NothingHeldBack: if nothing is held back that could be paid.
    """
    if kind == PaymentKind.HOLD_BACK:
        return _held_back(grant)
    if kind == PaymentKind.ADVANCE:
        return _advance(grant, amount_won or 0, at)
    if left_of_award(grant) <= 0:
        raise refusals.AwardUsedUp(awarded=f"{grant.awarded_won:,}")
    return 0


@operation
def set_advance(*, payment: PaymentRequest, amount_won: int, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Change the amount of an advance that was not asked for yet, or came back.

    :raises NotEditable: if it was asked for.
    :raises NotAnAdvance: if the amount of the request is computed.
    :raises AdvanceAboveAward, NoAdvance, InvalidAmount: if it can't be that much.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_edit_payment, by, payment, at=at)
    if payment.kind != PaymentKind.ADVANCE:
        raise no.NotAnAdvance
    if not payment.is_editable:
        raise refusals.NotEditable(now=payment.get_status_display())
    payment.requested_won = _advance(grant, amount_won, at, payment)
    payment.save(update_fields=["requested_won"])
    return payment


def amount_without_lines(payment: PaymentRequest, grant: Grant, at: dt.datetime) -> int:
    """Return what a request without lines comes to as things are now, in won; refuse what is too much."""
    if payment.kind == PaymentKind.ADVANCE:
        return _advance(grant, payment.requested_won, at, payment)
    return _held_back(grant, payment)


def _advance(grant: Grant, amount_won: int, at: dt.datetime, payment: PaymentRequest | None = None) -> int:
    if grant.kind == GrantKind.INDIRECT:
        raise no.NoAdvanceThroughChain(field="kind")
    if payment_stage_on(grant.consortium.program, PaymentKind.ADVANCE, clock.day(at)) is None:
        raise no.NoAdvance(field="kind")
    check_amount(amount_won)
    left = not_drawn(grant, payment)
    if amount_won > left:
        raise no.AdvanceAboveAward(field="amount_won", left=f"{max(left, 0):,}")
    return amount_won


def _held_back(grant: Grant, payment: PaymentRequest | None = None) -> int:
    left = left_of_kept(grant, payment)
    if left <= 0:
        raise no.NothingHeldBack(field="kind")
    return left


def part_up(payment: PaymentRequest, grant: Grant, accepted_won: int, at: dt.datetime) -> None:
    """
    Write down how what was found good is met: covered by an advance, held back, to be paid.

    :raises AdvanceOnItsWay: if an advance is bound that could cover the lines once it is there.
    :raises AdvanceAboveAward, NothingHeldBack: if a request without lines became too much meanwhile.
    """
    if not payment.has_lines:
        most = amount_without_lines(payment, grant, at)
        if payment.requested_won > most:
            raise no.NothingHeldBack
        payment.payable_won = payment.requested_won
        return
    if (advance := advance_bound(grant)) is not None:
        raise no.AdvanceOnItsWay(number=f"#{advance.number}")
    stage = payment_stage_on(grant.consortium.program, PaymentKind.HOLD_BACK, clock.day(at))
    keeps = stage is not None and payment.kind == PaymentKind.INTERIM
    parts = stages.parts_of(
        accepted_won=accepted_won,
        held_won=0 if grant.kind == GrantKind.INDIRECT else free_held(grant),
        kept_bp=stage.share_bp if stage is not None and keeps else 0,
    )
    payment.payable_won, payment.covered_won = parts.payable_won, parts.covered_won
    payment.kept_won = parts.kept_won


def cover_event(payment: PaymentRequest) -> str:
    """Return the event of a request's last check, in which an advance met its lines."""
    at_once = Q(from_status=PaymentStatus.SUBMITTED, to_status=PaymentStatus.COVERED)  # as it once was
    checks = payment.changes.filter(Q(to_status=PaymentStatus.CHECKED) | at_once)
    return f"cover:{payment.pk}:{checks.count()}"


def post_cover(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Spend what the advance covers of the lines that were accepted: held → spent."""
    if not payment.covered_won:
        return
    key, own = cover_event(payment), payment.grant.owner
    post(
        key=key, source=account(own, "held"), target=account(own, "spent"), amount=payment.covered_won,
        effective_on=clock.day(at), at=at, by=by, event=key,
    )  # fmt: skip


def check_covered(payment: PaymentRequest, line: list[Application], by: User, at: dt.datetime) -> None:
    """Refuse lines that an advance covers whole where a release to the bank would be refused."""
    check_runs(line)
    check_none_cancelled(payment, at)
    check_eligible(application=line[-1], moment=Moment.PAYMENT, stated=stated_by(payment), by=by, at=at)


def take_parts_back(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """
    Undo how the lines of a request that goes back were met: what an advance covered is held again.

    :raises HeldBackAskedFor: if what was held back of it was asked for in another request.
    """
    grant = payment.grant
    was_paid = payment.kept_won and payment.times_confirmed
    if was_paid and asked_of_kept(grant) > kept_back(grant) - payment.kept_won:
        raise no.HeldBackAskedFor
    if payment.covered_won:
        key = cover_event(payment)
        posted = Transfer.objects.filter(key=key).first()
        if posted is not None:  # what is covered whole is not, before it was approved
            reverse(transfer=posted, effective_on=clock.day(at), at=at, by=by, event=f"uncover:{key}")
    payment.payable_won = payment.covered_won = payment.kept_won = 0
