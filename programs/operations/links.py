"""Supply links: which member delivers what to which."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.rules import check_hs_code
from programs import permissions
from programs.covenant import one_line
from programs.models import Consortium, Member, SupplyLink
from programs.refusals.consortia import (
    DayImpossible,
    LinkCircles,
    LinkExists,
    NotInConsortium,
    ProductMissing,
    SelfLink,
)


@operation
def link_supply(
    *,
    consortium: Consortium,
    supplier: Member,
    buyer: Member,
    product: str,
    hs_code: str = "",
    since: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> SupplyLink:
    """
    Write down that one member delivers a product to another, since a day (that of `at` if none is given).

    :raises PermissionDenied: if `by` works for neither of the two firms nor for the anchor.
    :raises SelfLink: if both are the same firm.
    :raises NotInConsortium: if one of them is not (or no longer) part of this consortium.
    :raises LinkExists, LinkCircles: if the product is linked already, or would come back to its supplier.
    :raises InvalidHsCode: if the customs code is none.
    :raises DayImpossible: if `since` lies in the future.
    """
    Consortium.objects.lock(consortium.pk)
    require(permissions.may_link, by, supplier if permissions.may_link(by, supplier, at=at) else buyer, at=at)
    for member in (supplier, buyer):
        if not Member.objects.present().filter(pk=member.pk, consortium=consortium).exists():
            raise NotInConsortium(firm=member.firm.name)
    today = clock.day(at)
    if since is not None and since > today:
        raise DayImpossible(field="since", first="1900-01-01", last=f"{today}")
    return open_link(supplier, buyer, product, hs_code, since or today)


def open_link(supplier: Member, buyer: Member, product: str, hs_code: str, since: dt.date) -> SupplyLink:
    """
    Open a supply link after looking at it.

    :raises SelfLink, ProductMissing, LinkExists, LinkCircles, InvalidHsCode: as `link_supply` does.
    """
    product, code = one_line(product), check_hs_code(hs_code)
    if supplier.pk == buyer.pk:
        raise SelfLink(field="partner")
    if not product:
        raise ProductMissing(field="product")
    names = {"supplier": supplier.firm.name, "buyer": buyer.firm.name, "product": product}
    running = SupplyLink.objects.filter(
        consortium=supplier.consortium_id, product=product, ended_on__isnull=True
    )
    if running.filter(supplier=supplier, buyer=buyer).exists():
        raise LinkExists(field="product", **names)
    if _leads_back(dict_of(running), buyer.pk, supplier.pk):
        raise LinkCircles(field="product", **names)
    return SupplyLink.objects.create(
        consortium_id=supplier.consortium_id,
        supplier=supplier,
        buyer=buyer,
        product=product,
        hs_code=code,
        since=since,
    )


def dict_of(links: object) -> dict[int, set[int]]:
    """Return {supplier: its buyers} of the links."""
    buyers: dict[int, set[int]] = {}
    for supplier, buyer in links.values_list("supplier_id", "buyer_id"):  # type: ignore[attr-defined]
        buyers.setdefault(supplier, set()).add(buyer)
    return buyers


def _leads_back(buyers: dict[int, set[int]], start: int, goal: int) -> bool:
    """Say whether the product, once with `start`, is delivered on to `goal`."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        fresh = buyers.get(here, set()) - seen
        seen |= fresh
        waiting.extend(fresh)
    return False


@operation
def end_link(*, link: SupplyLink, ended_on: dt.date, by: User, at: dt.datetime) -> SupplyLink:
    """
    Write down the last day of a supply link; one that ended stays as it is.

    :raises PermissionDenied: if `by` works for neither of the two firms nor for the anchor.
    :raises DayImpossible: if the day lies before the link began or in the future.
    """
    link = SupplyLink.objects.lock(link.pk)
    require(permissions.may_end_link, by, link, at=at)
    if link.ended_on is not None:
        return link
    if not link.since <= ended_on <= clock.day(at):
        raise DayImpossible(field="ended_on", first=f"{link.since}", last=f"{clock.day(at)}")
    link.ended_on = ended_on
    link.save(update_fields=["ended_on"])
    return link
