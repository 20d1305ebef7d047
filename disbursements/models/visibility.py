"""Who may see which case of money: the office its programmes, a firm its own and what hangs under it."""

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from applications.readers import READERS, TAKING_OVER, Part, Reader
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import VersionedQuerySet
from disbursements.workflow import APPLIED, ChangeStatus, PassThroughStatus, PaymentStatus
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


def _read_as(reader: Reader, user: Any, at: dt.datetime | None, grant: str = "") -> Q:
    """Return which grants this person reads as such a reader, `grant` being the path to the grant."""
    if reader is Reader.OFFICE:
        return seen_by_office(user, f"{grant}consortium", at)
    if reader is Reader.REVIEWER:
        return _nothing()
    firms = firms_of(user, at)
    if not firms:
        return _nothing()
    if reader is Reader.FIRM:
        return Q(**{f"{grant}firm_id__in": firms})
    below = Q(**{f"{grant}pk__in": grants_below(firms)})
    return below | Q(**{f"{grant}consortium__anchor_id__in": firms})


def _open(part: Part, user: Any, at: dt.datetime | None, grant: str = "") -> Q:
    """Return of which grants this person reads the part, `grant` being the path to the grant."""
    return reduce(or_, (_read_as(reader, user, at, grant) for reader in READERS[part]))


def read_through_grant(part: Part, user: Any, at: dt.datetime | None, grant: str = "grant__") -> Q:
    """Return which rows of a grant this person reads with that part of it, `grant` being the path to it."""
    return _open(part, user, at, grant)


def open_to(user: Any, at: dt.datetime | None, grant: str) -> Q:
    """Return what this person reads as one who may know costs, `grant` being the path to the grant."""
    return _open(Part.COSTS, user, at, grant)


class GrantQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None, *, part: Part = Part.OUTLINE) -> Self:
        """
        Return the grants of which this person may read the part; at least that there is one, and its money.

        A firm above and the anchor answer for the money of the chain, and read no prices and no process data
        (`applications.readers`).
        """
        return self.filter(_open(part, user, at))

    def with_purchases_open_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the grants of which this person may see how much of a contribution was spent when."""
        firms = firms_of(user, at)
        above = Q(consortium__anchor_id__in=firms) | Q(parent__firm_id__in=firms)
        return self.filter(_open(Part.COSTS, user, at) | above)

    def with_parties(self) -> Self:
        """Join what every page about a grant names."""
        return self.select_related(
            "firm", "consortium__program", "consortium__call", "application", "parent__firm"
        )


class ChangeRequestQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None, *, part: Part = Part.OUTLINE) -> Self:
        """
        Return the changes asked for of the grants of which this person may read the part.

        A firm reads what it asked for itself, also once another firm holds the grant; the firm that is to
        take a grant over, that it was asked.
        """
        firms = firms_of(user, at)
        own = Q(firm__in=firms) if Reader.FIRM in READERS[part] else _nothing()
        asked = Q(to_firm__in=firms) if part in TAKING_OVER else _nothing()
        return self.filter(_open(part, user, at, "grant__") | own | asked)

    def pending_of(self, grant: Any, without: Any = None) -> Self:
        """Return what nobody has decided yet of a grant, but for one."""
        return self.pending().filter(grant=grant).exclude(pk=without.pk if without else None)

    def with_parties(self) -> Self:
        """Join what every page about a change names."""
        return self.select_related(
            "firm", "to_firm", "grant__firm", "grant__application", "grant__consortium__program", "rule"
        )

    def pending(self) -> Self:
        """Return those that nobody has decided yet."""
        return self.filter(status=ChangeStatus.REQUESTED)

    def applied(self) -> Self:
        """Return those that were made, in the order in which they were."""
        return self.filter(status__in=APPLIED).order_by("revision")


def _seen_requests(part: Part, user: Any, at: dt.datetime | None, request: str = "") -> Q:
    """
    Return of which payment requests this person may read the part, `request` being the path to the request.

    Of the partners, only the anchor sees requests at all: the firm above has its own transfers to read.
    """
    firms = firms_of(user, at)
    shown = {
        Reader.REVIEWER: _nothing(),
        Reader.OFFICE: seen_by_office(user, f"{request}grant__consortium", at),
        Reader.FIRM: Q(**{f"{request}grant__firm_id__in": firms}),
        Reader.PARTNER: Q(**{f"{request}grant__consortium__anchor_id__in": firms}),
    }
    asked = Q(**{f"{request}submitted_at__isnull": False})
    return reduce(or_, (shown[r] if r is Reader.FIRM else asked & shown[r] for r in READERS[part]))


class PaymentRequestQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None, *, part: Part = Part.OUTLINE) -> Self:
        """Return the requests of which this person may read the part; unasked ones only within their firm."""
        return self.filter(_seen_requests(part, user, at))

    def with_parties(self) -> Self:
        """Join what every page about a payment request names."""
        return self.select_related(
            "grant__firm",
            "grant__application",
            "grant__consortium__program",
            "grant__consortium__support_model",
        ).prefetch_related("grant__application__holders__firm")

    def counting(self) -> Self:
        """Return those that count against the award: all but the withdrawn."""
        return self.exclude(status=PaymentStatus.WITHDRAWN)


class PaymentLineQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the lines of the payment requests whose invoices this person may read."""
        return self.filter(_seen_requests(Part.COSTS, user, at, "request__"))

    def standing(self) -> Self:
        """Return those that count against award and cost item: neither refused nor of a withdrawn request."""
        return self.exclude(status="REFUSED").exclude(request__status=PaymentStatus.WITHDRAWN)

    def accepted(self) -> Self:
        """Return those whose evidence the office found to bear what is asked."""
        return self.filter(status="ACCEPTED")

    def offered(self) -> Self:
        """Return those that nobody has decided yet."""
        return self.filter(status="OFFERED")


class LineEvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the evidence of the payment requests whose invoices this person may read."""
        return self.filter(_seen_requests(Part.COSTS, user, at, "line__request__"))

    def with_names(self) -> Self:
        """Fetch along what a page about it names."""
        return self.select_related("line__request__grant__firm")


class DiscrepancyQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of the grants whose costs this person may read: the firm's and the office's."""
        return self.filter(_open(Part.COSTS, user, at, "grant__"))

    def open(self) -> Self:
        """Return those that nobody has closed."""
        return self.filter(closed_at__isnull=True)

    def in_the_way(self, on: dt.date) -> Self:
        """Return those that are open and that no granted waiver sets aside on the day."""
        return self.open().exclude(waivers__granted_at__isnull=False, waivers__ends_on__gte=on)

    def with_parties(self) -> Self:
        """Join what every page about a discrepancy names."""
        return self.select_related(
            "grant__firm", "grant__application", "line__request", "owner", "pass_through", "gift_use"
        )


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
        ).prefetch_related(
            "payer__application__holders__firm", "receiver__application__holders__firm",
        )  # fmt: skip

    def standing(self) -> Self:
        """Return those that were not disputed: waiting for an answer, or confirmed."""
        return self.exclude(status=PassThroughStatus.DISPUTED)


class GiftUseQuerySet(models.QuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the purchases whose invoices this person may read."""
        return self.filter(_open(Part.COSTS, user, at, "grant__"))
