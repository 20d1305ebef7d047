"""Payments of which something is still to be handed on, found and counted by the database."""

import datetime as dt
import functools
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, Least, TruncDate

from core.ledger.models import Account, Transfer
from disbursements.models import Debt, Grant, PassThrough, PassThroughChange, PaymentRequest
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models import GrantKind

_CHAIN = Q(grant__kind=GrantKind.INDIRECT)


class TopOf(Func):
    """The id of the grant at the top of the line in which a grant stands."""

    template = (
        "(WITH RECURSIVE up AS ("
        "SELECT id, parent_id FROM disbursements_grant WHERE id = %(expressions)s UNION ALL"
        " SELECT g.id, g.parent_id FROM disbursements_grant g JOIN up ON g.id = up.parent_id)"
        " SELECT id FROM up WHERE parent_id IS NULL)"
    )
    output_field = BigIntegerField()


@functools.cache
def payments_owed() -> QuerySet[Any]:
    """
    Return the payments of which something is still to be handed on, the earliest due first.

    Each has `duty_kind`, `holder_id` (the grant of the firm that has to hand it on), `due_on`, `open_won`,
    and `holder_firm` and `holder_title` to search and sort by. Only grants whose duty account holds something
    are looked into, and payments through the chain that have neither arrived nor are on their way. The query
    is put together once and narrowed by each caller; it holds neither rows nor a day.
    """
    found: QuerySet[Any] = PaymentRequest.objects.filter(_may_be_owed(), status=PaymentStatus.CONFIRMED)
    found = _with_duty(found).annotate(
        duty_kind=Case(
            When(_CHAIN, then=Value(GrantKind.INDIRECT.value)),
            default=Value(GrantKind.CONTRIBUTION.value), output_field=CharField(),
        ),
        holder_id=Case(When(_CHAIN, then=_holder()), default=F("grant_id"), output_field=BigIntegerField()),
        due_on=ExpressionWrapper(
            Case(When(_CHAIN, then=_since()), default=F("paid_on"), output_field=DateField()) + _days(),
            output_field=DateField(),
        ),
        open_won=Case(
            When(_CHAIN, then=F("payable_won")), default=_open_of_contribution(),
            output_field=BigIntegerField(),
        ),
    )  # fmt: skip
    holder = Grant.objects.filter(pk=OuterRef("holder_id"))
    return (
        found.filter(open_won__gt=0)
        .annotate(
            holder_firm=Subquery(holder.values("firm__name")),
            holder_title=Subquery(holder.values("application__title")),
        )
        .order_by("due_on", "pk")
    )


def overdue(payments: QuerySet[Any], on: dt.date) -> QuerySet[Any]:
    """Keep what should have been handed on before that day."""
    return payments.filter(due_on__lt=on)


def _may_be_owed() -> Q:
    """Return the payments that are worth a look, by lists of ids that the database makes once."""
    open_accounts = Account.objects.filter(
        owner_kind="application", code="duty_open", total_in__gt=F("total_out")
    )
    hops = PassThrough.objects.filter(payment__isnull=False).order_by()
    waiting = hops.filter(status=PassThroughStatus.RECORDED)
    arrived = hops.filter(status=PassThroughStatus.CONFIRMED, receiver=F("payment__grant"))
    contribution = Q(
        grant__kind=GrantKind.SUBSIDY,
        grant__consortium__pass_through_kind=GrantKind.CONTRIBUTION,
        grant__application__in=open_accounts.order_by().values("owner_id"),
    )
    recovered = Debt.objects.standing().filter(payment__isnull=False).order_by().values("payment")
    lies = _CHAIN & Q(returned__isnull=True) & ~Q(pk__in=recovered)
    return contribution | (lies & ~Q(pk__in=waiting.values("payment")) & ~Q(pk__in=arrived.values("payment")))


def _last_hop() -> QuerySet[PassThrough]:
    """Return the last hop of the outer payment that its receiver confirmed: hops follow each other."""
    confirmed = PassThrough.objects.filter(payment=OuterRef("pk"), status=PassThroughStatus.CONFIRMED)
    return confirmed.order_by("-pk")


def _holder() -> Any:
    """Return with which grant's firm the payment lies: who confirmed it last, else the top of the line."""
    return Coalesce(Subquery(_last_hop().values("receiver")[:1]), TopOf(F("grant_id")))


def _days() -> Any:
    """Return within how many days the holder hands on: as when its case was submitted."""
    holder = Grant.objects.filter(pk=OuterRef("holder_id"))
    frozen, present = "application__frozen_pass_through_days", "consortium__program__pass_through_days"
    return Subquery(holder.annotate(days=Coalesce(F(frozen), F(present))).values("days"))


def _since() -> Any:
    """Return the day since which it lies there."""
    came = PassThroughChange.objects.filter(case=OuterRef("pk"), to_status=PassThroughStatus.CONFIRMED)
    day = Subquery(came.order_by().annotate(day=TruncDate("at")).values("day")[:1])
    return Coalesce(Subquery(_last_hop().annotate(day=day).values("day")[:1]), F("paid_on"))


def _with_duty(payments: QuerySet[Any]) -> QuerySet[Any]:
    """Add to each payment the duty that stands in the ledger for it: rules may have changed since."""
    again = Concat(Value(":"), Cast("times_confirmed", CharField()))
    nth = Case(When(times_confirmed__gt=1, then=again), default=Value(""), output_field=CharField())
    key = Concat(Value("confirm:"), Cast("pk", CharField()), nth, Value(":duty"))
    posted = Transfer.objects.filter(key=OuterRef("duty_key"), reversed_by__isnull=True).order_by()
    return payments.annotate(duty_key=key).annotate(duty_won=Subquery(posted.values("amount")))


def _open_of_contribution() -> Any:
    """Return what is open of a payment's duty: what was done meets the duties of the grant in turn."""
    before = Q(paid_on__lt=OuterRef("paid_on")) | Q(paid_on=OuterRef("paid_on"), pk__lte=OuterRef("pk"))
    so_far = PaymentRequest.objects.filter(before, grant=OuterRef("grant"), status=PaymentStatus.CONFIRMED)
    owed = _with_duty(so_far).order_by().values("grant").annotate(won=Sum("duty_won")).values("won")
    done = Account.objects.filter(
        owner_kind="application", owner_id=OuterRef("grant__application"), code="duty_done"
    ).annotate(won=F("total_in") - F("total_out"))
    unmet = Subquery(owed) - Coalesce(Subquery(done.values("won")), Value(0), output_field=BigIntegerField())
    return Least(F("duty_won"), Greatest(unmet, Value(0), output_field=BigIntegerField()))
