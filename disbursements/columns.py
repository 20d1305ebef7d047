"""The columns of the lists of grants, payment requests, money passed on and open duties."""

import datetime as dt
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from core.ui import deadlines
from core.ui.lists import (
    BADGE,
    BUSINESS_NUMBER,
    DAY,
    NUMBER,
    PERCENT,
    STATUS,
    TEXT,
    WON,
    Badge,
    Column,
    in_order_of,
)
from disbursements import wording
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import OpenDuty
from disbursements.workflow import GrantStatus, PassThroughStatus, PaymentStatus
from programs.models import GrantKind


def _address(row: Any) -> str:
    return row.get_absolute_url()


def _itself(row: Any) -> Any:
    return row


def _still_to_pass_on(grant: Any) -> int | None:
    figures = grant.figures
    return figures.duty_open if figures.duty_owed else None


GRANTS = (
    Column(
        "undertaking", _("Undertaking"), "application.title", sort="application__title", href=_address,
        under=(Column("kind", _("Kind"), Grant.get_kind_display, sort="kind"),),
    ),
    Column(
        "firm", _("Firm"), "firm", sort="firm__name",
        under=(
            Column("number", _("Business number"), "firm.business_number", BUSINESS_NUMBER),
            Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),
        ),
    ),
    Column("status", _("Status"), _itself, STATUS, sort=in_order_of("status", GrantStatus)),
    Column("accepted", _("Accepted on"), "accepted_at", DAY, sort="accepted_at"),
    Column("awarded", _("Awarded"), "awarded_won", WON, sort="awarded_won"),
    Column("regrant", _("To hand on"), lambda grant: grant.regrant_won or None, WON, sort="regrant_won"),
    Column("received", _("Received"), "figures.own_received", WON),
    Column("duty", _("Still to pass on"), _still_to_pass_on, WON),
)  # fmt: skip


def _turn(payment: PaymentRequest) -> Any:
    return wording.payment_next(payment)["whose"]


def _step(payment: PaymentRequest) -> Any:
    return wording.payment_next(payment)["next_step"]


PAYMENTS = (
    Column(
        "payment", _("Payment request"), str, sort=("grant__application__title", "number"), href=_address
    ),
    Column(
        "firm", _("Firm"), "firm", sort="grant__firm__name",
        under=(Column("consortium", _("Consortium"), "grant.consortium", sort="grant__consortium__name"),),
    ),
    Column("status", _("Status"), _itself, STATUS, sort=in_order_of("status", PaymentStatus)),
    Column("next", _("Next step"), _step, under=(Column("whose", _("Whose turn"), _turn),)),
    Column("asked", _("Asked on"), "submitted_at", DAY, sort="submitted_at"),
    Column(
        "paid", _("Paid on"), "paid_on", DAY, sort="paid_on",
        under=(Column("reference", _("Bank reference"), "bank_reference"),),
    ),
    Column(
        "amount", _("Amount"), "requested_won", WON, sort="requested_won", total="requested_won"
    ),
)  # fmt: skip


#: contributions after subsidy on its way
_IS_GIFT = ExpressionWrapper(Q(payment__isnull=True), output_field=BooleanField())


def _kind_passed_on(passed: PassThrough) -> Any:
    return (GrantKind.INDIRECT if passed.payment_id else GrantKind.CONTRIBUTION).label


PASSED_ON = (
    Column(
        "payer", _("Giver"), "payer_firm", sort="payer__firm__name", href=_address,
        under=(
            Column("consortium", _("Consortium"), "payer.consortium", sort="payer__consortium__name"),
        ),
    ),
    Column("receiver", _("Receiver"), "receiver_firm", sort="receiver__firm__name"),
    Column("kind", _("Kind"), _kind_passed_on, TEXT, sort=_IS_GIFT),
    Column("status", _("Status"), _itself, STATUS, sort=in_order_of("status", PassThroughStatus)),
    Column("paid", _("Paid on"), "paid_on", DAY, sort="paid_on"),
    Column("recorded", _("Recorded on"), "recorded_at", DAY, sort="recorded_at"),
    Column("reference", _("Bank reference"), "bank_reference", sort="bank_reference"),
    Column("amount", _("Amount"), "amount_won", WON, sort="amount_won"),
)  # fmt: skip


DISCLOSURES = (
    Column("undertaking", _("Undertaking"), "application.title", sort="application__title", href=_address),
    Column(
        "firm", _("Firm"), "firm", sort="firm__name",
        under=(Column("number", _("Business number"), "firm.business_number", BUSINESS_NUMBER),),
    ),
    Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),
    Column("kind", _("Kind"), Grant.get_kind_display, sort="kind"),
    Column("received", _("Received in the year"), "received_won", WON, sort="received_won"),
    Column("due", _("To be disclosed by"), "disclose_by", DAY),
)  # fmt: skip

PUNCTUALITY = (
    Column(
        "firm", _("Firm"), "firm", sort="firm__name", href=_address,
        under=(
            Column("undertaking", _("Undertaking"), "application.title"),
            Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),
        ),
    ),
    Column("days", _("Days to pass on"), "pass_through_days", NUMBER),
    Column("share", _("Passed on in time"), "punctuality.share_bp", PERCENT),
    Column("median", _("Median of days"), "punctuality.median_days", NUMBER),
    Column("in_time", _("In time"), "punctuality.in_time_won", WON),
    Column("late", _("Late"), "punctuality.late_won", WON),
    Column("open", _("Not due yet"), "punctuality.open_won", WON),
)  # fmt: skip


def open_duties(on: dt.date) -> tuple[Column, ...]:
    """Return the columns of the duties open on a day; payments lead on where they are `is_readable`."""

    def due(duty: OpenDuty) -> Badge:
        tone = "danger" if duty.due_on < on else "neutral"
        return Badge(deadlines.days_left(duty.due_on, today=on), tone)

    return (
        Column(
            "firm", _("Firm"), "firm", sort="holder_firm",
            href=lambda duty: duty.grant.get_absolute_url(),
            under=(
                Column(
                    "consortium", _("Consortium"), "grant.consortium",
                    sort="grant__consortium__name",
                ),
            ),
        ),
        Column(
            "kind", _("Kind"), lambda duty: GrantKind(duty.kind).label, sort="duty_kind"
        ),
        Column(
            "payment", _("Arises from"), "payment",
            href=lambda duty: duty.payment.get_absolute_url() if duty.payment.is_readable else "",
        ),
        Column("due", _("Due on"), "due_on", DAY, sort="due_on"),
        Column("left", _("Time left"), due, BADGE),
        Column("amount", _("Still to pass on"), "open_won", WON, sort="open_won"),
    )  # fmt: skip
