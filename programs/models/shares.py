"""Agreed shares of consortia in the reductions of the suppliers they share."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ratios import WHOLE_BP
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from core.workflow.transitions import Transitions
from firms.models import Firm
from programs.models.consortia import Consortium
from programs.models.programmes import Program


class SharesStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("Waiting for agreement")
    AGREED = "AGREED", _("Agreed by all")
    DROPPED = "DROPPED", _("Dropped")


SHARES_TRANSITIONS = Transitions(
    {
        SharesStatus.PROPOSED: frozenset({SharesStatus.AGREED, SharesStatus.DROPPED}),
        SharesStatus.AGREED: frozenset(),
        SharesStatus.DROPPED: frozenset(),
    }
)


def shares_are_whole() -> pgtrigger.Trigger:
    """Return the trigger that lets shares be agreed only if all said yes, for exactly 100 %, once a day."""
    return pgtrigger.Trigger(
        name="shares_are_whole",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "IF NEW.status = 'AGREED' THEN"
            " IF (SELECT coalesce(sum(share_bp), 0) FROM programs_attributionshare"
            " WHERE agreement_id = NEW.id) <> 10000 THEN"
            " RAISE EXCEPTION 'shares_are_whole: the shares come to exactly 100 percent'; END IF;"
            " IF EXISTS (SELECT 1 FROM programs_attributionshare"
            " WHERE agreement_id = NEW.id AND confirmed_at IS NULL) THEN"
            " RAISE EXCEPTION 'shares_are_whole: every consortium agrees first'; END IF;"
            " PERFORM 1 FROM firms_firm WHERE id = NEW.firm_id FOR NO KEY UPDATE;"
            " IF EXISTS (SELECT 1 FROM programs_attributionagreement a WHERE a.id <> NEW.id"
            " AND a.program_id = NEW.program_id AND a.firm_id = NEW.firm_id AND a.status = 'AGREED'"
            " AND daterange(a.valid_from, a.valid_until, '[]')"
            " && daterange(NEW.valid_from, NEW.valid_until, '[]')) THEN"
            " RAISE EXCEPTION 'shares_are_whole: other shares are agreed for these days'; END IF;"
            " END IF; RETURN NEW;"
        ),
    )


class AttributionAgreementQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "AttributionAgreementQuerySet":
        """Return those in which a consortium this person sees has a share."""
        seen = Consortium.objects.visible_to(user, at)
        return self.filter(pk__in=AttributionShare.objects.filter(consortium__in=seen).values("agreement"))


@tracked
class AttributionAgreement(Case):
    """How a shared supplier's reductions are attributed to the consortia it belongs to, from day to day."""

    transitions = SHARES_TRANSITIONS
    tones: ClassVar = {"PROPOSED": "info", "AGREED": "success", "DROPPED": "neutral"}

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="attribution_agreements", db_comment="Its programme"
    )
    firm = models.ForeignKey(
        Firm,
        on_delete=models.PROTECT,
        related_name="attribution_agreements",
        db_comment="The shared supplier",
    )
    valid_from = models.DateField(_("from"), db_comment="First day of the first month it counts for")
    valid_until = models.DateField(
        _("until"), null=True, db_comment="Last day; empty until other shares follow"
    )
    status = models.CharField(
        max_length=12, choices=SharesStatus, default=SharesStatus.PROPOSED, db_comment="How far it is"
    )
    proposed_at = models.DateTimeField(db_comment="When it was proposed")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who proposed it"
    )

    objects: ClassVar[Any] = AttributionAgreementQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Agreed shares in the reductions of shared suppliers"
        ordering: ClassVar = ["-valid_from", "-pk"]
        constraints: ClassVar = [
            SHARES_TRANSITIONS.constraint("programs_attributionagreement_status"),
            models.CheckConstraint(
                name="programs_attributionagreement_dates",
                condition=Q(valid_from__day=1)
                & (Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            SHARES_TRANSITIONS.trigger(),
            shares_are_whole(),
            frozen_fields("terms_frozen", "program_id", "firm_id", "valid_from"),
        ]

    def __str__(self) -> str:
        return f"{self.firm} {self.valid_from:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("programs:shares", args=[self.public_id])


class AttributionAgreementChange(StatusChange):
    """A step of agreed shares."""

    case = models.ForeignKey(
        AttributionAgreement, on_delete=models.PROTECT, related_name="changes", db_comment="Which shares"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of agreed shares"


def agreed_shares_stay() -> pgtrigger.Trigger:
    """Return the trigger that refuses another share once the agreement is no longer only proposed."""
    return pgtrigger.Trigger(
        name="agreed_shares_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF EXISTS (SELECT 1 FROM programs_attributionagreement WHERE status <> 'PROPOSED'"
            " AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.agreement_id END,"
            " CASE WHEN TG_OP <> 'DELETE' THEN NEW.agreement_id END)) THEN"
            " RAISE EXCEPTION 'agreed_shares_stay: other shares are a new agreement'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


@tracked
class AttributionShare(models.Model):
    """One consortium's share, and its anchor's yes to it."""

    agreement = models.ForeignKey(
        AttributionAgreement, on_delete=models.PROTECT, related_name="shares", db_comment="Which agreement"
    )
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="attribution_shares", db_comment="Whose share"
    )
    share_bp = models.PositiveSmallIntegerField(_("share"), db_comment="Basis points; 10000 is the whole")
    confirmed_at = models.DateTimeField(null=True, db_comment="When its anchor agreed")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who agreed for the anchor",
    )

    class Meta:
        db_table_comment = "Shares of consortia in a supplier's reductions"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programs_attributionshare_once", fields=["agreement", "consortium"]
            ),
            models.CheckConstraint(
                name="programs_attributionshare_part", condition=Q(share_bp__gt=0, share_bp__lte=WHOLE_BP)
            ),
            models.CheckConstraint(
                name="programs_attributionshare_confirmed",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [agreed_shares_stay()]

    def __str__(self) -> str:
        return f"{self.consortium}: {self.share_bp}"
