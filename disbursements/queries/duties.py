"""What firms owe those below: contributions for their payments, subsidy that lies with them for others."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.ledger.models import Transfer
from core.ledger.queries import balance
from disbursements.models import Grant, PaymentRequest
from disbursements.queries.owed import overdue, payments_owed
from disbursements.rules import Duty, allot
from disbursements.workflow import PaymentStatus
from programs.models import Consortium, GrantKind, Program


@dataclass(frozen=True)
class OpenDuty:
    """Something a firm still has to hand on: a contribution of its own money, or subsidy for a firm below."""

    kind: str
    grant: Grant
    payment: PaymentRequest
    due_on: dt.date
    open_won: int

    @property
    def firm(self) -> Any:
        """Who has to hand it on."""
        return self.grant.firm


def owes_contributions(grant: Grant) -> bool:
    """Whether payments to this grant oblige its firm to contribute to its suppliers."""
    is_giver = grant.kind == GrantKind.SUBSIDY
    return is_giver and grant.consortium.pass_through_kind == GrantKind.CONTRIBUTION


def duty_done(grant: Grant) -> int:
    """Return what of its duty this grant's firm has passed on, confirmed by the receivers, in won."""
    return balance(grant.owner, "duty_done")


def duties(grant: Grant, done_won: int) -> list[Duty]:
    """Return what each confirmed payment obliges to pass on, as posted, until when, and what was done."""
    paid = grant.payment_requests.filter(status=PaymentStatus.CONFIRMED).order_by("pk")
    return allot(_posted(paid, grant), done_won)


def _posted(paid: Iterable[PaymentRequest], grant: Grant) -> list[Duty]:
    """Return the duties that stand in the ledger for payments to a grant: rules may have changed since."""
    paid, days = list(paid), grant.pass_through_time
    owed = dict(
        Transfer.objects.filter(
            key__in=[f"{payment.confirmation}:duty" for payment in paid], reversed_by__isnull=True
        ).values_list("key", "amount")
    )
    return [
        Duty(payment.pk, f"#{payment.number}", owed[key], payment.paid_on + days)
        for payment in paid
        if payment.paid_on and (key := f"{payment.confirmation}:duty") in owed
    ]


def open_duties(of: Program | Consortium) -> list[OpenDuty]:
    """
    Return everything that firms of a programme or consortium still have to hand on, the earliest due first.

    Contributions by the day they are due; subsidy that lies in a conduit by the day it came there plus the
    programme's days. Two queries.
    """
    return as_duties(_owed_in(of))


def overdue_payments(of: Program | Consortium, on: dt.date) -> QuerySet[Any]:
    """Return the payments of which something should have gone on before that day, earliest due first."""
    return overdue(_owed_in(of), on)


def overdue_duties(of: Program | Consortium, on: dt.date) -> list[OpenDuty]:
    """Return what should have been handed on before that day and was not, the longest overdue first."""
    return as_duties(overdue_payments(of, on))


def as_duties(payments: Iterable[PaymentRequest]) -> list[OpenDuty]:
    """Return rows of `payments_owed` as duties, with the grants that have to hand on: one query besides."""
    rows: list[Any] = list(payments)
    holders = Grant.objects.with_parties().in_bulk({row.holder_id for row in rows})
    return [OpenDuty(row.duty_kind, holders[row.holder_id], row, row.due_on, row.open_won) for row in rows]


def _owed_in(of: Program | Consortium) -> QuerySet[Any]:
    place = {"grant__consortium": of} if isinstance(of, Consortium) else {"grant__consortium__program": of}
    return payments_owed().filter(**place).select_related("grant__application")
