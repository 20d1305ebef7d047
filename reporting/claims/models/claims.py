"""Claims: whose verified kilograms are, what for, and where they come from."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ledger.operations import Owner
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from firms.models import Firm
from programs.models import Consortium, Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES
from reporting.claims.kinds import Category, Cause, CreditingPeriod, Purpose, Scale
from reporting.claims.workflow import STANDING, TONES, TRANSITIONS, Status
from reporting.statements.models import Statement


class ClaimQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ClaimQuerySet":
        """Return those of an official's programmes, of one's own firm, and of consortia that it anchors."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        day = clock.day(at or clock.now())
        firms = user.scopes(VIEW_OWN_CASES, day).of(ScopeKind.FIRM)
        own = Q(claimant__in=firms) | Q(consortium__anchor__in=firms)
        return self.filter(own | within(user.scopes(VIEW_CASES, day)))

    def standing(self) -> "ClaimQuerySet":
        """Return those that hold tonnes: nobody else may claim them."""
        return self.filter(status__in=STANDING)

    def with_names(self) -> "ClaimQuerySet":
        """Fetch along what a page about a claim names."""
        return self.select_related(
            "claimant", "consortium__anchor", "program__office", "program__agency", "external"
        )


@tracked
class Claim(Case):
    """
    One claim to verified kilograms out of the share of one consortium, in kg CO2e.

    The kilograms lie in accounts of the claim, one for each lot and share they came from.
    """

    transitions = TRANSITIONS
    tones = TONES

    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose, db_comment="What it is for")
    claimant = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="claims", db_comment="Firm that claims"
    )
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="claims", db_comment="Whose share it takes"
    )
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="claims", db_comment="Its programme"
    )
    year = models.PositiveSmallIntegerField(
        _("year"), db_comment="Calendar year in which the kilograms were reduced"
    )
    category = models.PositiveSmallIntegerField(
        _("category"),
        null=True,
        choices=Category,
        db_comment="Scope 3 category of the GHG Protocol, 1 to 15; null for other purposes",
    )
    kilograms = models.BigIntegerField(db_comment="What was claimed, kg CO2e")
    held_kg = models.BigIntegerField(db_comment="What it holds now, kg CO2e, missing ones included")
    short_kg = models.BigIntegerField(
        default=0, db_comment="Of it no longer verified and neither released nor replaced, kg CO2e"
    )
    reason = models.TextField(_("reason"), db_comment="Why it was claimed, in the claimant's words")
    status = models.CharField(max_length=12, choices=Status, default=Status.HELD, db_comment="How far it is")
    claimed_at = models.DateTimeField(db_comment="When it was claimed")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who claimed"
    )
    retired_at = models.DateTimeField(null=True, db_comment="When it was used for good")
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who retired it",
    )

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Claims to verified reductions"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("claims_claim_status"),
            models.CheckConstraint(name="claims_claim_purpose", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(
                name="claims_claim_category",
                condition=Q(purpose="SCOPE3", category__in=Category.values)
                | (~Q(purpose="SCOPE3") & Q(category__isnull=True)),
            ),
            models.CheckConstraint(
                name="claims_claim_category_known", condition=Q(category__in=Category.values)
            ),
            models.CheckConstraint(
                name="claims_claim_kilograms",
                condition=Q(
                    kilograms__gt=0,
                    held_kg__gte=0,
                    held_kg__lte=F("kilograms"),
                    short_kg__gte=0,
                    short_kg__lte=F("held_kg"),
                ),
            ),
            models.CheckConstraint(name="claims_claim_short", condition=Q(short_kg=0) | Q(status="FROZEN")),
            models.CheckConstraint(
                name="claims_claim_retired",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True) & ~Q(status="RETIRED")
                | Q(retired_at__isnull=False, retired_by__isnull=False, status__in=["RETIRED", "FROZEN"]),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            frozen_fields(
                "claim_frozen",
                "purpose",
                "claimant_id",
                "consortium_id",
                "program_id",
                "year",
                "category",
                "kilograms",
                "retired_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant} · {self.get_purpose_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("claims:detail", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Owner of its kilogram accounts."""
        return Owner("claim", self.pk)

    @property
    def is_offset(self) -> bool:
        """Whether it is credited by the whole tonne."""
        return self.purpose == Purpose.EXTERNAL_PROJECT


class ClaimChange(StatusChange):
    """A step of a claim."""

    case = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="changes", db_comment="Which claim"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of claims"


class OfLot(models.Model):
    """Kilograms of one lot out of one consortium's share. Never changed."""

    lot = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+", db_comment="Which lot")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="+", db_comment="Out of whose share"
    )
    kilograms = models.BigIntegerField(db_comment="kg CO2e, above zero")
    event = models.CharField(max_length=120, db_comment="Event of the ledger in which they moved")

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="%(app_label)s_%(class)s_kilograms", condition=Q(kilograms__gt=0)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.kilograms} kg"

    @property
    def code(self) -> str:
        """Code of the claim's account for these kilograms."""
        return account_code(self.lot_id, self.consortium_id)


def account_code(lot_id: int, consortium_id: int) -> str:
    """Return the code of a claim's account for kilograms of a lot out of a consortium's share."""
    return f"lot:{lot_id}:{consortium_id}"


def shortfall_key(event: str, claim_id: int, lot_id: int, consortium_id: int) -> str:
    """Return the key of the transfer by which kilograms of a lot come to miss in a claim."""
    return f"{event}:shortfall:{claim_id}:{lot_id}:{consortium_id}"


class ClaimPart(OfLot):
    """What a claim was given out of one lot: when it was made, or in place of what was missing."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parts", db_comment="Which claim")

    class Meta(OfLot.Meta):
        db_table_comment = "Lots that claims were given"
        constraints: ClassVar = [
            *OfLot.Meta.constraints,
            models.UniqueConstraint(
                name="claims_claimpart_once", fields=["claim", "lot", "consortium", "event"]
            ),
        ]


class Shortfall(OfLot):
    """Kilograms of a claim that a restatement took away: no longer verified, and claimed all the same."""

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="shortfalls", db_comment="Which claim"
    )
    arose_at = models.DateTimeField(db_comment="When it arose")
    arose_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who restated"
    )

    class Meta(OfLot.Meta):
        db_table_comment = "Kilograms that restatements took from claims"
        constraints: ClassVar = [
            *OfLot.Meta.constraints,
            models.UniqueConstraint(
                name="claims_shortfall_once", fields=["claim", "lot", "consortium", "event"]
            ),
        ]

    @property
    def key(self) -> str:
        """Key of the transfer by which it arose."""
        return shortfall_key(self.event, self.claim_id, self.lot_id, self.consortium_id)


@tracked
class ExternalProject(models.Model):
    """The answers on which an external project rests, its registration, and why it was cancelled."""

    claim = models.OneToOneField(
        Claim, on_delete=models.PROTECT, related_name="external", db_comment="Which claim"
    )
    is_legal_duty = models.BooleanField(db_comment="Answer: the reduction is a legal duty")
    is_in_own_boundary = models.BooleanField(
        db_comment="Answer: it lies inside the boundary of a firm in the trading scheme"
    )
    is_used_elsewhere = models.BooleanField(db_comment="Answer: it is used in another scheme")
    is_ownership_agreed = models.BooleanField(db_comment="Answer: everybody who paid agreed who owns it")
    crediting_period = models.CharField(
        _("crediting period"), max_length=12, choices=CreditingPeriod, db_comment="Renewable or fixed"
    )
    scale = models.CharField(_("scale"), max_length=8, choices=Scale, db_comment="By tonnes when claimed")
    creditable_bp = models.PositiveSmallIntegerField(
        db_comment="Creditable share of the programme when claimed, basis points"
    )
    koc_number = models.CharField(
        _("KOC registration number"), max_length=40, blank=True, db_comment="Empty until registered"
    )
    kcu_account = models.CharField(
        _("account in the trading scheme"),
        max_length=40,
        blank=True,
        db_comment="Account of the trading-scheme firm that converted it; empty until converted",
    )
    cause = models.CharField(
        max_length=12, blank=True, choices=Cause, db_comment="Why it was cancelled; empty while it stands"
    )

    class Meta:
        db_table_comment = "External projects"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="claims_externalproject_answers",
                condition=Q(
                    is_legal_duty=False,
                    is_in_own_boundary=False,
                    is_used_elsewhere=False,
                    is_ownership_agreed=True,
                ),
            ),
            models.CheckConstraint(
                name="claims_externalproject_period",
                condition=Q(crediting_period__in=CreditingPeriod.values),
            ),
            models.CheckConstraint(name="claims_externalproject_scale", condition=Q(scale__in=Scale.values)),
            models.CheckConstraint(
                name="claims_externalproject_cause", condition=Q(cause__in=["", *Cause.values])
            ),
            models.CheckConstraint(
                name="claims_externalproject_converted", condition=Q(kcu_account="") | ~Q(koc_number="")
            ),
            models.UniqueConstraint(
                name="claims_externalproject_koc", fields=["koc_number"], condition=~Q(koc_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.koc_number or str(self.claim)
