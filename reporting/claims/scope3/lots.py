"""What an anchor sees of a lot: whose, when, how much, signed by whom; no process data."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.ledger.queries import balance
from core.ui.formats import month
from programs.models import Consortium, Member
from reporting.claims.models import Claim, ClaimPart
from reporting.claims.queries import holdings, missing_of
from reporting.claims.scope3.rows import reported_consortia
from reporting.statements.models import Statement


@dataclass(frozen=True)
class Version:
    """One signature over a lot and what it booked for one consortium, in kg CO2e."""

    statement: Statement
    consortium: Consortium
    share_bp: int
    kilograms: int


@dataclass(frozen=True)
class Place:
    """Where kilograms of a lot are: in a claim, or left in a consortium's share."""

    consortium: Consortium
    claim: Claim | None
    kilograms: int


def visible_lots(user: Any, at: dt.datetime) -> Any:
    """Return the lots of which a consortium has a share whose anchor's report the person reads."""
    consortia = reported_consortia(user, at)
    return Statement.objects.filter(lot__isnull=True, shares__consortium__in=consortia).distinct()


def versions(lot: Statement, consortia: "QuerySet[Consortium]") -> list[Version]:
    """Return every signature over a lot, the oldest first, as it was booked for these consortia."""
    chain = Statement.objects.filter(Q(pk=lot.pk) | Q(lot=lot), shares__consortium__in=consortia)
    signed = chain.select_related("verified_by").prefetch_related("shares__consortium").distinct()
    ours = set(consortia.values_list("pk", flat=True))
    return [
        Version(one, share.consortium, share.share_bp, share.kilograms)
        for one in signed.order_by("pk")
        for share in one.shares.all()
        if share.consortium_id in ours
    ]


def places(lot: Statement, consortia: "QuerySet[Consortium]") -> list[Place]:
    """
    Return where the lot's verified kilograms of these consortia are: claims first, then what nobody claims.

    What a restatement took from a claim and nothing has made up is verified no more, and nowhere.
    """
    parts = ClaimPart.objects.filter(lot=lot, consortium__in=consortia)
    claims = Claim.objects.standing().filter(pk__in=parts.values("claim")).with_names().order_by("pk")
    missing = missing_of([claim.pk for claim in claims])
    found = []
    for claim in claims:
        place = (lot.pk, claim.consortium_id)
        if there := holdings(claim).get(place, 0) - missing.get((claim.pk, *place), 0):
            found.append(Place(claim.consortium, claim, there))
    for consortium in consortia.filter(statement_shares__statement=lot).distinct():
        if left := balance(lot.owner, f"share:{consortium.pk}"):
            found.append(Place(consortium, None, left))
    return found


def title_of(lot: Statement, user: Any) -> str:
    """Return what a lot is called: by its firm for those who see the firm, by its months for all."""
    sees = Member.objects.visible_to(user).filter(firm=lot.firm_id).exists()
    months = f"{month(lot.period_from)} – {month(lot.period_until)}"
    return f"{lot.firm if sees else _('Another firm')} · {months}"
