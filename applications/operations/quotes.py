"""Quotes that compete for a cost item: adding, correcting and removing them, and choosing one."""

import datetime as dt

from applications import rules
from applications.models import CostItem, Quote
from applications.operations.costs import change_terms_of, check_file_once, claim, locked
from applications.operations.unfinished import forget_entries
from applications.refusals import QuoteChosen
from core.evidence.models import Attachment
from core.ledger.operations import check_amount
from core.users.models import User
from core.workflow import clock
from core.workflow.operations import operation


@operation
def add_quote(
    *,
    cost_item: CostItem,
    supplier: str,
    quoted_on: dt.date,
    sum_won: int,
    attachment: Attachment,
    is_chosen: bool = False,
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> Quote:
    """
    Add another quote to a cost item of a draft, and choose it or leave the choice as it is.

    `reason` says why the quote that is chosen now is chosen. What was said about fewer quotes doesn't count
    any more; without a reason the draft can be kept, but not submitted. If it is chosen, the cost follows as
    by `choose_quote`.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    :raises InvalidAmount: if the sum is not a positive whole number of won that fits.
    :raises QuoteTooOld, QuoteNotMadeYet: if its date lies before any programme, or still to come.
    :raises QuoteFileTwice: if the file is that of another quote of the item.
    :raises ReasonMissing: if it is chosen and no reason is given.
    :raises AttachmentTaken: if the file belongs to another case.
    """
    locked(cost_item.application, by, at)
    item: CostItem = CostItem.objects.lock(cost_item.pk)
    reason = rules.check_reason(reason) if is_chosen else reason.strip()
    check_amount(sum_won)
    rules.check_quote_day(quoted_on, clock.day(at))
    check_file_once(item, attachment)
    if is_chosen:
        _let_go(item, sum_won)
    quote: Quote = Quote.objects.create(
        cost_item=item,
        supplier=supplier,
        quoted_on=quoted_on,
        sum_won=sum_won,
        attachment=claim(attachment, item, by=by, at=at),
        is_chosen=is_chosen,
        added_at=at,
        added_by=by,
    )
    _say_why(item, reason)
    return quote


@operation
def change_quote(
    *,
    quote: Quote,
    version: int,
    supplier: str | None = None,
    quoted_on: dt.date | None = None,
    sum_won: int | None = None,
    attachment: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> Quote:
    """
    Correct what is entered of a quote in a draft; what is None stays.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises StaleVersion: if somebody changed it since `version` was read.
    :raises NotEditable: if the application was submitted.
    :raises InvalidAmount, QuoteTooOld, QuoteNotMadeYet, QuoteFileTwice, AttachmentTaken: as `add_quote` does.
    """
    locked(quote.application, by, at)
    item: CostItem = CostItem.objects.lock(quote.cost_item_id)
    current: Quote = Quote.objects.lock(quote.pk, version)
    change_terms_of(
        current, supplier=supplier, quoted_on=quoted_on, sum_won=sum_won, attachment=attachment, by=by, at=at
    )
    item.save()
    current.refresh_from_db(fields=["version"])
    return current


@operation
def choose_quote(*, quote: Quote, reason: str, by: User, at: dt.datetime) -> CostItem:
    """
    Rest the cost of an item on this one of its quotes, and say why on this one.

    The cost follows, if it was what the quote chosen before came to; otherwise it stays as it is.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    :raises ReasonMissing: if no reason is given.
    """
    locked(quote.application, by, at)
    item: CostItem = CostItem.objects.lock(quote.cost_item_id)
    reason = rules.check_reason(reason)
    current: Quote = Quote.objects.lock(quote.pk)
    if not current.is_chosen:
        _let_go(item, current.sum_won)
        current.is_chosen = True
        current.save(update_fields=["is_chosen"])
    return _say_why(item, reason)


@operation
def remove_quote(*, quote: Quote, by: User, at: dt.datetime) -> None:
    """
    Take a quote that is not chosen off a draft; where one is left, there is no choice to explain.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    :raises QuoteChosen: if the cost rests on it.
    """
    application = locked(quote.application, by, at)
    item: CostItem = CostItem.objects.lock(quote.cost_item_id)
    current: Quote = Quote.objects.lock(quote.pk)
    if current.is_chosen:
        raise QuoteChosen
    current.delete()
    forget_entries(application, f"quote:{current.public_id}")
    _say_why(item, item.choice_reason if item.quotes.count() > 1 else "")


def _let_go(item: CostItem, sum_won: int) -> None:
    """Take the choice off the quote that is chosen; the cost follows the next one as it followed this one."""
    chosen = item.chosen_quote
    if item.cost_won == chosen.sum_won:
        item.cost_won = sum_won
    chosen.is_chosen = False
    chosen.save(update_fields=["is_chosen"])


def _say_why(item: CostItem, reason: str) -> CostItem:
    """Write down why the quote is chosen; the item's version tells a second writer that quotes changed."""
    item.choice_reason = reason
    item.save()
    item.refresh_from_db(fields=["version"])
    return item
