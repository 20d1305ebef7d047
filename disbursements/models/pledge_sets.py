"""Who sees which pledge, and its sums, counted by the database."""

import datetime as dt
from typing import Any, Self

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.workflow.models import VersionedQuerySet
from disbursements.models.visibility import firms_of, seen_by_office
from disbursements.workflow import InKindStatus, PledgeGiftStatus


def _sum_of(related: Any, field: str = "amount_won", **only: Any) -> Coalesce:
    """Return the sum of a field over the rows of a pledge that are such."""
    rows = related.filter(pledge=OuterRef("pk"), **only).order_by().values("pledge")
    return Coalesce(
        Subquery(rows.annotate(won=Sum(field)).values("won")), Value(0), output_field=BigIntegerField()
    )


class PledgeQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of an official's programmes, of one's own firm as anchor, and for one's own grants."""
        firms = firms_of(user, at)
        own = Q(firm__in=firms) | Q(grant__firm__in=firms)
        return self.filter(seen_by_office(user, "consortium", at) | own)

    def with_parties(self) -> Self:
        """Join what every page about a pledge names."""
        return self.select_related("firm", "consortium__program", "grant__firm", "grant__application")

    def with_sums(self) -> Self:
        """
        Add what moved: paid in and back, given, on its way, given back, recognised in kind; and what is left.

        `left_won` is the cash that can still be given: it lies there, and is not on its way to a firm.
        """
        related: Any = [self.model._meta.get_field(name) for name in ("cash", "gifts", "in_kind")]
        cash, gifts, in_kind = (field.related_model._default_manager.all() for field in related)
        return self.annotate(
            paid_in_won=_sum_of(cash, kind="PAID_IN"),
            paid_back_won=_sum_of(cash, kind="PAID_BACK"),
            returned_won=_sum_of(cash, kind="RETURNED"),
            given_won=_sum_of(gifts, status=PledgeGiftStatus.CONFIRMED),
            on_its_way_won=_sum_of(gifts, status=PledgeGiftStatus.RECORDED),
            recognised_won=_sum_of(in_kind, "recognised_won", status=InKindStatus.RECOGNISED),
            waiting_won=_sum_of(in_kind, "claimed_won", status=InKindStatus.RECORDED),
        ).annotate(
            left_won=F("paid_in_won")
            + F("returned_won")
            - F("paid_back_won")
            - F("given_won")
            - F("on_its_way_won")
        )


class PledgeGiftQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of an official's programmes, of one's own firm as anchor, and to one's own grants."""
        firms = firms_of(user, at)
        own = Q(pledge__firm__in=firms) | Q(grant__firm__in=firms)
        return self.filter(seen_by_office(user, "pledge__consortium", at) | own)

    def with_parties(self) -> Self:
        """Join what every page about a gift names."""
        return self.select_related(
            "pledge__firm", "pledge__consortium__program", "pledge__grant__firm", "grant__firm",
            "grant__application", "evidence__blob", "recorded_by",
        )  # fmt: skip

    def confirmed(self) -> Self:
        """Return those whose receivers confirmed them."""
        return self.filter(status=PledgeGiftStatus.CONFIRMED)


class InKindQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of an official's programmes, and of one's own firm as anchor."""
        own = Q(pledge__firm__in=firms_of(user, at))
        return self.filter(seen_by_office(user, "pledge__consortium", at) | own)

    def with_parties(self) -> Self:
        """Join what every page about a contribution in kind names."""
        return self.select_related(
            "pledge__firm", "pledge__consortium__program", "pledge__grant__firm", "proof__blob",
            "recorded_by", "judged_by",
        )  # fmt: skip
