"""Letters about money: what was approved for payment, what was settled, what is to be paid back."""

import datetime as dt
from functools import partial
from typing import Any

from applications.letters import one_line
from applications.models import Application, LetterKind
from applications.operations.letters import send_letter
from applications.periods import objection_until
from core.users.models import User
from core.workflow import clock
from disbursements.models import Debt, LineStatus, PaymentRequest, Settlement
from disbursements.queries.debts import set_off_won
from disbursements.queries.paying import bank_part
from programs.models import GrantKind
from programs.statutory import statutory_ground


def write_payment(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """
    Write to the firm what of its request is paid, what is set off, and which lines came back, saying why.

    It is written again when a set-off is bound or lifted after the approval.
    """
    set_offs = payment.set_offs.count(), payment.set_offs.filter(lifted_at__isnull=False).count()
    said: dict[str, Any] = {
        "number": payment.number,
        "asked": payment.requested_won,
        "payable": payment.payable_won,
        "set_off": set_off_won(payment),
        "bank": bank_part(payment),
        "goes_through": payment.grant.kind == GrantKind.INDIRECT,
    }
    about = f"payment:{payment.pk}:{payment.changes.count()}:{sum(set_offs)}"
    _send(payment.grant.application_id, LetterKind.PAYMENT, said, partial(_refused, payment), about, by, at)


def _refused(payment: PaymentRequest) -> dict[str, Any]:
    lines = payment.lines.filter(status=LineStatus.REFUSED).order_by("pk")
    return {"refused": [(line.approval_number, one_line(line.refusal_reason)) for line in lines]}


def write_settlement(settlement: Settlement, reason: str, *, by: User, at: dt.datetime) -> None:
    """Write to the firm what was confirmed of its settlement, line by line (Act, art. 28)."""
    said = {
        "until": settlement.until_on,
        "gross": settlement.gross_won,
        "net": settlement.net_won,
        "confirmed": settlement.confirmed_won,
        "excess": settlement.excess_won,
        "interest": settlement.interest_won,
        "reason": reason,
    }
    gather = partial(_settled, settlement)
    about = f"settlement:{settlement.pk}"
    _send(settlement.grant.application_id, LetterKind.SETTLEMENT, said, gather, about, by, at)


def _settled(settlement: Settlement) -> dict[str, Any]:
    lines = settlement.lines.select_related("cost_item").order_by("pk")
    return {
        "settled": [
            (one_line(str(line.cost_item)), line.paid_won, line.confirmed_won, one_line(line.reason))
            for line in lines
        ]
    }


def write_recovery(debt: Debt, reason: str, *, by: User, at: dt.datetime) -> None:
    """Write to the firm what it pays back, on which ground and until when (Act, art. 30-31, 33-2, 35)."""
    said = {
        "amount": debt.amount_won,
        "finding": debt.finding,
        "reason": reason,
        "pay_until": debt.due_on,
        "object_until": objection_until(debt.grant.application.call.program, at).day,
        "debtor": one_line(debt.firm.name),
    }
    grant, gather, about = debt.grant, partial(_owed, debt), f"debt:{debt.pk}"
    firms = [] if debt.firm_id == grant.firm_id else [debt.firm_id]
    _send(grant.application_id, LetterKind.RECOVERY, said, gather, about, by, at, firms)


def _owed(debt: Debt) -> dict[str, Any]:
    return {
        "what": debt.get_kind_display(),
        "ground": debt.get_ground_display(),
        "source": statutory_ground(debt.ground, clock.day(debt.proposed_at)).source,
    }


def _send(
    case: int, kind: str, said: dict[str, Any], gather: Any, about: str, by: User, at: dt.datetime,
    firms: list[int] | None = None,
) -> None:  # fmt: skip
    """Keep it with the case, in both languages, and have it sent."""
    application = Application.objects.with_names().get(pk=case)
    send_letter(application, kind, said, gather, about=about, firms=firms or [], by=by, at=at)
