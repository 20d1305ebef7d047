"""Telling those who act next. Called within the operation that moves the case."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox import registry
from core.inbox.models import Item
from core.inbox.operations import Addressee, close_items, firm, office, open_item
from core.users.models import Role, User
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import duties, duty_done
from programs.addressees import those_who_handle

PAYMENT, PASS_THROUGH, GRANT = "payment", "pass_through", "grant"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    payment, passed = "disbursements:payment", "disbursements:pass_through"
    registry.declare("request_payment", _("You can ask for payment now"), "disbursements:grant")
    registry.declare("correct_payment", _("Correct the payment request"), payment)
    registry.declare("check_payment", _("Check the payment request"), payment)
    registry.declare("release_payment", _("Release the payment"), payment)
    registry.declare("confirm_payment", _("Record the bank's confirmation"), payment)
    registry.declare("payment_paid", _("The payment was made"), payment)
    registry.declare("confirm_pass_through", _("Confirm the money you received"), passed)
    registry.declare("pass_through_disputed", _("The receiver disputes a transfer"), passed)
    registry.declare("pass_through_confirmed", _("The receiver confirmed your transfer"), passed)
    registry.declare("duty_open", _("Pass the contribution on"), "disbursements:grant")
    registry.declare(
        "contribution_opened", _("A contribution was agreed: transfer it"), "disbursements:grant"
    )


def grant_opened(grant: Grant, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that it may ask for payment, or the giver that the contribution was accepted."""
    if grant.parent:
        _tell(
            grant.parent,
            GRANT,
            f"contribution_opened:{grant.pk}",
            "contribution_opened",
            _people(grant.parent),
            at,
        )
    else:
        _tell(grant, GRANT, f"request_payment:{grant.pk}", "request_payment", _people(grant), at)


def payment_submitted(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request before those who check it."""
    _waits(payment, "check_payment", _officers(payment), by=by, at=at)


def payment_returned(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request back before the firm."""
    _waits(payment, "correct_payment", [_people(payment.grant)], by=by, at=at)


def payment_checked(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Put the request before the ministry's approving officers."""
    ministry = payment.grant.consortium.program.office_id
    _waits(payment, "release_payment", [office(ministry, Role.APPROVING_OFFICER)], by=by, at=at)


def payment_released(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Let the officers wait for the bank."""
    _waits(payment, "confirm_payment", _officers(payment), by=by, at=at)


def payment_confirmed(payment: PaymentRequest, grant: Grant, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that it was paid, and what it now owes its suppliers until when."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, by=by, at=at)
    _tell(payment, PAYMENT, f"payment_paid:{payment.pk}", "payment_paid", _people(grant), at)
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


def pass_through_confirmed(pass_through: PassThrough, payer: Grant, *, by: User, at: dt.datetime) -> None:
    """Tell the giver, and take out of its inbox the duties that are met."""
    _answered(pass_through, "pass_through_confirmed", by=by, at=at)
    met = [_duty_key(duty.payment_id) for duty in duties(payer, duty_done(payer)) if not duty.open_won]
    Item.objects.open().filter(key__in=met).update(closed_at=at, closed_by=by)


def pass_through_disputed(pass_through: PassThrough, *, by: User, at: dt.datetime) -> None:
    """Tell the giver that the transfer is disputed."""
    _answered(pass_through, "pass_through_disputed", by=by, at=at)


def _answered(pass_through: PassThrough, kind: str, *, by: User, at: dt.datetime) -> None:
    close_items(subject_kind=PASS_THROUGH, subject_id=pass_through.pk, by=by, at=at)
    _tell(pass_through, PASS_THROUGH, f"{kind}:{pass_through.pk}", kind, _people(pass_through.payer), at)


def _waits(
    payment: PaymentRequest, kind: str, everybody: list[Addressee], *, by: User, at: dt.datetime
) -> None:
    """Take the request out of every inbox and put it into those of whoever acts next."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, by=by, at=at)
    step = payment.changes.count()  # the same kind may wait again after a correction
    for number, to in enumerate(everybody):
        open_item(
            key=f"{kind}:{payment.pk}:{step}:{number}",
            kind=kind,
            subject=payment,
            subject_kind=PAYMENT,
            about=f"{payment.grant.firm} · {payment}",
            to=to,
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
