"""What stands in the way of a change: payments asked for, invoices, chain above and below, days."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max, QuerySet

from applications.arithmetic import rules_day
from applications.models import CostItem
from applications.rules import check_period
from core.ledger.operations import check_amount
from disbursements.models import Grant, PaymentLine, Term
from disbursements.queries import invoiced, line_of, subtree_of, suspended_until
from disbursements.refusals import changes as refusals
from disbursements.workflow import GrantStatus, PaymentStatus
from programs.models import Technology
from programs.queries import technologies_on

#: payment requests that are under way
UNDER_WAY = (
    PaymentStatus.DRAFTED,
    PaymentStatus.SUBMITTED,
    PaymentStatus.RETURNED,
    PaymentStatus.CHECKED,
    PaymentStatus.APPROVED,
    PaymentStatus.RELEASED,
)


def check_items(grant: Grant, new: Mapping[int, Any]) -> None:
    """
    Refuse amounts of budget items that can't be: all that changes, by the item's id, in won.

    :raises InvalidAmount: if one is no positive whole number of won that fits.
    :raises TotalGrows: if the items would come to more than before.
    :raises PaymentAskedForItem, MoreInvoiced: if the money of an item is on its way or spent.
    """
    items = {item.pk: item for item in _items(grant)}
    before = sum(item.cost_won for item in items.values())
    after = before + sum(check_amount(won) - items[pk].cost_won for pk, won in new.items())
    if after > before:
        raise refusals.TotalGrows(before=f"{before:,}", after=f"{after:,}", more=f"{after - before:,}")
    for pk, won in new.items():
        check_no_payment_under_way(items[pk])
        spent = invoiced(items[pk])
        if won < spent:
            raise refusals.MoreInvoiced(item=items[pk].name, invoiced=f"{spent:,}")


def check_no_payment_under_way(item: CostItem) -> None:
    """
    Refuse while a payment request names the item.

    :raises PaymentAskedForItem: naming it.
    """
    lines = PaymentLine.objects.standing().filter(cost_item=item, request__status__in=UNDER_WAY)
    line = lines.select_related("request").first()
    if line is not None:
        request = line.request
        raise refusals.PaymentAskedForItem(
            number=request.number, status=request.get_status_display(), item=item.name
        )


def check_content(grant: Grant, new: Mapping[tuple[int, str], str], at: dt.datetime) -> None:
    """
    Refuse what an item can't become: new terms by the item's id and the term.

    :raises NameMissing: if it would have no name.
    :raises BoughtAlready, PaymentAskedForItem: if it was invoiced.
    :raises MeasuredAlready, NotOffered: if its technology can't become that one.
    """
    items = {item.pk: item for item in _items(grant)}
    for (pk, term), value in new.items():
        item = items[pk]
        check_no_payment_under_way(item)
        if invoiced(item):
            raise refusals.BoughtAlready(item=item.name)
        if term == Term.NAME and not value.strip():
            raise refusals.NameMissing(field="name")
        if term == Term.TECHNOLOGY and not _is_free(item):
            raise refusals.MeasuredAlready(item=item.name, field="technology")
        if term == Term.TECHNOLOGY and not technologies_for(grant, item, at).filter(code=value).exists():
            raise refusals.NotOffered(field="technology")


def technologies_for(grant: Grant, item: CostItem, at: dt.datetime) -> QuerySet[Technology]:
    """Return what an item that no method measures can become: paid for on the day of the rules."""
    if not _is_free(item):
        return Technology.objects.none()
    return technologies_on(grant.consortium.program, rules_day(grant.application, at)).filter(method="")


def _is_free(item: CostItem) -> bool:
    """Say whether an item is equipment that no method measures."""
    return item.technology is not None and not item.technology.method and item.measure_id is None


def check_end(grant: Grant, ends_on: dt.date, today: dt.date) -> None:
    """
    Refuse an end that the undertaking, its invoices or the chain can't have.

    :raises PeriodReversed, EndPassed, InvoicedAfterEnd: if it lies before the start, today or an invoice.
    :raises EndsAbove, EndsBelow: if the undertaking above ends earlier, or one below later.
    """
    case = grant.application
    check_period(case.starts_on, ends_on)
    if ends_on < today:
        raise refusals.EndPassed(field="ends_on")
    lines = PaymentLine.objects.standing().filter(request__grant=grant)
    last = lines.aggregate(day=Max("invoice_on"))["day"]
    if last and ends_on < last:
        raise refusals.InvoicedAfterEnd(day=f"{last}", field="ends_on")
    is_later = case.ends_on is None or ends_on > case.ends_on
    for above in line_of(grant)[:-1] if is_later else ():
        end = above.application.ends_on
        if end and ends_on > end:
            raise refusals.EndsAbove(firm=above.firm.name, day=f"{end}", field="ends_on")
    for node in [] if is_later else subtree_of(grant)[1:]:
        end = node.grant.application.ends_on
        if node.grant.status != GrantStatus.CANCELLED and end and end > ends_on:
            raise refusals.EndsBelow(firm=node.grant.firm.name, day=f"{end}", field="ends_on")


def check_suspension(grant: Grant, until: dt.date, today: dt.date) -> None:
    """
    Refuse a suspension that can't begin or has no end, and one prolonged too late or by the office's own.

    :raises SuspendedIntoThePast: if it ends before tomorrow.
    :raises SuspendedByTheOffice, SuspensionOver, NotProlonged: if it can't be prolonged until that day.
    :raises InvalidTransition: if the grant neither runs nor is suspended.
    """
    if until <= today:
        raise refusals.SuspendedIntoThePast(field="until")
    if grant.status == GrantStatus.SUSPENDED:
        _check_prolonged(suspended_until(grant), until, today)
        return
    grant.check_can_move_to(GrantStatus.SUSPENDED)


def _check_prolonged(last: str, until: dt.date, today: dt.date) -> None:
    if not last:
        raise refusals.SuspendedByTheOffice
    if today > dt.date.fromisoformat(last):
        raise refusals.SuspensionOver(day=last)
    if until < dt.date.fromisoformat(last):
        raise refusals.NotProlonged(day=last, field="until")


def _items(grant: Grant) -> QuerySet[CostItem]:
    return CostItem.objects.filter(application=grant.application_id).select_related("technology")
