"""Subsidy on its way through the chain: where the money of each payment lies, and with whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.workflow import clock
from disbursements.models import Grant, PassThrough, PassThroughChange, PaymentRequest
from disbursements.rules import ToPassOn
from disbursements.workflow import STANDING_DEBTS, PassThroughStatus, PaymentStatus
from programs.models import Consortium, GrantKind


@dataclass(frozen=True)
class Lying:
    """The money of one payment with one firm: who holds it, who is next, since when, on its way already?"""

    payment: PaymentRequest
    holder: Grant
    next: Grant
    since: dt.date
    hop: PassThrough | None = None

    @property
    def amount_won(self) -> int:
        """What lies there, won: a payment is handed on whole."""
        return self.payment.payable_won

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was handed on and waits for an answer."""
        return self.hop is not None


def conduits(consortia: Iterable[int]) -> list[Lying]:
    """Return the payments through the chain that have not arrived, of these consortia: five queries."""
    return [
        lying
        for payment, line, hops in _ways(consortia)
        if (lying := _where(payment, line, hops)) is not None
    ]


def handovers(consortia: Iterable[int]) -> Iterator[tuple[int, ToPassOn, list[tuple[dt.date, int]]]]:
    """
    Yield (holder, what came to it to be handed on, when it was, if so) of every payment through the chain,
    holder by holder: five queries. What is not confirmed yet is not handed on.
    """
    for payment, line, hops in _ways(consortia):
        since = payment.paid_on
        for holder, _next in pairwise(line):
            if since is None:
                break
            hop, confirmed_on = hops.get(holder.pk, (None, None))
            is_done = hop is not None and confirmed_on is not None
            done = [(hop.paid_on, payment.payable_won)] if hop is not None and is_done else []
            owed = ToPassOn(since, since + holder.pass_through_time, payment.payable_won)
            yield holder.pk, owed, done
            since = confirmed_on


def _ways(consortia: Iterable[int]) -> Iterator[tuple[PaymentRequest, list[Grant], "Hops"]]:
    """Yield every payment through the chain with the line it takes and the hops it made: five queries."""
    chains = list(consortia)
    confirmed = PaymentRequest.objects.filter(
        grant__consortium__in=chains, grant__kind=GrantKind.INDIRECT, status=PaymentStatus.CONFIRMED,
        returned__isnull=True,
    )  # fmt: skip
    payments = list(confirmed.exclude(recoveries__status__in=STANDING_DEBTS).order_by("pk"))
    if not payments:
        return
    grants, hops = _subsidies(chains), _hops(payment.pk for payment in payments)
    for payment in payments:
        payment.grant = grants[payment.grant_id]
        yield payment, _line(payment.grant, grants), hops[payment.pk]


def _subsidies(chains: list[int]) -> dict[int, Grant]:
    """Return the subsidies of some consortia by id; those of one share its row, however many they are."""
    known = Consortium.objects.select_related("program").in_bulk(chains)
    grants = Grant.objects.filter(consortium__in=chains).exclude(kind=GrantKind.CONTRIBUTION)
    found = {grant.pk: grant for grant in grants.select_related("firm", "application")}
    for grant in found.values():
        grant.consortium = known[grant.consortium_id]
    return found


def lying_with(grant: Grant) -> list[Lying]:
    """Return the payments whose money lies with this grant's firm for others below it."""
    return [one for one in conduits([grant.consortium_id]) if one.holder.pk == grant.pk]


Hops = dict[int, tuple[PassThrough, dt.date | None]]


def _hops(payments: Iterable[int]) -> dict[int, Hops]:
    """Return {payment: {payer: (its standing hop, the day it was confirmed)}}."""
    standing = list(PassThrough.objects.standing().filter(payment__in=list(payments)))
    confirmed = dict(
        PassThroughChange.objects.filter(
            case__in=[hop.pk for hop in standing], to_status=PassThroughStatus.CONFIRMED
        ).values_list("case_id", "at")
    )
    found: dict[int, Hops] = defaultdict(dict)
    for hop in standing:
        day = clock.day(confirmed[hop.pk]) if hop.pk in confirmed else None
        if hop.payment_id is not None:
            found[hop.payment_id][hop.payer_id] = (hop, day)
    return found


def _line(grant: Grant, grants: dict[int, Grant]) -> list[Grant]:
    line = [grant]
    while (above := line[0].parent_id) is not None:
        line.insert(0, grants[above])
    return line


def _where(payment: PaymentRequest, line: list[Grant], hops: Hops) -> Lying | None:
    """Follow the payment down its line; None once it has arrived."""
    since = payment.paid_on
    for holder, next_one in pairwise(line):
        hop, confirmed_on = hops.get(holder.pk, (None, None))
        if since is None or confirmed_on is None:
            return Lying(payment, holder, next_one, since or dt.date.min, hop)
        since = confirmed_on
    return None
