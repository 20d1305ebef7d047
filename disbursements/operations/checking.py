"""Checking what a firm asks for, line by line: accepting, refusing with a reason, sending all of it back."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Sum

from applications.models import Application, CostItem
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.hands import Hand
from disbursements.models import Grant, LineStatus, PaymentLine, PaymentRequest
from disbursements.operations.assets import take_off_refused
from disbursements.operations.discrepancies import open_gaps
from disbursements.operations.set_off import check_nothing_posted
from disbursements.operations.stages import part_up, post_cover, take_parts_back
from disbursements.queries.awards import bears
from disbursements.rules import Verdict
from disbursements.workflow import PaymentStatus

#: how what was accepted is met
PARTS = ("payable_won", "covered_won", "kept_won")


@operation
def return_payment(*, payment: PaymentRequest, reason: str, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Send the request back to the firm, saying what to correct; lines accepted before are open again.

    What an advance had covered of them is held again.

    :raises HeldBackAskedFor: if what was held back of it was asked for in another request.
    :raises InvalidTransition: if it is not waiting for a check or a release.
    :raises SetOffPosted: if a part of it met a debt already.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    Application.objects.lock_line(payment.grant.application_id)
    Grant.objects.lock(payment.grant_id)
    require(permissions.may_return_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.RETURNED)
    check_nothing_posted(payment)
    payment.lines.accepted().update(status=LineStatus.OFFERED, decided_at=None, decided_by=None)
    payment.move_to(PaymentStatus.RETURNED, by=by, at=at, reason=reason)
    take_parts_back(payment, by=by, at=at)
    payment.save(update_fields=PARTS)
    announcements.payment_returned(payment, by=by, at=at)
    return payment


@operation
def check_payment(
    *, payment: PaymentRequest, decisions: Mapping[int, Verdict], finding: str, by: User, at: dt.datetime
) -> PaymentRequest:
    """
    Decide every line that was asked for (Decree, art. 10-8: invoice, card approval or other proof).

    `decisions` has a verdict for each line by its id. The accepted lines go on to the payment; a refused one
    comes back to the firm alone, with its reason, for its next request. Where none is accepted, the request
    goes back. An advance, and what was held back, have no lines: the whole is found good.

    What the accepted lines come to is first met by what the firm holds of advances: held → spent, at once; of
    what is left, the programme's share is held back. A request that is covered whole waits for its approval.

    :raises InvalidTransition: if it is not waiting for a check.
    :raises LineUndecided, NotThisRequestsLine: if a line has no verdict, or one is of another request.
    :raises LineReasonMissing: if a line is refused without a reason.
    :raises AcceptedAboveAward, AcceptedAboveItem: if award or cost item don't bear the accepted lines.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_check_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.CHECKED)
    acting_for = permissions.stands_in_for(by, Hand.CHECK, payment, at=at)
    lines = _decided(payment, decisions)
    _check_bounds(grant, [line for line in lines if decisions[line.pk].is_accepted])
    for line in lines:
        _decide(line, decisions[line.pk], by, at)
    take_off_refused(grant, by=by, at=at)
    accepted = [line for line in lines if not line.is_refused]
    if payment.has_lines and not accepted:
        payment.move_to(PaymentStatus.RETURNED, by=by, at=at, reason=finding, acting_for=acting_for)
        announcements.payment_returned(payment, by=by, at=at)
        return payment
    part_up(payment, grant, sum(line.subsidised_won for line in accepted), at)
    payment.checked_at, payment.checked_by = at, by
    payment.save(update_fields=["checked_at", "checked_by", *PARTS])
    payment.move_to(PaymentStatus.CHECKED, by=by, at=at, reason=finding, acting_for=acting_for)
    if payment.payable_won:  # what is covered whole is spent when a second person has approved it
        post_cover(payment, by=by, at=at)
    open_gaps(accepted, by=by, at=at)
    announcements.payment_checked(payment, by=by, at=at)
    if any(line.is_refused for line in lines):
        announcements.lines_refused(payment, at=at)
    return payment


def _decided(payment: PaymentRequest, decisions: Mapping[int, Verdict]) -> list[PaymentLine]:
    """Return the lines that were asked for, each of which has its verdict."""
    lines = list(payment.lines.offered().select_related("cost_item").order_by("pk"))
    if set(decisions) - {line.pk for line in lines}:
        raise refusals.NotThisRequestsLine
    undecided = [str(line) for line in lines if line.pk not in decisions]
    if undecided:
        raise refusals.LineUndecided(lines=", ".join(undecided))
    for line in lines:
        if not decisions[line.pk].is_accepted and not decisions[line.pk].reason.strip():
            raise refusals.LineReasonMissing(line=str(line))
    return lines


def _check_bounds(grant: Grant, accepted: list[PaymentLine]) -> None:
    """Refuse to accept more than the award, or more for a cost item than it costs; the database does, too."""
    before = PaymentLine.objects.standing().accepted().filter(request__grant=grant)
    won = sum(line.subsidised_won for line in accepted)
    total = won + (before.aggregate(sum=Sum("subsidised_won"))["sum"] or 0)
    awarded = bears(grant)
    if total > awarded:
        raise refusals.AcceptedAboveAward(sum=f"{total:,}", awarded=f"{awarded:,}")
    for item in CostItem.objects.filter(pk__in={line.cost_item_id for line in accepted}):
        supplied = sum(line.supply_won for line in accepted if line.cost_item_id == item.pk)
        supplied += before.filter(cost_item=item).aggregate(sum=Sum("supply_won"))["sum"] or 0
        if supplied > item.cost_won:
            raise refusals.AcceptedAboveItem(item=item.name, sum=f"{supplied:,}", cost=f"{item.cost_won:,}")


def _decide(line: PaymentLine, verdict: Verdict, by: User, at: dt.datetime) -> None:
    line.status = LineStatus.ACCEPTED if verdict.is_accepted else LineStatus.REFUSED
    line.refusal_reason = "" if verdict.is_accepted else verdict.reason.strip()
    line.decided_at, line.decided_by = at, by
    line.save(update_fields=["status", "refusal_reason", "decided_at", "decided_by"])
