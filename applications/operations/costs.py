"""What is to be paid for: cost items with their quotes, and the measures they stand for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from applications import announcements, permissions, rules
from applications.models import Application, CostItem, Quote
from applications.operations.drafts import check_editable
from applications.operations.unfinished import forget_entries
from applications.refusals import NoCostsHere, QuoteFileTwice, TechnologyMissing, TechnologyNotOffered
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from measurement import operations as measurement
from measurement.models import Measure
from programs.models import CostKind, GrantKind, Technology
from programs.queries import technologies_on


@operation
def add_cost_item(
    *,
    application: Application,
    cost_kind: str,
    technology: Technology | None = None,
    name: str,
    maker: str = "",
    model: str = "",
    cost_won: int,
    quote_supplier: str,
    quote_on: dt.date,
    quote: Attachment,
    quote_won: int | None = None,
    site: str = "",
    expectation: Mapping[str, Any] | None = None,
    by: User,
    at: dt.datetime,
) -> CostItem:
    """
    Add something to be paid for to a draft: its cost without VAT in won, the quote, and what it will reduce.

    The quote comes to `quote_won` won without VAT; None: to the cost.

    Equipment whose technology has a method becomes a measure; `expectation` holds the method's inputs.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    :raises InvalidAmount: if cost or quote are not a positive whole number of won that fits.
    :raises TechnologyMissing: if equipment has no technology of this programme.
    :raises TechnologyNotOffered: if the programme does not pay for it on the day.
    :raises QuoteTooOld, QuoteNotMadeYet: if the quote's date lies before any programme, or still to come.
    :raises AttachmentTaken: if the quote belongs to another case.
    :raises MethodRefusal: if the expectation does not fit the method.
    """
    application = locked(application, by, at)
    technology = check_technology(application, cost_kind, technology, offered_to(application, at))
    rules.check_quote_day(quote_on, clock.day(at))
    item = CostItem(application=application, cost_kind=cost_kind, technology=technology, name=name)
    item.maker, item.model, item.cost_won = maker, model, check_amount(cost_won)
    sum_won = check_amount(cost_won if quote_won is None else quote_won)
    if technology and technology.method:
        item.measure = measurement.describe_measure(
            firm=application.firm,
            consortium=application.consortium,
            technology=technology,
            name=name,
            site=site,
            expectation=expectation or {},
            by=by,
            at=at,
        )
    item.save()
    file = claim(quote, item, by=by, at=at)
    terms: dict[str, Any] = {"supplier": quote_supplier, "quoted_on": quote_on, "sum_won": sum_won}
    Quote.objects.create(cost_item=item, attachment=file, is_chosen=True, added_at=at, added_by=by, **terms)
    return item


@operation
def change_cost_item(
    *,
    cost_item: CostItem,
    version: int,
    name: str | None = None,
    maker: str | None = None,
    model: str | None = None,
    cost_won: int | None = None,
    quote_supplier: str | None = None,
    quote_on: dt.date | None = None,
    quote: Attachment | None = None,
    quote_won: int | None = None,
    site: str | None = None,
    expectation: Mapping[str, Any] | None = None,
    by: User,
    at: dt.datetime,
) -> CostItem:
    """
    Change a cost item of a draft and its chosen quote; what is None stays.

    Another kind or technology is another item.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises StaleVersion: if somebody changed it since `version` was read.
    :raises NotEditable: if the application was submitted.
    :raises InvalidAmount, QuoteTooOld, QuoteNotMadeYet, AttachmentTaken, MethodRefusal: as `add_cost_item`
        does; QuoteFileTwice: as `add_quote` does.
    """
    locked(cost_item.application, by, at)
    item: CostItem = CostItem.objects.lock(cost_item.pk, version)
    put(item, name=name, maker=maker, model=model, cost_won=cost_won)
    check_amount(item.cost_won)
    item.save()
    chosen = item.chosen_quote
    change_terms_of(
        chosen, supplier=quote_supplier, quoted_on=quote_on, sum_won=quote_won, attachment=quote, by=by, at=at
    )
    if item.measure:
        measurement.edit_measure(
            measure=item.measure, name=item.name, site=site, expectation=expectation, by=by, at=at
        )
    item.refresh_from_db(fields=["version"])
    return item


@operation
def remove_cost_item(*, cost_item: CostItem, by: User, at: dt.datetime) -> None:
    """
    Take a cost item out of a draft, with its measure unless something was metered there already.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    """
    application = locked(cost_item.application, by, at)
    item = CostItem.objects.lock(cost_item.pk)
    measure: Measure | None = item.measure
    forms = [f"cost_item:{item.public_id}", f"new_quote:{item.public_id}"]
    for form in [*forms, *(f"quote:{quote.public_id}" for quote in item.quotes.all())]:
        forget_entries(application, form)
    item.quotes.all().delete()
    item.delete()
    if measure and not measure.meters.exists():
        measure.delete()


def locked(application: Application, by: User, at: dt.datetime) -> Application:
    """
    Return the draft, locked, whose costs this person changes.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NoCostsHere, NotEditable: if nothing can be changed about its costs.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_edit, by, application, at=at)
    if application.grant_kind not in (GrantKind.SUBSIDY, GrantKind.INDIRECT):
        raise NoCostsHere
    check_editable(application)
    announcements.taken_up_again(application, by=by, at=at)
    return application


@dataclass(frozen=True)
class Offered:
    """The technologies that the programme pays for on the day of the rules, by id; read once `today`."""

    day: dt.date
    ids: frozenset[int]
    today: dt.date


def offered_to(application: Application, at: dt.datetime) -> Offered:
    """Return what the programme pays for on the day whose rules count for the case."""
    day = application.rules_on or clock.day(at)
    found = technologies_on(application.call.program, day).values_list("pk", flat=True)
    return Offered(day, frozenset(found), clock.day(at))


def check_technology(
    application: Application, cost_kind: str, technology: Technology | None, offered: Offered
) -> Technology | None:
    """
    Return the technology of equipment, one that this programme pays for; None for anything else.

    :raises TechnologyMissing, TechnologyNotOffered: if it is none of them.
    """
    if cost_kind != CostKind.EQUIPMENT:
        return None
    if technology is None or technology.program_id != application.call.program_id:
        raise TechnologyMissing(field="technology")
    if technology.pk not in offered.ids:
        raise TechnologyNotOffered(day=f"{offered.day}", technology=technology.name, field="technology")
    return technology


def put(row: Any, **given: Any) -> None:
    """Write what is given on a row; what is None stays."""
    for field, value in given.items():
        if value is not None:
            setattr(row, field, value)


def change_terms_of(
    quote: Quote, *, attachment: Attachment | None = None, by: User, at: dt.datetime, **given: Any
) -> None:
    """
    Change what a quote says, within the operation that has locked its case; what is None stays.

    :raises InvalidAmount, QuoteTooOld, QuoteNotMadeYet, AttachmentTaken: as `add_cost_item` does.
    :raises QuoteFileTwice: if the new file is that of another quote of the item.
    """
    put(quote, **given)
    check_amount(quote.sum_won)
    rules.check_quote_day(quote.quoted_on, clock.day(at))
    if attachment and attachment.pk != quote.attachment_id:
        check_file_once(quote.cost_item, attachment, instead_of=quote)
        quote.attachment = claim(attachment, quote.cost_item, by=by, at=at)
    quote.save()


def check_file_once(
    item: CostItem, file: Attachment, instead_of: Quote | None = None, field: str = "attachment"
) -> None:
    """
    Refuse a file that is another quote of the item: what competes are papers of their own.

    :raises QuoteFileTwice: if its content is that of another quote than `instead_of`.
    """
    others = (quote for quote in item.quotes.all() if quote != instead_of)
    if any(quote.attachment.blob_id == file.blob_id for quote in others):
        raise QuoteFileTwice(field=field)


def claim(quote: Attachment, item: CostItem, *, by: User, at: dt.datetime) -> Attachment:
    """
    Give the file of a quote to its cost item.

    :raises AttachmentTaken: if it belongs to another case.
    """
    return attach(attachment=quote, owner_kind="cost_item", owner_id=item.pk, purpose="quote", by=by, at=at)
