"""What a firm asks to do with an asset under restriction (Act, art. 35)."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.readers import Part
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from core.workflow.transitions import Transitions
from disbursements.models.assets import Asset, person
from disbursements.models.visibility import read_through_grant


class RequestStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("Waiting for a recommendation")
    RECOMMENDED = "RECOMMENDED", _("Waiting for the decision")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Refused")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


REQUEST_TRANSITIONS = Transitions(
    {
        RequestStatus.REQUESTED: frozenset({RequestStatus.RECOMMENDED, RequestStatus.WITHDRAWN}),
        RequestStatus.RECOMMENDED: frozenset(
            {RequestStatus.APPROVED, RequestStatus.REFUSED, RequestStatus.WITHDRAWN}
        ),
        RequestStatus.APPROVED: frozenset(),
        RequestStatus.REFUSED: frozenset(),
        RequestStatus.WITHDRAWN: frozenset(),
    }
)


class DisposalKind(models.TextChoices):
    SALE = "SALE", _("Sale")
    LEASE = "LEASE", _("Lease")
    PLEDGE = "PLEDGE", _("Pledge")
    MOVE = "MOVE", _("Move to another place")
    OTHER_USE = "OTHER_USE", _("Other use")
    SCRAP = "SCRAP", _("Scrapping")


#: what ends an asset: nothing of it is left to restrict
ENDING = (DisposalKind.SALE, DisposalKind.SCRAP)


class AssetRequestQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "AssetRequestQuerySet":
        """Return the requests about the assets this person may see."""
        return self.filter(read_through_grant(Part.COSTS, user, at, "asset__grant__"))

    def with_parties(self) -> "AssetRequestQuerySet":
        """Join what every page about a request names."""
        return self.select_related(
            "asset__grant__firm", "asset__grant__consortium__program", "asset__grant__application",
            "asset__cost_item__measure", "requested_by", "recommended_by", "decided_by",
        )  # fmt: skip

    def with_names(self) -> "AssetRequestQuerySet":
        """Fetch along what the page of a step names."""
        return self.with_parties()

    def pending(self) -> "AssetRequestQuerySet":
        """Return those that nobody has decided yet."""
        return self.filter(status__in=[RequestStatus.REQUESTED, RequestStatus.RECOMMENDED])


@tracked
class AssetRequest(Case):
    """A firm asks to sell, lease, pledge, move, use otherwise or scrap an asset (Act, art. 35)."""

    transitions = REQUEST_TRANSITIONS
    tones: ClassVar = {
        "REQUESTED": "info",
        "RECOMMENDED": "info",
        "APPROVED": "success",
        "REFUSED": "danger",
        "WITHDRAWN": "neutral",
    }

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="requests", db_comment="Which asset"
    )
    kind = models.CharField(_("what for"), max_length=12, choices=DisposalKind, db_comment="Sale, lease …")
    to_whom = models.CharField(
        _("to whom"), max_length=120, blank=True, db_comment="Buyer, tenant, creditor; empty for other kinds"
    )
    to_site = models.CharField(
        _("new place"), max_length=160, blank=True, db_comment="Where it is to stand; empty for other kinds"
    )
    price_won = models.BigIntegerField(
        _("price"), null=True, db_comment="Price of the sale, won; empty for other kinds"
    )
    why = models.TextField(_("reason"), db_comment="Why the firm asks for it")
    status = models.CharField(
        max_length=12, choices=RequestStatus, default=RequestStatus.REQUESTED, db_comment="How far it is"
    )
    requested_at = models.DateTimeField(db_comment="When it was asked for")
    requested_by = person("Who asked for the firm", null=False)
    recommendation = models.TextField(
        _("recommendation"), blank=True, db_comment="What the officer recommends to whoever decides"
    )
    recommended_at = models.DateTimeField(null=True, db_comment="When the officer recommended")
    recommended_by = person("Who recommended")
    to_return_won = models.BigIntegerField(
        _("subsidy to be returned"), null=True, db_comment="Subsidy to be given back by the decision, won"
    )
    decided_at = models.DateTimeField(null=True, db_comment="When it was approved or refused")
    decided_by = person("Who decided")

    objects: ClassVar[Any] = AssetRequestQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Requests to dispose of assets"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            REQUEST_TRANSITIONS.constraint("disbursements_assetrequest_status"),
            models.CheckConstraint(
                name="disbursements_assetrequest_kind", condition=Q(kind__in=DisposalKind.values)
            ),
            models.UniqueConstraint(
                name="disbursements_assetrequest_one_open",
                fields=["asset"],
                condition=Q(status__in=["REQUESTED", "RECOMMENDED"]),
            ),
            models.CheckConstraint(
                name="disbursements_assetrequest_price",
                condition=Q(kind="SALE", price_won__gte=0) | (~Q(kind="SALE") & Q(price_won__isnull=True)),
            ),
            models.CheckConstraint(
                name="disbursements_assetrequest_to_return",
                condition=Q(to_return_won__isnull=True) | Q(to_return_won__gte=0, status="APPROVED"),
            ),
            models.CheckConstraint(
                name="disbursements_assetrequest_decided",
                condition=~Q(status__in=["APPROVED", "REFUSED"])
                | Q(decided_by__isnull=False, decided_at__isnull=False, recommended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_assetrequest_four_eyes",
                condition=(Q(recommended_by__isnull=True) | ~Q(recommended_by=F("requested_by")))
                & (
                    Q(decided_by__isnull=True)
                    | (~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("recommended_by")))
                ),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            REQUEST_TRANSITIONS.trigger(),
            frozen_fields(
                "asked_frozen", "asset_id", "kind", "to_whom", "to_site", "price_won", "why",
                "requested_by_id", "to_return_won",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.asset}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:asset_request", args=[self.public_id])

    @property
    def ends_the_asset(self) -> bool:
        """Whether nothing of the asset is left to restrict once it is approved."""
        return self.kind in ENDING


class AssetRequestStep(StatusChange):
    """A step of a request to dispose of an asset."""

    case = models.ForeignKey(
        AssetRequest, on_delete=models.PROTECT, related_name="changes", db_comment="Which request"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of requests to dispose of assets"
