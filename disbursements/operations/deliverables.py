"""Recording what consulting and product footprints delivered: the evidence on which their cost is paid."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from disbursements import permissions, refusals
from disbursements.models import Deliverable, Grant, PaymentLine
from disbursements.workflow import ENDED_GRANTS, PaymentStatus
from firms.models import Regulation
from firms.rules import check_hs_code
from programs.models import CostKind

PURPOSE = "deliverable"
#: kinds of cost that are paid only for something delivered
DELIVERED = frozenset({CostKind.CONSULTING, CostKind.PCF})
LARGEST_FOOTPRINT = Decimal(10) ** 12
FINEST_FOOTPRINT = -6
#: of a payment request whose deliverables are with the office or were paid on
RESTED_ON = (
    PaymentStatus.SUBMITTED,
    PaymentStatus.CHECKED,
    PaymentStatus.APPROVED,
    PaymentStatus.RELEASED,
    PaymentStatus.CONFIRMED,
    PaymentStatus.COVERED,
)


class NothingToDeliver(Refusal):
    message = _("“%(item)s” is equipment. Only consulting and footprints have a result to hand in.")


class DeliverableExists(Refusal):
    message = _("The result of “%(item)s” is recorded already. Change that record instead.")


class FootprintIncomplete(Refusal):
    message = _(
        "A product footprint needs its declared unit, its value per unit and the body that verified it "
        "(ISO 14067). What is missing: %(missing)s."
    )


class InvalidFootprint(Refusal):
    message = _("Enter the footprint as kg CO2e per declared unit, zero or more, with at most six decimals.")


class UnitMissing(Refusal):
    message = _("A value needs its declared unit, for instance 1 kg or 1 piece.")


class DeliveredTooEarly(Refusal):
    message = _("This day lies before the award of %(award)s. What was delivered before can't be paid.")


class DeliverableRestedOn(Refusal):
    message = _(
        "A payment request rests on this result and is “%(now)s”. It can be changed again if the office "
        "returns the request."
    )


class DeliverableMissing(Refusal):
    message = _(
        "Nothing was handed in for “%(item)s” yet. Record its result on the page of the grant first: "
        "consulting and footprints are paid for what they delivered."
    )


@operation
def record_deliverable(
    *,
    grant: Grant,
    cost_item: CostItem,
    product: str,
    declared_unit: str = "",
    kg_per_unit: Decimal | None = None,
    verifier_name: str = "",
    regulation: str = "",
    hs_code: str = "",
    delivered_on: dt.date,
    report: Attachment,
    by: User,
    at: dt.datetime,
) -> Deliverable:
    """
    Record what one consulting or footprint item of a grant delivered, with its report.

    `kg_per_unit` is kg CO2e per declared unit (ISO 14067: cradle to gate, per declared unit); a consulting
    report may come without. `regulation` is the export rule it serves, `hs_code` the product's customs code.

    :raises NotAllowed: if `by` does not act for the firm.
    :raises GrantClosed, NotOfThisGrant, NothingToDeliver, DeliverableExists: if it has no place here.
    :raises FootprintIncomplete, UnitMissing, InvalidFootprint, InvalidHsCode: naming what does not fit.
    :raises DeliveredTooEarly, InvoiceInFuture: if the day can't be right.
    """
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_record_deliverable, by, grant, at=at)
    if grant.status in ENDED_GRANTS:
        raise refusals.GrantClosed
    if cost_item.application_id != grant.application_id:
        raise refusals.NotOfThisGrant(field="cost_item")
    if cost_item.cost_kind not in DELIVERED:
        raise NothingToDeliver(item=cost_item.name, field="cost_item")
    if Deliverable.objects.filter(cost_item=cost_item).exists():
        raise DeliverableExists(item=cost_item.name, field="cost_item")
    facts = _checked(
        grant, cost_item, product, declared_unit, kg_per_unit, verifier_name, regulation, hs_code,
        delivered_on, at,
    )  # fmt: skip
    return Deliverable.objects.create(
        grant=grant,
        cost_item=cost_item,
        report=attach(
            attachment=report, owner_kind="grant", owner_id=grant.pk, purpose=PURPOSE, by=by, at=at
        ),
        recorded_at=at,
        recorded_by=by,
        **facts,
    )


@operation
def edit_deliverable(
    *,
    deliverable: Deliverable,
    version: int | None = None,
    product: str,
    declared_unit: str = "",
    kg_per_unit: Decimal | None = None,
    verifier_name: str = "",
    regulation: str = "",
    hs_code: str = "",
    delivered_on: dt.date,
    report: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> Deliverable:
    """
    Put a result right, as long as no payment request that the office has rests on it; None keeps the report.

    :raises StaleVersion: if somebody changed it since `version` was read.
    :raises DeliverableRestedOn: if a payment was asked for on the strength of it.
    :raises Refusal: as `record_deliverable` does.
    """
    grant = Grant.objects.lock(deliverable.grant_id)
    deliverable = Deliverable.objects.lock(deliverable.pk, version)
    require(permissions.may_edit_deliverable, by, deliverable, at=at)
    _check_not_rested_on(deliverable)
    facts = _checked(
        grant, deliverable.cost_item, product, declared_unit, kg_per_unit, verifier_name, regulation, hs_code,
        delivered_on, at,
    )  # fmt: skip
    for column, value in facts.items():
        setattr(deliverable, column, value)
    if report is not None and report.pk != deliverable.report_id:
        deliverable.report = attach(
            attachment=report, owner_kind="grant", owner_id=grant.pk, purpose=PURPOSE, by=by, at=at
        )
    deliverable.recorded_at, deliverable.recorded_by = at, by
    deliverable.save(update_fields=[*facts, "report", "recorded_at", "recorded_by"])
    deliverable.refresh_from_db(fields=["version"])
    return deliverable


def check_delivered(cost_item: CostItem) -> None:
    """
    Refuse unless a consulting or footprint item has its result; equipment needs none.

    :raises DeliverableMissing: naming the item.
    """
    if cost_item.cost_kind in DELIVERED and not Deliverable.objects.filter(cost_item=cost_item).exists():
        raise DeliverableMissing(item=cost_item.name, field="cost_item")


def is_rested_on(deliverable: Deliverable) -> PaymentLine | None:
    """Return a line for the same cost item of a payment request that the office has or paid, or None."""
    lines = PaymentLine.objects.standing().filter(
        cost_item=deliverable.cost_item_id, request__status__in=RESTED_ON
    )
    return lines.select_related("request").first()


def _check_not_rested_on(deliverable: Deliverable) -> None:
    line = is_rested_on(deliverable)
    if line:
        raise DeliverableRestedOn(now=line.request.get_status_display())


def _checked(
    grant: Grant, cost_item: CostItem, product: str, declared_unit: str, kg_per_unit: Decimal | None,
    verifier_name: str, regulation: str, hs_code: str, delivered_on: dt.date, at: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """Return the columns of a result, each as it should be."""
    unit, verifier = declared_unit.strip(), verifier_name.strip()
    if cost_item.cost_kind == CostKind.PCF:
        named = (
            (_("declared unit"), unit),
            (_("kg CO2e per declared unit"), kg_per_unit),
            (_("verified by"), verifier),
        )
        missing = [str(label) for label, value in named if value is None or value == ""]
        if missing:
            raise FootprintIncomplete(missing=", ".join(missing))
    if kg_per_unit is not None:
        _check_footprint(kg_per_unit)
        if not unit:
            raise UnitMissing(field="declared_unit")
    awarded_on = clock.day(grant.application.decided_at) if grant.application.decided_at else None
    if awarded_on and delivered_on < awarded_on:
        raise DeliveredTooEarly(award=f"{awarded_on:%Y-%m-%d}", field="delivered_on")
    if delivered_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="delivered_on")
    return {
        "product": product.strip(),
        "declared_unit": unit,
        "kg_per_unit": kg_per_unit,
        "verifier_name": verifier,
        "regulation": Regulation(regulation).value if regulation else "",
        "hs_code": check_hs_code(hs_code),
        "delivered_on": delivered_on,
    }


def _check_footprint(kg_per_unit: Decimal) -> None:
    exponent = kg_per_unit.normalize().as_tuple().exponent
    fits = kg_per_unit.is_finite() and 0 <= kg_per_unit < LARGEST_FOOTPRINT
    if not fits or not isinstance(exponent, int) or exponent < FINEST_FOOTPRINT:
        raise InvalidFootprint(field="kg_per_unit")
