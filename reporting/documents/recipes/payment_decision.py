"""The payment decision: which lines bear what was asked, what is paid of it, and when it was."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from applications.readers import Part
from disbursements.bank.codes import masked
from disbursements.models import LineStatus, PaymentLine, PaymentRequest
from disbursements.queries.debts import set_off_won
from disbursements.queries.paying import bank_part
from disbursements.workflow import PaymentStatus
from programs.models import GrantKind
from reporting.documents.facts import letters
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated

#: approved, or released as that was still one step with it; what was returned since is undecided again
_DECIDED = (
    PaymentStatus.APPROVED,
    PaymentStatus.RELEASED,
    PaymentStatus.CONFIRMED,
    PaymentStatus.COVERED,
)


def _subjects(user: Any) -> QuerySet[PaymentRequest]:
    """Return the requests of which this person may read the invoices."""
    return PaymentRequest.objects.visible_to(user, part=Part.COSTS)


def _is_due(payment: PaymentRequest) -> bool:
    return payment.status in _DECIDED


def _state(payment: PaymentRequest, _period: Period | None) -> Stated:
    plain = letters.head_of_grant(payment.grant, payment.drafted_at)
    return Stated(plain | (_decided(payment) if _is_due(payment) else {}))


def _decided(payment: PaymentRequest) -> dict[str, Any]:
    at = _decided_at(payment)
    lines = [_line(line) for line in payment.lines.select_related("cost_item").order_by("pk")]
    return {
        "decision": {
            "at": at,
            "number": payment.number,
            "kind": payment.kind,
            "requested_won": payment.requested_won,
            "accepted_won": _sum(lines, LineStatus.ACCEPTED) if payment.has_lines else None,
            "refused_won": _sum(lines, LineStatus.REFUSED),
            "covered_won": payment.covered_won,
            "kept_won": payment.kept_won,
            "payable_won": payment.payable_won,
            "set_off_won": set_off_won(payment) if payment.payable_won else 0,
            "bank_won": bank_part(payment) if payment.payable_won else 0,
            "goes_through": payment.grant.kind == GrantKind.INDIRECT,
        },
        "lines": lines,
        "paid": _paid(payment),
        "deadlines": letters.objection(payment.grant.application.call.program, at),
    }


def _sum(lines: list[dict[str, Any]], status: str) -> int:
    """Return the subsidised parts of the lines that were so decided, won."""
    return sum(line["subsidised_won"] for line in lines if line["status"] == status)


def _decided_at(payment: PaymentRequest) -> dt.datetime:
    """Return when it was approved; before that was a step of its own, releasing or covering it was."""
    found = payment.approved_at or payment.released_at or payment.checked_at
    if found is None:
        raise ValueError(f"{payment.pk}: decided at no moment")
    return found


def _line(line: PaymentLine) -> dict[str, Any]:
    return {
        "cost_item": line.cost_item.name,
        "supplier": line.supplier_name,
        "number": line.invoice_number,
        "on": line.invoice_on,
        "supply_won": line.supply_won,
        "subsidised_won": line.subsidised_won,
        "status": line.status,
        "reason": line.refusal_reason,
    }


def _paid(payment: PaymentRequest) -> dict[str, Any] | None:
    """Return when the bank paid it, to which account; None before it did, or once the money came back."""
    if payment.status != PaymentStatus.CONFIRMED:
        return None
    account = payment.paid_to
    return {
        "on": payment.paid_on,
        "at": payment.confirmed_at,
        "bank_reference": payment.bank_reference,
        "bank": account.bank_code if account else "",
        "account": masked(account.number) if account else "",
    }


RECIPE = Recipe(
    kind=Kind.PAYMENT_DECISION,
    template="documents/letters/payment.html",
    model=PaymentRequest,
    subjects=_subjects,
    program=lambda payment: payment.grant.consortium.program,
    is_due=_is_due,
    state=_state,
    related=(*letters.GRANT, "paid_to"),
)
