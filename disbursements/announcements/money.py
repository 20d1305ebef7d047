"""Telling those who act next. Called within the operation that moves the case."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import Addressee, close_items, close_keys, firm, hand_to, office, open_item
from core.inbox.registry import FIRMS, OFFICES, Group, How
from core.users.models import Role, User
from disbursements.models import Grant, MoneyReturn, PassThrough, PaymentRequest
from disbursements.queries import conduits, duties, duty_done
from disbursements.queries.paying import paid_through
from programs.addressees import offices_of, those_who_handle
from programs.models import GrantKind

PAYMENT, PASS_THROUGH, GRANT = "payment", "pass_through", "grant"
PAYMENTS = Group("payments", _("Payments"), 30)
GRANTS = Group("grants", _("Grants and money passed on"), 40)


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    payment, passed = "disbursements:payment", "disbursements:pass_through"
    consortium = "consortium__program"
    PAYMENTS.about(PAYMENT, page=payment, offices=offices_of(PaymentRequest, f"grant__{consortium}"))
    GRANTS.about(GRANT, page="disbursements:grant", offices=offices_of(Grant, consortium))
    GRANTS.about(PASS_THROUGH, page=passed, offices=offices_of(PassThrough, f"payer__{consortium}"))
    GRANTS.declare("request_payment", _("You can ask for payment now"), "disbursements:grant", FIRMS)
    GRANTS.declare(
        "propose_regrants", _("Propose what of it goes to the firms below"), "disbursements:grant", FIRMS
    )
    PAYMENTS.declare("correct_payment", _("Correct the payment request"), payment, FIRMS, is_legal=True)
    PAYMENTS.declare("lines_refused", _("Lines were refused: put them right"), payment, FIRMS, is_legal=True)
    hands = (
        ("check_payment", _("Check the payment request"), 14),
        ("approve_payment", _("Approve the payment"), 7),
        ("release_payment", _("Release the payment"), 7),
        ("confirm_payment", _("Record the bank's confirmation"), 7),
    )
    for code, title, days in hands:
        PAYMENTS.declare(code, title, payment, OFFICES, within_days=days, by_stand_ins=True)
    PAYMENTS.declare("payment_paid", _("The payment was made"), payment, FIRMS)
    PAYMENTS.declare("payment_bounced", _("The bank sent a payment back: check the account"), payment, FIRMS)
    PAYMENTS.declare("payment_covered", _("The advance covers your invoices"), payment, FIRMS)
    GRANTS.declare("confirm_pass_through", _("Confirm the money you received"), passed, FIRMS, within_days=14)
    GRANTS.declare("pass_through_disputed", _("The receiver disputes a transfer"), passed, FIRMS)
    GRANTS.declare(
        "pass_through_confirmed", _("The receiver confirmed your transfer"), passed, FIRMS, default=How.DIGEST
    )
    GRANTS.declare("duty_open", _("Pass the contribution on"), "disbursements:grant", FIRMS)
    GRANTS.declare(
        "hand_on", _("Hand the subsidy on to the firm below"), "disbursements:pass_through_record", FIRMS
    )
    GRANTS.declare("hop_disputed", _("The receiver disputes a transfer: hand it on again"), passed, FIRMS)
    PAYMENTS.declare("payment_ended", _("A payment request ended with its grant"), payment, FIRMS)
    GRANTS.declare("grant_suspended", _("A grant was suspended"), "disbursements:grant", FIRMS, is_legal=True)
    GRANTS.declare(
        "decide_suspended", _("Decide on the suspended grant: resume or cancel it"), "disbursements:grant",
        OFFICES, within_days=30,
    )  # fmt: skip
    GRANTS.declare("grant_resumed", _("A grant runs again"), "disbursements:grant", FIRMS)
    GRANTS.declare(
        "grant_shrunk", _("A part of a grant was taken back"), "disbursements:grant", FIRMS, is_legal=True
    )
    GRANTS.declare("grant_cancelled", _("A grant was cancelled"), "disbursements:grant", FIRMS, is_legal=True)
    GRANTS.declare(
        "money_returned",
        _("Subsidy that was paid back is on record"),
        "disbursements:grant",
        FIRMS,
        default=How.DIGEST,
    )
    GRANTS.declare(
        "contribution_opened", _("A contribution was agreed: transfer it"), "disbursements:grant", FIRMS
    )


def grant_opened(grant: Grant, *, by: User, at: dt.datetime) -> None:
    """
    Tell the firm that it may ask for payment, or the giver that the contribution was accepted.

    A firm without a part of its own has nothing to ask for: it proposes what goes to the firms below.
    """
    if grant.kind == GrantKind.CONTRIBUTION and grant.parent:
        _tell(
            grant.parent,
            GRANT,
            f"contribution_opened:{grant.pk}",
            "contribution_opened",
            _people(grant.parent),
            at,
        )
    else:
        kind = "request_payment" if grant.awarded_won else "propose_regrants"
        _tell(grant, GRANT, f"{kind}:{grant.pk}", kind, _people(grant), at)


def payment_submitted(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request before those who check it."""
    _waits(payment, "check_payment", _officers(payment), by=by, at=at)


def payment_returned(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request back before the firm."""
    _waits(payment, "correct_payment", [_people(payment.grant)], by=by, at=at)


def lines_refused(payment: PaymentRequest, *, at: dt.datetime) -> None:
    """Tell the firm that lines came back alone, each with its reason; the others go on."""
    key = f"lines_refused:{payment.pk}:{payment.changes.count()}"
    _tell(payment, PAYMENT, key, "lines_refused", _people(payment.grant), at)


def payment_checked(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request before the ministry's approving officers."""
    ministry = payment.grant.consortium.program.office_id
    _waits(payment, "approve_payment", [office(ministry, Role.APPROVING_OFFICER)], by=by, at=at)


def payment_covered(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Take the request out of every inbox, and tell the firm that its advance covers it."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, by=by, at=at)
    key = f"payment_covered:{payment.pk}"
    _tell(payment, PAYMENT, key, "payment_covered", _people(payment.grant), at)


def payment_approved(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request before the ministry's paying officers."""
    ministry = payment.grant.consortium.program.office_id
    _waits(payment, "release_payment", [office(ministry, Role.PAYING_OFFICER)], by=by, at=at)


def payment_released(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Let the officers wait for the bank."""
    _waits(payment, "confirm_payment", _officers(payment), by=by, at=at)


def payment_bounced(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """
    Put a payment that the bank sent back before the paying officers again, and tell whose account it was.

    What waited because it had been paid waits no more: a contribution, or handing it on.
    """
    payment_approved(payment, by=by, at=at)
    grant, top = payment.grant, paid_through(payment.grant)
    close_keys(_duty_key(payment.pk), _hop_key(payment.pk, top.pk), by=by, at=at)
    for told in {grant.firm_id: grant, top.firm_id: top}.values():
        key = f"payment_bounced:{payment.pk}:{told.pk}:{payment.changes.count()}"
        _tell(payment, PAYMENT, key, "payment_bounced", _people(told), at)


def payment_ended(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Take a request whose grant was cancelled out of every inbox, and tell the firm."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, by=by, at=at)
    _tell(payment, PAYMENT, f"payment_ended:{payment.pk}", "payment_ended", _people(payment.grant), at)


def payment_withdrawn(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Take a request that its firm gave up out of the inbox."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, by=by, at=at)


def payment_confirmed(payment: PaymentRequest, grant: Grant, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that it was paid, and what it now owes its suppliers until when; or who hands it on."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, by=by, at=at)
    if grant.kind == GrantKind.INDIRECT:
        _hand_on(payment, at=at)
        return
    _tell_paid(payment, at)
    for duty in duties(grant, duty_done(grant)):
        if duty.payment_id == payment.pk and duty.open_won:
            open_item(
                key=_duty_key(payment.pk),
                kind="duty_open",
                subject=grant,
                subject_kind=GRANT,
                about=f"{grant.firm} · {payment}",
                to=_people(grant),
                at=at,
                due_on=duty.due_on,
            )


def pass_through_recorded(pass_through: PassThrough, *, by: User, at: dt.datetime) -> None:
    """Ask the receiver's representative whether the money arrived."""
    open_item(
        key=f"confirm_pass_through:{pass_through.pk}",
        kind="confirm_pass_through",
        subject=pass_through,
        subject_kind=PASS_THROUGH,
        about=f"{pass_through.payer.firm} → {pass_through.receiver.firm}",
        to=firm(pass_through.receiver.firm_id, Role.REPRESENTATIVE),
        at=at,
    )


def hop_recorded(hop: PassThrough, *, by: User, at: dt.datetime) -> None:
    """Take the payment out of the payer's inbox and ask the receiver's representative whether it arrived."""
    close_keys(_hop_key(hop.payment_id, hop.payer_id), by=by, at=at)
    pass_through_recorded(hop, by=by, at=at)


def pass_through_confirmed(pass_through: PassThrough, payer: Grant, *, by: User, at: dt.datetime) -> None:
    """Tell the giver, and take out of its inbox the duties that are met; subsidy goes on from here."""
    _answered(pass_through, "pass_through_confirmed", by=by, at=at)
    if pass_through.payment is not None:
        _hand_on(pass_through.payment, at=at)
        return
    met = [_duty_key(duty.payment_id) for duty in duties(payer, duty_done(payer)) if not duty.open_won]
    close_keys(*met, by=by, at=at)


def pass_through_disputed(pass_through: PassThrough, *, by: User, at: dt.datetime) -> None:
    """Tell the giver that the transfer is disputed; subsidy waits to be handed on again."""
    if pass_through.payment is None:
        _answered(pass_through, "pass_through_disputed", by=by, at=at)
        return
    _answered(pass_through, "hop_disputed", by=by, at=at)
    _hand_on(pass_through.payment, at=at)


def money_returned(returned: MoneyReturn, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that what it paid back is on record; nothing of it waits to be handed on."""
    if returned.payment_id is not None:
        close_keys(_hop_key(returned.payment_id, returned.grant_id), by=by, at=at)
    key = f"money_returned:{returned.pk}"
    _tell(returned.grant, GRANT, key, "money_returned", _people(returned.grant), at)


def _hand_on(payment: PaymentRequest, *, at: dt.datetime) -> None:
    """Ask whoever holds the money to hand it on, or tell the firm it is for that it came."""
    consortium = payment.grant.consortium
    lying = next((one for one in conduits([consortium.pk]) if one.payment.pk == payment.pk), None)
    if lying is None:
        _tell_paid(payment, at)
        return
    open_item(
        key=_hop_key(payment.pk, lying.holder.pk),
        kind="hand_on",
        subject=lying.holder,
        subject_kind=GRANT,
        about=f"{payment.grant.firm} · {payment}",
        to=_people(lying.holder),
        at=at,
        due_on=lying.since + lying.holder.pass_through_time,
    )


def _tell_paid(payment: PaymentRequest, at: dt.datetime) -> None:
    """Tell the firm that its money came; once more where the bank had sent it back meanwhile."""
    key = f"payment_paid:{payment.pk}:{payment.changes.count()}"
    _tell(payment, PAYMENT, key, "payment_paid", _people(payment.grant), at)


def _hop_key(payment_id: int | None, payer_id: int) -> str:
    return f"hand_on:{payment_id}:{payer_id}"


def _tell_step(grant: Grant, kind: str, at: dt.datetime) -> None:
    """Tell the firm of a step of its grant or of one above it."""
    key = f"{kind}:{grant.pk}:{at.isoformat()}"
    _tell(grant, GRANT, key, kind, _people(grant), at)


def _answered(pass_through: PassThrough, kind: str, *, by: User, at: dt.datetime) -> None:
    close_items(subject_kind=PASS_THROUGH, subject_id=pass_through.pk, by=by, at=at)
    _tell(pass_through, PASS_THROUGH, f"{kind}:{pass_through.pk}", kind, _people(pass_through.payer), at)


def _waits(
    payment: PaymentRequest, kind: str, everybody: list[Addressee], *, by: User, at: dt.datetime
) -> None:
    """Take the request out of every inbox and put it into those of whoever acts next."""
    hand_to(
        *everybody,
        kind=kind,
        subject=payment,
        subject_kind=PAYMENT,
        about=f"{payment.grant.firm} · {payment}",
        step=payment.changes.count(),
        by=by,
        at=at,
    )


def _tell(case: Any, subject_kind: str, key: str, kind: str, to: Addressee, at: dt.datetime) -> None:
    open_item(
        key=key,
        kind=kind,
        subject=case,
        subject_kind=subject_kind,
        about=str(case),
        to=to,
        at=at,
        is_notice=True,
    )


def _people(grant: Grant) -> Addressee:
    return firm(grant.firm_id)


def _officers(payment: PaymentRequest) -> list[Addressee]:
    return those_who_handle(payment.grant.consortium.program)


def _duty_key(payment_id: int) -> str:
    return f"duty_open:{payment_id}"
