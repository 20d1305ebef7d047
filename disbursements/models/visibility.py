"""Who may see which case of money: the office its programmes, a firm its own and what hangs under it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import VersionedQuerySet
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES


def _nothing() -> Q:
    return Q(pk__in=[])


def seen_by_office(user: Any, consortium: str, at: dt.datetime | None) -> Q:
    """Return what the holders of VIEW_CASES see, `consortium` being the path to the case's consortium."""
    return within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), f"{consortium}__program")


#: grants of some firms and everything below them, at any depth
_BELOW = (
    "WITH RECURSIVE below AS (SELECT id FROM disbursements_grant WHERE firm_id = ANY(%s)"
    " UNION SELECT g.id FROM disbursements_grant g JOIN below b ON g.parent_id = b.id) SELECT id FROM below"
)


def grants_below(firms: Iterable[int]) -> RawSQL:
    """Return an expression for the ids of these firms' grants and of all below them."""
    return RawSQL(_BELOW, [list(firms)])  # noqa: S611 – a constant; the ids are parameters


def firms_of(user: Any, at: dt.datetime | None) -> frozenset[int]:
    """Return the ids of the firms whose own cases this person may see."""
    return user.scopes(VIEW_OWN_CASES, clock.day(at or clock.now())).of(ScopeKind.FIRM)


def _seen_purchases(user: Any, at: dt.datetime | None, grant: str = "") -> Q:
    """Return of which grants this person may see what a contribution bought, `grant` being the path to it."""
    firms = firms_of(user, at)
    own = (
        Q(**{f"{grant}firm_id__in": firms})
        | Q(**{f"{grant}consortium__anchor_id__in": firms})
        | Q(**{f"{grant}parent__firm_id__in": firms})
        if firms
        else _nothing()
    )
    return seen_by_office(user, f"{grant}consortium", at) | own


class GrantQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the grants this person may see."""
        firms = firms_of(user, at)
        own = Q(pk__in=grants_below(firms)) | Q(consortium__anchor_id__in=firms) if firms else _nothing()
        return self.filter(seen_by_office(user, "consortium", at) | own)

    def with_purchases_open_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the grants of which this person may see what a contribution bought."""
        return self.filter(_seen_purchases(user, at))

    def with_reports_open_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """
        Return the grants whose reports this person may read: the office its programmes', a firm its own.

        A report holds a firm's process data: neither its customer nor the anchor reads it (see statements).
        """
        firms = firms_of(user, at)
        return self.filter(seen_by_office(user, "consortium", at) | Q(firm_id__in=firms))

    def with_parties(self) -> Self:
        """Join what every page about a grant names."""
        return self.select_related(
            "firm", "consortium__program", "consortium__call", "application", "parent__firm"
        )


def _seen_requests(user: Any, at: dt.datetime | None, request: str = "") -> Q:
    """Return which payment requests this person may see, `request` being the path to the request."""
    firms = firms_of(user, at)
    asked = Q(**{f"{request}submitted_at__isnull": False})
    shown = seen_by_office(user, f"{request}grant__consortium", at)
    if not firms:
        return asked & shown
    anchored = Q(**{f"{request}grant__consortium__anchor_id__in": firms})
    return Q(**{f"{request}grant__firm_id__in": firms}) | (asked & (shown | anchored))


class PaymentRequestQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the payment requests this person may see; what was never asked for only within its firm."""
        return self.filter(_seen_requests(user, at))

    def with_parties(self) -> Self:
        """Join what every page about a payment request names."""
        return self.select_related(
            "grant__firm",
            "grant__application",
            "grant__consortium__program",
            "grant__consortium__support_model",
        )

    def counting(self) -> Self:
        """Return those that count against the award: all but the withdrawn."""
        return self.exclude(status=PaymentStatus.WITHDRAWN)


class PaymentLineQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the lines of the payment requests this person may see."""
        return self.filter(_seen_requests(user, at, "request__"))


class PassThroughQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the money passed on that this person may see."""
        firms = firms_of(user, at)
        own = (
            Q(receiver__in=grants_below(firms)) | Q(payer__consortium__anchor_id__in=firms)
            if firms
            else _nothing()
        )
        return self.filter(seen_by_office(user, "payer__consortium", at) | own)

    def with_parties(self) -> Self:
        """Join what every page about money passed on names."""
        return self.select_related(
            "payer__firm", "payer__application", "payer__consortium__program", "receiver__firm",
            "receiver__application", "recorded_by", "evidence__blob", "payment__grant__firm",
        )  # fmt: skip

    def standing(self) -> Self:
        """Return those that were not disputed: waiting for an answer, or confirmed."""
        return self.exclude(status=PassThroughStatus.DISPUTED)


class GiftUseQuerySet(models.QuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the gift uses that this person may see."""
        return self.filter(_seen_purchases(user, at, "grant__"))
