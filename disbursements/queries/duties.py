"""What firms owe those below: contributions for their payments, subsidy that lies with them for others."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.ledger.models import Transfer
from core.ledger.queries import accounts_of, balance
from disbursements.models import Grant, PaymentRequest
from disbursements.queries.conduits import conduits
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
    return allot(_posted(paid, grant.consortium.program), done_won)


def _posted(paid: Iterable[PaymentRequest], program: Program) -> list[Duty]:
    """Return the duties that stand in the ledger for these payments: rules may have changed since."""
    paid, days = list(paid), dt.timedelta(days=program.pass_through_days)
    owed = dict(
        Transfer.objects.filter(
            key__in=[f"confirm:{payment.pk}:duty" for payment in paid], reversed_by__isnull=True
        ).values_list("key", "amount")
    )
    return [
        Duty(payment.pk, f"#{payment.number}", owed[key], payment.paid_on + days)
        for payment in paid
        if payment.paid_on and (key := f"confirm:{payment.pk}:duty") in owed
    ]


def open_duties(of: Program | Consortium) -> list[OpenDuty]:
    """
    Return everything that firms of a programme or consortium still have to hand on, the earliest due first.

    Contributions by the day they are due; subsidy that lies in a conduit by the day it came there plus the
    programme's days. A fixed number of queries.
    """
    program = of if isinstance(of, Program) else of.program
    consortia = [of.pk] if isinstance(of, Consortium) else list(of.consortia.values_list("pk", flat=True))
    found = [*_contributions(consortia, program), *_conduits(consortia, program)]
    return sorted(found, key=lambda duty: (duty.due_on, duty.payment.pk))


def overdue_duties(of: Program | Consortium, on: dt.date) -> list[OpenDuty]:
    """Return what should have been handed on before that day and was not, the longest overdue first."""
    return [duty for duty in open_duties(of) if duty.due_on < on]


def _contributions(consortia: list[int], program: Program) -> list[OpenDuty]:
    payments = {
        payment.pk: payment
        for payment in PaymentRequest.objects.filter(
            grant__consortium__in=consortia,
            grant__consortium__pass_through_kind=GrantKind.CONTRIBUTION,
            grant__kind=GrantKind.SUBSIDY,
            status=PaymentStatus.CONFIRMED,
        ).select_related("grant__firm", "grant__application", "grant__consortium")
    }
    by_grant: dict[int, list[Duty]] = defaultdict(list)
    for duty in _posted(payments.values(), program):
        by_grant[payments[duty.payment_id].grant_id].append(duty)
    grants = {payment.grant_id: payment.grant for payment in payments.values()}
    accounts = accounts_of("application", [grant.application_id for grant in grants.values()])
    found = []
    for pk, owed in by_grant.items():
        done = accounts[grants[pk].application_id].get("duty_done")
        for duty in allot(owed, done.balance if done else 0):
            if duty.open_won:
                payment = payments[duty.payment_id]
                found.append(
                    OpenDuty(GrantKind.CONTRIBUTION, grants[pk], payment, duty.due_on, duty.open_won)
                )
    return found


def _conduits(consortia: list[int], program: Program) -> list[OpenDuty]:
    days = dt.timedelta(days=program.pass_through_days)
    return [
        OpenDuty(GrantKind.INDIRECT, one.holder, one.payment, one.since + days, one.amount_won)
        for one in conduits(consortia)
        if not one.is_on_its_way
    ]
