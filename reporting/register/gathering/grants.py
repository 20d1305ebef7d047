"""Records of disclosed grants, and of the money passed on between them."""

import itertools
from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Q

from disbursements.queries import node_figures
from disbursements.workflow import PassThroughStatus
from programs.models import GrantKind
from reporting.register import public
from reporting.register.gathering.setting import Setting, day_of, tier_of, written
from reporting.register.gathering.sums import Book, paid_won

#: so many grants are read at a time
PIECE = 500


def disclosed(setting: Setting, book: Book) -> Iterator[dict[str, Any]]:
    """Yield the record of each disclosed grant, and enter every decided one in the sums."""
    decided = public.decided_grants().filter(consortium__in=setting.consortia)
    rows = decided.select_related("firm", "application", "consortium__support_model", "consortium__call")
    rows = rows.annotate(tier=tier_of("consortium", "firm")).order_by("pk")
    found = rows.iterator(chunk_size=PIECE)
    while piece := list(itertools.islice(found, PIECE)):
        figures = node_figures(piece)
        named = _named(piece)
        for grant in piece:
            book.enter(grant, figures[grant.pk], is_disclosed=grant.pk in named)
            if grant.pk in named:
                yield _grant(grant, figures[grant.pk], named.get(grant.parent_id or 0), setting)


def _named(piece: list[Any]) -> dict[int, tuple[str, str]]:
    """Return {grant: its id in addresses, its firm} of what is disclosed among these and those above them."""
    ids = {grant.pk for grant in piece} | {grant.parent_id for grant in piece if grant.parent_id}
    rows = public.grants().filter(pk__in=ids).order_by()
    return {
        pk: (public_id, name) for pk, public_id, name in rows.values_list("pk", "public_id", "firm__name")
    }


def _grant(grant: Any, figures: Any, above: tuple[str, str] | None, setting: Setting) -> dict[str, Any]:
    case, firm = grant.application, grant.firm
    return {
        "id": grant.public_id,
        **setting.of_consortium(grant.consortium_id),
        "call": grant.consortium.call.public_id,
        "title": case.title,
        "firm": firm.name,
        "firm_number": firm.business_number,
        "region": firm.region,
        "size_class": case.frozen_size_class,
        "tier": grant.tier,
        "kind": grant.kind,
        "parent": above[0] if above else None,
        "parent_firm": above[1] if above else None,
        "status": public.PUBLIC_STATUS[grant.status],
        "decided_on": written(day_of(case.decided_at)),
        "accepted_on": written(day_of(grant.accepted_at)),
        "starts_on": written(case.starts_on),
        "ends_on": written(case.ends_on),
        "awarded_won": case.standing_won,
        "regrant_won": case.standing_regrant_won,
        "paid_won": paid_won(figures),
        "passed_on_won": figures.passed_on + figures.regranted,
    }


def payments(setting: Setting) -> Iterator[dict[str, Any]]:
    """Yield the record of each payment down the chain that its receiver confirmed."""
    confirmed = Max("changes__at", filter=Q(changes__to_status=PassThroughStatus.CONFIRMED))
    rows = public.passed_on().filter(payer__consortium__in=setting.consortia).with_parties()
    rows = rows.annotate(confirmed_at=confirmed, tier=tier_of("payer__consortium", "receiver__firm"))
    for one in rows.order_by("pk").iterator(chunk_size=PIECE):
        is_gift = one.payment_id is None
        yield {
            "id": one.public_id,
            **setting.of_consortium(one.payer.consortium_id),
            "kind": GrantKind.CONTRIBUTION.value if is_gift else GrantKind.INDIRECT.value,
            "payer": one.payer.public_id,
            "payer_firm": one.payer_firm.name,
            "receiver": one.receiver.public_id,
            "receiver_firm": one.receiver_firm.name,
            "tier": one.tier,
            "amount_won": one.amount_won,
            "paid_on": written(one.paid_on),
            "confirmed_on": written(day_of(one.confirmed_at)),
        }
