"""Passing money on through the chain: the giver records, the receiver answers; and what gifts bought."""

import datetime as dt

from core.evidence.models import Attachment, Mark
from core.evidence.operations import AlreadyUsed, attach, mark_used
from core.ledger.models import Account, Transfer
from core.ledger.operations import Move, account, check_amount, outside, post, post_event, reverse
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import only_once, operation
from disbursements import announcements, permissions, refusals, rules
from disbursements.models import GiftUse, Grant, PassThrough, PaymentLine, PledgeGift
from disbursements.operations.assets import register_assets
from disbursements.operations.hops import arrival_moves
from disbursements.operations.papers import INVOICE, check_not_cancelled
from disbursements.refusals.pledges import AboveOwnPart
from disbursements.workflow import GrantStatus, PassThroughStatus
from firms.models import Firm
from programs.models import GrantKind


@operation
def record_pass_through(
    *,
    payer: Grant,
    receiver: Grant,
    amount_won: int,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    by: User,
    at: dt.datetime,
) -> PassThrough:
    """
    Record what the giver's firm paid to a firm linked under it; it counts once the receiver confirms.

    A subsidised firm gives its own money; a firm that lives on a contribution hands on what it holds of it.
    More than was owed or agreed is never refused (docs/ledger.md); the page says so before the button.

    :raises NotLinked: if `receiver` is not a contribution linked directly under `payer`.
    :raises GrantClosed, InvoiceInFuture: if nothing can be recorded any more, or the day has not come.
    :raises BankReferenceUsed: if this transfer to the receiver is recorded already and was not disputed.
    :raises InsufficientFunds: if a gift is handed on and less of it is held.
    """
    payer = Grant.objects.lock(payer.pk)
    require(permissions.may_record_pass_through, by, payer, at=at)
    check_amount(amount_won)
    if receiver.parent_id != payer.pk or receiver.kind != GrantKind.CONTRIBUTION:
        raise refusals.NotLinked(field="receiver")
    if GrantStatus.CLOSED in (payer.status, receiver.status):
        raise refusals.GrantClosed
    if paid_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="paid_on")
    reference = _new_reference(bank_reference, payer, receiver)
    pass_through = PassThrough.objects.create(
        payer=payer,
        receiver=receiver,
        amount_won=amount_won,
        paid_on=paid_on,
        bank_reference=reference,
        evidence=evidence,
        recorded_at=at,
        recorded_by=by,
    )
    attach(
        attachment=evidence,
        owner_kind="pass_through",
        owner_id=pass_through.pk,
        purpose="receipt",
        by=by,
        at=at,
    )
    pass_through.begin(by=by, at=at)
    post(
        key=_record_key(pass_through),
        source=_money_of(payer),
        target=account(receiver.owner, "gift_incoming"),
        amount=amount_won,
        effective_on=clock.day(at) if payer.kind == GrantKind.CONTRIBUTION else paid_on,
        at=at,
        by=by,
        event=f"pass:{pass_through.pk}",
    )
    announcements.pass_through_recorded(pass_through, by=by, at=at)
    return pass_through


def _new_reference(bank_reference: str, payer: Grant, receiver: Grant) -> str:
    """
    Return the reference of a transfer that is recorded nowhere between the two firms, under whatever grants.

    Locks the giver's firm: one transfer would meet the duties of two grants.
    """
    Firm.objects.lock(payer.firm_id)
    reference = bank_reference.strip()
    between = PassThrough.objects.standing().filter(
        payer__firm=payer.firm_id, receiver__firm=receiver.firm_id
    )
    if between.filter(bank_reference=reference).exists():
        raise refusals.BankReferenceUsed(field="bank_reference", value=reference)
    return reference


@operation
def confirm_pass_through(
    *, pass_through: PassThrough, amount_won: int, by: User, at: dt.datetime
) -> PassThrough:
    """
    Confirm what arrived. A contribution is held by the receiver and meets the giver's duty in one event, the
    rest being voluntary; subsidy on its way comes one firm further, or to the firm it is for.

    :raises MoreThanSent, LessThanSent: if another amount arrived than was sent, saying what to do.
    :raises NotAllowed: if `by` does not represent the receiver or recorded the transfer.
    :raises InvalidTransition: if it was answered before.
    """
    pass_through = PassThrough.objects.lock(pass_through.pk)
    payer = Grant.objects.lock(pass_through.payer_id)
    require(permissions.may_answer_pass_through, by, pass_through, at=at)
    pass_through.check_can_move_to(PassThroughStatus.CONFIRMED)
    check_arrived(pass_through, check_amount(amount_won))
    pass_through.move_to(PassThroughStatus.CONFIRMED, by=by, at=at)
    post_event(
        moves=_confirmation_moves(pass_through, payer),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"pass:{pass_through.pk}:confirm",
    )
    if pass_through.payment and pass_through.payment.grant_id == pass_through.receiver_id:
        register_assets(payment=pass_through.payment, by=by, at=at)
    announcements.pass_through_confirmed(pass_through, payer, by=by, at=at)
    return pass_through


@operation
def dispute_pass_through(*, pass_through: PassThrough, reason: str, by: User, at: dt.datetime) -> PassThrough:
    """
    Say that the money did not arrive as recorded; it goes back to where it came from and the giver is told.

    :raises InvalidTransition: if it was answered before.
    """
    pass_through = PassThrough.objects.lock(pass_through.pk)
    Grant.objects.lock(pass_through.payer_id)
    require(permissions.may_answer_pass_through, by, pass_through, at=at)
    pass_through.move_to(PassThroughStatus.DISPUTED, by=by, at=at, reason=reason)
    reverse(
        transfer=Transfer.objects.get(key=_record_key(pass_through)),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"pass:{pass_through.pk}:dispute",
    )
    announcements.pass_through_disputed(pass_through, by=by, at=at)
    return pass_through


@operation
def record_gift_use(
    *,
    grant: Grant,
    name: str,
    invoice_number: str,
    spent_on: dt.date,
    amount_won: int,
    invoice: Attachment,
    by: User,
    at: dt.datetime,
) -> GiftUse:
    """
    Record what was bought with a contribution or the anchor's cash: held → spent, against an invoice that
    serves nowhere else. The anchor's cash may pay the other part of an invoice of the same grant.

    :raises AlreadyUsed: if the invoice was used in another case.
    :raises InvoiceCancelled: if a list shows the invoice as cancelled.
    :raises AboveOwnPart: if the grant and the anchor's cash together would pay more than the invoice.
    :raises InsufficientFunds: if less of the contribution is held.
    """
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_record_gift_use, by, grant, at=at)
    check_amount(amount_won)
    number = rules.normal_invoice_number(invoice_number)
    check_not_cancelled(number)
    if spent_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="spent_on")
    use = GiftUse(
        grant=grant,
        name=name,
        invoice_number=number,
        spent_on=spent_on,
        amount_won=amount_won,
        invoice=invoice,
        recorded_at=at,
        recorded_by=by,
    )
    _check_own_part(use)
    owner = _save_once(use)
    mark_used(kind=INVOICE, value=number, owner_kind=owner[0], owner_id=owner[1], by=by, at=at)
    use.invoice = attach(
        attachment=invoice, owner_kind="gift_use", owner_id=use.pk, purpose=INVOICE, by=by, at=at
    )
    post(
        key=f"gift_use:{use.pk}",
        source=account(grant.owner, "gift_held"),
        target=account(grant.owner, "gift_spent"),
        amount=amount_won,
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"gift_use:{use.pk}",
    )
    return use


def _check_own_part(use: GiftUse) -> None:
    """Compare with what the grant itself pays of the same invoice."""
    lines = PaymentLine.objects.standing().filter(request__grant=use.grant)
    line = lines.filter(invoice_number=use.invoice_number).order_by("-pk").first()
    if line and use.amount_won > (left := line.supply_won - line.subsidised_won):
        said = {"subsidised": line.subsidised_won, "supply": line.supply_won, "left": left}
        raise AboveOwnPart(field="amount_won", **{name: f"{won:,}" for name, won in said.items()})


def _save_once(use: GiftUse) -> tuple[str, int]:
    """
    Save it and return whose its invoice is; of two grants that use one at once, the database refuses one.

    A contribution has its invoices alone. A subsidy and the anchor's cash may pay one invoice of the grant.
    """
    number = use.invoice_number
    owner = None if use.grant.kind == GrantKind.CONTRIBUTION else ("grant", use.grant_id)
    marks = Mark.objects.filter(kind=INVOICE, value=number)
    if owner:
        marks = marks.exclude(owner_kind=owner[0], owner_id=owner[1])
    if marks.exists() or GiftUse.objects.filter(invoice_number=number).exists():
        raise AlreadyUsed(value=number, field="invoice_number")
    with only_once("disbursements_giftuse_once", AlreadyUsed(value=number, field="invoice_number")):
        use.save()
    return owner or ("gift_use", use.pk)


def _record_key(pass_through: PassThrough) -> str:
    return f"pass:{pass_through.pk}:record"


def _money_of(payer: Grant) -> Account:
    """Return where the giver's money comes from: the firm's own, or the gift it holds."""
    if payer.kind == GrantKind.CONTRIBUTION:
        return account(payer.owner, "gift_held")
    return outside(f"firm:{payer.firm_id}")


def check_arrived(sent: PassThrough | PledgeGift, amount_won: int) -> None:
    """
    Refuse a receipt of another amount than was sent: nothing is confirmed that was not passed on.

    :raises MoreThanSent, LessThanSent: saying what to do.
    """
    amounts = {"sent": f"{sent.amount_won:,}", "received": f"{amount_won:,}"}
    if amount_won > sent.amount_won:
        raise refusals.MoreThanSent(field="amount_won", **amounts)
    if amount_won < sent.amount_won:
        raise refusals.LessThanSent(field="amount_won", **amounts)


def _confirmation_moves(pass_through: PassThrough, payer: Grant) -> list[Move]:
    if pass_through.payment is not None:
        return arrival_moves(pass_through)
    receiver, amount = pass_through.receiver.owner, pass_through.amount_won
    key = f"pass:{pass_through.pk}"
    moves = [Move(f"{key}:held", account(receiver, "gift_incoming"), account(receiver, "gift_held"), amount)]
    if payer.kind == GrantKind.CONTRIBUTION:
        return moves
    duty = account(payer.owner, "duty_open")
    met, voluntary = rules.split_contribution(amount_won=amount, open_won=duty.balance)
    if met:
        moves.append(Move(f"{key}:duty", duty, account(payer.owner, "duty_done"), met))
    if voluntary:
        moves.append(Move(f"{key}:voluntary", outside("duty"), account(payer.owner, "voluntary"), voluntary))
    return moves
