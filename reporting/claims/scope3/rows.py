"""The rows of an anchor's Scope 3 report: one for each lot that one of its claims holds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.ledger.queries import accounts_of
from core.users.scopes import ScopeKind
from core.workflow import clock
from firms.models import Firm
from programs.models import Consortium, Member
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES
from reporting.claims.kinds import CategoryTerms, Purpose, category_terms
from reporting.claims.models import Claim, ClaimPart, account_code
from reporting.claims.queries import missing_of
from reporting.statements.models import Statement


@dataclass(frozen=True)
class Row:
    """What one claim holds of one lot, in kg CO2e; the supplier's name only for those who see the firm."""

    claim: Claim
    lot: Statement
    supplier: str
    tier: int | None
    kilograms: int
    missing_kg: int

    @property
    def category(self) -> CategoryTerms:
        """Its Scope 3 category."""
        assert self.claim.category is not None  # noqa: S101 - a constraint of the table
        return category_terms()[self.claim.category]

    @property
    def is_usual_category(self) -> bool:
        """Whether the programme's support model names this category."""
        return self.claim.category == self.claim.consortium.support_model.scope3_category

    @property
    def verified_kg(self) -> int:
        """What of it is still verified."""
        return self.kilograms - self.missing_kg


def reported_consortia(user: Any, at: dt.datetime) -> "QuerySet[Consortium]":
    """Return the consortia whose anchors' reports the person reads: an anchor its own, officials theirs."""
    if not user.is_authenticated:
        return Consortium.objects.none()
    day = clock.day(at)
    own = Consortium.objects.filter(anchor__in=user.scopes(VIEW_OWN_CASES, day).of(ScopeKind.FIRM))
    return own | Consortium.objects.filter(within(user.scopes(VIEW_CASES, day)))


def anchors(user: Any, at: dt.datetime) -> "QuerySet[Firm]":
    """Return the anchors whose Scope 3 report the person reads."""
    return Firm.objects.filter(pk__in=reported_consortia(user, at).values("anchor"))


def rows_of(anchor: Firm, consortia: Iterable[Consortium], user: Any) -> list[Row]:
    """
    Return what an anchor's Scope 3 claims hold lot by lot, the newest year first, in constantly many queries.

    Read from the claims' accounts in the ledger, so that the rows come to what lies there.
    """
    claims = {claim.pk: claim for claim in _claims(anchor, consortia)}
    given = ClaimPart.objects.filter(claim__in=claims).order_by()
    keys = sorted(set(given.values_list("claim_id", "lot_id", "consortium_id")))
    lie, missing = accounts_of("claim", claims), missing_of(claims)
    lots = Statement.objects.select_related("firm", "measure").in_bulk({lot for _claim, lot, _whose in keys})
    tiers, seen = _members(claims.values(), user)
    found = []
    for claim, lot, whose in keys:
        account = lie.get(claim, {}).get(account_code(lot, whose))
        if account is None or not account.balance:
            continue
        firm = lots[lot].firm
        found.append(
            Row(
                claim=claims[claim],
                lot=lots[lot],
                supplier=str(firm) if (whose, firm.pk) in seen else _("Another firm"),
                tier=tiers.get((whose, firm.pk)),
                kilograms=account.balance,
                missing_kg=missing.get((claim, lot, whose), 0),
            )
        )
    return sorted(found, key=_order)


def _claims(anchor: Firm, consortia: Iterable[Consortium]) -> "QuerySet[Claim]":
    reports = Claim.objects.standing().filter(purpose=Purpose.SCOPE3, claimant=anchor)
    return reports.filter(consortium__in=list(consortia)).select_related("consortium__support_model")


def _members(claims: Iterable[Claim], user: Any) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Return the tiers by (consortium, firm), and those of these places that the person sees."""
    places = Member.objects.filter(consortium__in={claim.consortium_id for claim in claims})
    tiers = {(whose, firm): tier for whose, firm, tier in places.values_list("consortium", "firm", "tier")}
    visible = Member.objects.visible_to(user).filter(pk__in=places.values("pk"))
    return tiers, set(visible.values_list("consortium", "firm"))


def _order(row: Row) -> tuple[int, int, str, int, int]:
    return (-row.claim.year, row.category.number, row.supplier, row.claim.pk, row.lot.pk)
