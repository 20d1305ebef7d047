"""How cases of this room are spoken of: next step and whose, history in sentences, steps on offer."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.users.permissions import NOT_YOURS
from disbursements import permissions
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import Lying
from disbursements.rules import Duty
from disbursements.workflow import WITH_THE_FIRM, GrantStatus, PassThroughStatus, PaymentStatus

THE_FIRM, THE_OFFICER, THE_APPROVER, THE_PAYER = (
    _("the firm's representative"),
    _("the officer"),
    _("the approving officer"),
    _("the paying officer"),
)

#: status → (what comes next, whose turn it is)
PAYMENT_NEXT = {
    PaymentStatus.DRAFTED: (_("Add the invoices and ask for payment"), THE_FIRM),
    PaymentStatus.SUBMITTED: (_("Check the evidence"), THE_OFFICER),
    PaymentStatus.RETURNED: (_("Correct it and ask again"), THE_FIRM),
    PaymentStatus.CHECKED: (_("Approve the payment"), THE_APPROVER),
    PaymentStatus.APPROVED: (_("Release the payment"), THE_PAYER),
    PaymentStatus.RELEASED: (_("Record the bank's confirmation"), THE_OFFICER),
}

GRANT_SENTENCES = {
    "OPENED": _("Accepted the award; the grant runs."),
    "SUSPENDED": _("Suspended the grant."),
    "CANCELLED": _("Cancelled the grant."),
    "CLOSED": _("Closed the grant."),
}
PAYMENT_SENTENCES = {
    PaymentStatus.DRAFTED: _("Began the payment request."),
    PaymentStatus.SUBMITTED: _("Asked for the payment."),
    PaymentStatus.RETURNED: _("Returned it for correction."),
    PaymentStatus.CHECKED: _("Checked the evidence."),
    PaymentStatus.APPROVED: _("Approved the payment."),
    PaymentStatus.RELEASED: _("Released the payment to the bank."),
    PaymentStatus.CONFIRMED: _("Recorded the bank's confirmation."),
    PaymentStatus.COVERED: _("Found it good; the advance covers all of it."),
    PaymentStatus.WITHDRAWN: _("Withdrew the payment request."),
    (PaymentStatus.RELEASED, PaymentStatus.APPROVED): _("Recorded that the bank sent the money back."),
    (PaymentStatus.CONFIRMED, PaymentStatus.APPROVED): _(
        "Recorded that the money came back after the bank had paid."
    ),
}
PASS_THROUGH_SENTENCES = {
    PassThroughStatus.RECORDED: _("Recorded the transfer."),
    PassThroughStatus.CONFIRMED: _("Confirmed that the money arrived."),
    PassThroughStatus.DISPUTED: _("Disputed the transfer; the amount went back to the giver."),
}


class Entry(NamedTuple):
    """One line of a history."""

    at: dt.datetime
    who: str
    sentence: Any
    reason: str


class Offer(NamedTuple):
    """A step on offer: a button, or the reason why this person can't take it."""

    label: Any
    href: str
    tone: str
    reason: Any


class Step(NamedTuple):
    """A step as the table of a page names it: words, page, predicate, status it leads to (or "")."""

    label: Any
    url_name: str
    predicate: Callable[..., Any]
    status: str = ""
    tone: str = "primary"


#: not a status: open to what is at the bank or was paid
BOUNCED = "BOUNCED"
PAYMENT_STEPS = (
    Step(_("Ask for payment"), "payment_submit", permissions.may_submit_payment, PaymentStatus.SUBMITTED),
    Step(_("Decide the lines"), "payment_check", permissions.may_check_payment, PaymentStatus.CHECKED),
    Step(
        _("Approve the payment"), "payment_approve", permissions.may_approve_payment, PaymentStatus.APPROVED
    ),
    Step(
        _("Release the payment"), "payment_release", permissions.may_release_payment, PaymentStatus.RELEASED
    ),
    Step(
        _("Record the bank's confirmation"), "payment_confirm", permissions.may_confirm_payment,
        PaymentStatus.CONFIRMED,
    ),
    Step(
        _("The bank sent it back"), "payment_bounce", permissions.may_confirm_payment, BOUNCED,
        "secondary",
    ),
    Step(
        _("Return for correction"), "payment_return", permissions.may_return_payment,
        PaymentStatus.RETURNED, "secondary",
    ),
    Step(
        _("Give the request up"), "payment_withdraw", permissions.may_withdraw_payment,
        PaymentStatus.WITHDRAWN, "secondary",
    ),
)  # fmt: skip
PASS_THROUGH_STEPS = (
    Step(
        _("Confirm the receipt"),
        "pass_through_confirm",
        permissions.may_answer_pass_through,
        PassThroughStatus.CONFIRMED,
    ),
    Step(
        _("Dispute"),
        "pass_through_dispute",
        permissions.may_answer_pass_through,
        PassThroughStatus.DISPUTED,
        "secondary",
    ),
)
MATCH = Step(
    _("Hold it against the bank receipt"), "passed_on_match", permissions.may_match_passed, tone="secondary"
)
ASK = Step(_("New payment request"), "payment_draft", permissions.may_draft_payment)
PASS_ON = Step(_("Record money passed on"), "pass_through_record", permissions.may_record_pass_through)
HAND_ON = Step(_("Hand subsidy on"), "pass_through_record", permissions.may_record_pass_through)
STANDING_STEPS = (
    Step(_("Let it run again"), "resume", permissions.may_suspend, GrantStatus.OPENED),
    Step(_("Suspend"), "suspend", permissions.may_suspend, GrantStatus.SUSPENDED, "secondary"),
    Step(_("Take a part back"), "shrink", permissions.may_reduce, GrantStatus.CANCELLED, "secondary"),
    Step(_("Record subsidy paid back"), "money_return", permissions.may_record_return, tone="secondary"),
    Step(_("Cancel the grant"), "cancel", permissions.may_reduce, GrantStatus.CANCELLED, "tertiary"),
)
TAKE_BACK = Step(_("Take back what the bank sent back"), "shrink", permissions.may_reduce, tone="secondary")
DESCRIBE = Step(
    _("Describe equipment to be measured"), "measure_describe", permissions.may_describe_measure,
    tone="secondary",
)  # fmt: skip
USE_ANCHORS_CASH = Step(
    _("Record what the anchor's cash bought"),
    "gift_use_record",
    permissions.may_record_gift_use,
    tone="secondary",
)
USE_GIFT = Step(_("Record what the contribution bought"), "gift_use_record", permissions.may_record_gift_use)


def offers(steps: Iterable[Step], case: Any, user: Any, *, at: dt.datetime) -> list[Offer]:
    """Return the steps this person may take now, and those only four eyes or a role forbid, with why."""
    found = []
    for step in steps:
        if step.status == BOUNCED:
            if case.status not in (PaymentStatus.RELEASED, PaymentStatus.CONFIRMED):
                continue
        elif step.status and not case.can_move_to(step.status):
            continue
        verdict = step.predicate(user, case, at=at)
        if verdict or verdict.reason != NOT_YOURS.reason:
            href = reverse(f"disbursements:{step.url_name}", args=[case.public_id])
            found.append(Offer(step.label, href, step.tone, None if verdict else verdict.reason))
    return found


def payment_steps(
    payment: PaymentRequest, bank_won: int, set_offs: Any, *, in_batch: bool = False
) -> list[Step]:
    """Return the steps that can make sense: through the bank where it pays a part, back where nothing met."""
    hidden = {"payment_release"} if in_batch else set()
    if payment.status != PaymentStatus.CHECKED:
        hidden.add("payment_approve")
    if payment.status not in WITH_THE_FIRM or payment.times_confirmed:
        hidden.add("payment_withdraw")
    if not payment.requested_won:
        hidden.add("payment_submit")
    if not bank_won:
        hidden |= {"payment_confirm", "payment_bounce"}
    if any(one.is_posted for one in set_offs):
        hidden.add("payment_return")
    return [step for step in PAYMENT_STEPS if step.url_name not in hidden]


def payment_next(payment: PaymentRequest) -> dict[str, Any]:
    """Return the next step of a payment request and whose it is."""
    step, whose = PAYMENT_NEXT.get(PaymentStatus(payment.status), (None, None))
    if payment.status == PaymentStatus.DRAFTED and not payment.has_lines:
        step = _("Ask for payment")
    return {"next_step": step, "whose": whose}


def pass_through_next(pass_through: PassThrough) -> dict[str, Any]:
    """Return the next step of money passed on and whose it is."""
    if pass_through.status != PassThroughStatus.RECORDED:
        return {}
    return {"next_step": _("Confirm or dispute the receipt"), "whose": pass_through.receiver.firm}


def grant_next(grant: Grant, duties: list[Duty], left_won: int, lying: list[Lying]) -> dict[str, Any]:
    """Return the next step of a grant, whose it is and until when."""
    if grant.status != GrantStatus.OPENED:
        return {}
    if here := [one for one in lying if not one.is_on_its_way]:
        step = _("Hand the subsidy on to the firm below")
        return {
            "next_step": step,
            "whose": grant.firm,
            "deadline": min(one.since for one in here) + grant.pass_through_time,
        }
    waiting = [duty for duty in duties if duty.open_won]
    if waiting:
        step = _("Pass the contribution on to the suppliers")
        return {"next_step": step, "whose": grant.firm, "deadline": waiting[0].due_on}
    if grant.kind != "CONTRIBUTION" and left_won > 0:
        return {"next_step": _("Ask for payment against invoices"), "whose": grant.firm}
    return {}


def history(case: Any, sentences: dict[Any, Any], *, with_reasons: bool = True) -> list[Entry]:
    """Return who did what, when and why, newest first; reasons are not for everybody who sees the case."""
    stands_in = any(field.name == "acting_for" for field in case.changes.model._meta.get_fields())
    changes = case.changes.select_related("by", *(["acting_for"] if stands_in else [])).order_by("-pk")
    return [
        Entry(
            change.at,
            _who(change),
            sentences.get((change.from_status, change.to_status))
            or sentences.get(change.to_status, change.to_status),
            change.reason if with_reasons else "",
        )
        for change in changes
    ]


def _who(change: Any) -> str:
    """Return who took a step, and for whom."""
    giver = getattr(change, "acting_for", None)
    if giver is None:
        return str(change.by)
    return gettext("%(person)s for %(giver)s") % {"person": change.by, "giver": giver}


def who_did_what(payment: PaymentRequest) -> list[tuple[Any, Any, dt.datetime | None]]:
    """Return who asked, checked, approved, released and confirmed a payment, and when."""
    return [
        (_("Asked"), payment.submitted_by, payment.submitted_at),
        (_("Checked"), payment.checked_by, payment.checked_at),
        (_("Approved"), payment.approved_by, payment.approved_at),
        (_("Released"), payment.released_by, payment.released_at),
        (_("Confirmed"), payment.confirmed_by, payment.confirmed_at),
    ]
