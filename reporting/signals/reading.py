"""Gathering the facts of all programmes: constantly many queries, however many cases there are."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Sum

from applications.models import Application, CostItem, Quote
from applications.workflow import Status
from disbursements.models import GiftUse, PassThrough, PaymentLine, PaymentRequest
from disbursements.workflow import PassThroughStatus, PaymentStatus
from firms.models import BusinessState, ListedBusiness, Membership
from firms.models import Firm as RegisteredFirm
from measurement.models import Measure, Reading
from programs.models import CheckTerm, CheckTermKind, Member
from reporting.signals import sources
from reporting.signals.facts import (
    Acts,
    Closure,
    Facts,
    Firm,
    Invoice,
    Machine,
    Month,
    Move,
    Paid,
    Place,
    Threshold,
    Where,
)  # fmt: skip
from reporting.signals.facts import (
    Quote as QuoteFact,
)

#: cases that were handed in and stand
STANDING = [s for s in Status.values if s not in (Status.DRAFTED, Status.REFUSED, Status.WITHDRAWN)]
#: requests that nobody asked for, or not any more
NOT_ASKED = (PaymentStatus.DRAFTED, PaymentStatus.WITHDRAWN)
#: "355 kW", "355 kW × 2대"
_POWER = re.compile(r"(\d+(?:\.\d+)?)\s*kW(?:\s*[×xX*]\s*(\d+))?", re.IGNORECASE)


def gather() -> Facts:
    """Return everything the detectors are told; practice programmes move no money and are left out."""
    return Facts(
        firms=tuple(_firms()),
        acting=tuple(Acts(*row) for row in Membership.objects.values_list("user_id", "firm_id")),
        places=tuple(Place(*row) for row in Member.objects.values_list("consortium_id", "firm_id")),
        invoices=(*_invoices(), *_invoices_of_gifts()),
        cancellations=sources.rows("cancellations"),
        quotes=tuple(_quotes()),
        thresholds=tuple(_thresholds()),
        closures=tuple(_closures()),
        serials=sources.rows("serials"),
        moves=tuple(_moves()),
        changes=sources.rows("changes"),
        payments=tuple(_payments()),
        machines=tuple(_machines()),
        months=tuple(_months()),
    )


def _firms() -> Iterator[Firm]:
    accounts = dict(sources.rows("accounts"))
    for firm in RegisteredFirm.objects.order_by("pk"):
        yield Firm(
            firm.pk, firm.name, firm.business_number, firm.representative_name, firm.address, firm.region,
            accounts.get(firm.pk, ""),
        )  # fmt: skip


def _invoices() -> Iterator[Invoice]:
    lines = PaymentLine.objects.standing().exclude(request__status__in=NOT_ASKED)
    real = lines.filter(request__grant__consortium__program__is_practice=False)
    found = real.select_related("request__grant__consortium", "request__grant__firm", "invoice__blob")
    for line in found.prefetch_related("request__grant__application__holders__firm").order_by("pk"):
        request = line.request
        yield Invoice(
            _paid_for(request),
            line.invoice_number,
            line.invoice_on,
            line.supplier_number,
            line.supplier_name,
            line.supply_won,
            request.grant.consortium_id,
            line.invoice.blob.sha256,
            request.paid_on,
        )


def _paid_for(request: PaymentRequest) -> Where:
    grant = request.grant
    return Where(grant.consortium.program_id, grant.application_id, request.firm.pk, request.pk)


def _invoices_of_gifts() -> Iterator[Invoice]:
    """Yield what contributions bought: the supplier is not told there, the number and the paper are."""
    uses = GiftUse.objects.filter(grant__consortium__program__is_practice=False)
    for use in uses.select_related("grant__consortium", "invoice__blob").order_by("pk"):
        grant = use.grant
        where = Where(grant.consortium.program_id, grant.application_id, grant.firm_id)
        yield Invoice(
            where, use.invoice_number, use.spent_on, "", use.name, use.amount_won, grant.consortium_id,
            use.invoice.blob.sha256, use.spent_on,
        )  # fmt: skip


def _quotes() -> Iterator[QuoteFact]:
    found = Quote.objects.filter(cost_item__application__in=standing_cases()).select_related(
        "attachment__blob", "cost_item__technology", "cost_item__application__call"
    )
    for quote in found.order_by("pk"):
        item = quote.cost_item
        yield QuoteFact(
            _case(item.application), item.pk, item.name, quote.supplier, quote.quoted_on, quote.sum_won,
            quote.is_chosen, item.technology.code if item.technology else item.cost_kind,
            quote.attachment.blob.sha256,
        )  # fmt: skip


def standing_cases() -> Any:
    """Return the ids of the cases under way or awarded, those of practice programmes aside."""
    return Application.objects.filter(status__in=STANDING, call__program__is_practice=False).values("pk")


def _case(application: Application) -> Where:
    return Where(application.call.program_id, application.pk, application.firm_id)


def _thresholds() -> Iterator[Threshold]:
    terms = CheckTerm.objects.filter(kind=CheckTermKind.QUOTES_FROM)
    for row in terms.values_list("program_id", "value", "valid_from", "valid_until"):
        yield Threshold(*row)


def _closures() -> Iterator[Closure]:
    listed = ListedBusiness.objects.exclude(state=BusinessState.RUNNING).order_by("business_number")
    for row in listed:
        yield Closure(row.business_number, row.state, row.closed_on or row.listed_on)


def _moves() -> Iterator[Move]:
    standing = PassThrough.objects.exclude(status=PassThroughStatus.DISPUTED)
    real = standing.filter(payer__consortium__program__is_practice=False)
    for row in real.select_related("payer__consortium", "receiver").order_by("pk"):
        where = Where(row.payer.consortium.program_id, row.payer.application_id, row.payer.firm_id)
        yield Move(where, row.payer.firm_id, row.receiver.firm_id, row.paid_on, row.amount_won)


def _payments() -> Iterator[Paid]:
    paid = PaymentRequest.objects.filter(
        paid_on__isnull=False, grant__consortium__program__is_practice=False
    ).select_related("grant__consortium", "grant__firm")
    for request in paid.prefetch_related("grant__application__holders__firm").order_by("pk"):
        if request.paid_on:
            yield Paid(_paid_for(request), request.paid_on, request.payable_won)


def _machines() -> Iterator[Machine]:
    items = CostItem.objects.filter(application__in=standing_cases(), technology__isnull=False)
    for item in items.select_related("technology", "application__call", "measure").order_by("pk"):
        power = power_of(item)
        if power and item.technology:
            where = _case(item.application)
            yield Machine(where, item.technology.code, item.name, power, "kW", item.cost_won)


def power_of(item: CostItem) -> Decimal | None:
    """Return the rated power of a machine, kW, as the firm planned it or as its name says."""
    planned = item.measure.expectation.get("capacity_kw", "") if item.measure else ""
    if planned:
        return _decimal(planned)
    named = _POWER.search(f"{item.name} {item.model}")
    return Decimal(named[1]) * Decimal(named[2] or 1) if named else None


def _decimal(text: object) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def _months() -> Iterator[Month]:
    powers = dict(_powers())
    columns = (
        "meter__measure_id",
        "meter__quantity",
        "meter__unit",
        "month",
        "meter__measure__consortium__program_id",
        "meter__measure__firm_id",
        "meter__measure__commissioned_on",
    )
    real = Reading.objects.current().filter(meter__measure__consortium__program__is_practice=False)
    counted = Sum(F("closing") - F("opening") + F("carried"))  # over the meters of a month
    rows = real.order_by("month", "meter__measure_id").values_list(*columns).annotate(counted=counted)
    for measure, quantity, unit, month, program, firm, since, amount in rows:
        limit = powers.get(measure) if since and month >= since else None  # before it, the old machine ran
        where = Where(program, firm=firm, measure=measure)
        yield Month(where, quantity, month, amount, unit, limit)


def _powers() -> Iterator[tuple[int, Decimal]]:
    measures = Measure.objects.filter(cost_item__isnull=False).select_related("cost_item")
    for measure in measures:
        measure.cost_item.measure = measure
        power = _decimal(measure.parameters.get("installed_kw", "")) or power_of(measure.cost_item)
        if power:
            yield measure.pk, power
