"""What binds the members of a consortium: invitations, supply links, the signed agreement, shares."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    Case,
    StatusChange,
    Versioned,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from core.workflow.transitions import Transitions
from firms.models import Firm
from programs.models.consortia import Consortium, Member
from programs.models.kinds import MemberRole
from programs.models.programmes import Program

WHOLE_BP = 10_000


class OfConsortium(VersionedQuerySet):
    """Rows that whoever sees their consortium may read."""

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "OfConsortium":
        """Return those of the consortia this person may see."""
        return self.filter(consortium__in=Consortium.objects.visible_to(user, at))


class InvitationStatus(models.TextChoices):
    SENT = "SENT", _("Sent")
    ACCEPTED = "ACCEPTED", _("Accepted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


INVITATION_TRANSITIONS = Transitions(
    {
        InvitationStatus.SENT: frozenset({InvitationStatus.ACCEPTED, InvitationStatus.WITHDRAWN}),
        InvitationStatus.ACCEPTED: frozenset(),
        InvitationStatus.WITHDRAWN: frozenset(),
    }
)


@tracked
class Invitation(Case):
    """A letter to a firm that is not registered yet; its representative registers it and joins with it."""

    transitions = INVITATION_TRANSITIONS
    tones: ClassVar = {"SENT": "info", "ACCEPTED": "success", "WITHDRAWN": "neutral"}

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="invitations", db_comment="Into which consortium"
    )
    upstream = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="invitations", db_comment="Under which member"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=MemberRole, default=MemberRole.PARTNER, db_comment="As what"
    )
    business_number = models.CharField(
        _("business registration number"), max_length=10, db_comment="Ten digits without hyphens"
    )
    firm_name = models.CharField(_("name of the firm"), max_length=120, db_comment="As the inviter wrote it")
    email = models.EmailField(_("e-mail address of the representative"), db_comment="Where the letter went")
    sent_at = models.DateTimeField(db_comment="When it was sent")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who invited"
    )
    expires_on = models.DateField(_("valid until"), db_comment="Last day on which it can be accepted")
    member = models.ForeignKey(
        Member,
        null=True,
        on_delete=models.PROTECT,
        related_name="accepted_invitations",
        db_comment="The membership that came of it",
    )
    status = models.CharField(
        max_length=12, choices=InvitationStatus, default=InvitationStatus.SENT, db_comment="How far it is"
    )

    objects: ClassVar[Any] = OfConsortium.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Invitations of firms that are not registered yet"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            INVITATION_TRANSITIONS.constraint("programs_invitation_status"),
            models.CheckConstraint(
                name="programs_invitation_role",
                condition=Q(role__in=[r for r in MemberRole.values if r != MemberRole.ANCHOR]),
            ),
            models.CheckConstraint(
                name="programs_invitation_number", condition=Q(business_number__regex=r"^[0-9]{10}$")
            ),
            models.UniqueConstraint(
                name="programs_invitation_once",
                fields=["consortium", "business_number"],
                condition=Q(status="SENT"),
            ),
        ]
        triggers: ClassVar = [counts_versions(), INVITATION_TRANSITIONS.trigger()]

    def __str__(self) -> str:
        return f"{self.firm_name} ({self.consortium})"

    def get_absolute_url(self) -> str:
        return reverse("programs:invitation", args=[self.public_id])


class InvitationChange(StatusChange):
    """A step of an invitation."""

    case = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="changes", db_comment="Which invitation"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of invitations"


def links_stay_in_their_consortium() -> pgtrigger.Trigger:
    """Return the trigger that refuses a supply link between members of different consortia."""
    return pgtrigger.Trigger(
        name="links_stay_inside",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "IF (SELECT count(*) FROM programs_member WHERE id IN (NEW.supplier_id, NEW.buyer_id)"
            " AND consortium_id = NEW.consortium_id) <> 2 THEN"
            " RAISE EXCEPTION 'links_stay_inside: both firms are members of this consortium'; END IF;"
            " RETURN NEW;"
        ),
    )


@tracked
class SupplyLink(Versioned):
    """What one member delivers to another: the product that links them, from when until when."""

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="supply_links", db_comment="In which consortium"
    )
    supplier = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="delivers", db_comment="Who delivers"
    )
    buyer = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="is_delivered", db_comment="Who is delivered to"
    )
    product = models.CharField(_("product"), max_length=120, db_comment="What is delivered")
    hs_code = models.CharField(
        _("HS/CN code"), max_length=10, blank=True, db_comment="Customs code of the product, digits only"
    )
    since = models.DateField(_("since"), db_comment="First day")
    ended_on = models.DateField(_("until"), null=True, blank=True, db_comment="Last day; empty while it runs")

    objects: ClassVar[Any] = OfConsortium.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Supply links between members"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="programs_supplylink_sides", condition=~Q(supplier=F("buyer"))),
            models.CheckConstraint(
                name="programs_supplylink_hs_code", condition=Q(hs_code__regex=r"^([0-9]{4,10})?$")
            ),
            models.UniqueConstraint(
                name="programs_supplylink_once",
                fields=["supplier", "buyer", "product"],
                condition=Q(ended_on__isnull=True),
            ),
        ]
        triggers: ClassVar = [counts_versions(), links_stay_in_their_consortium()]

    def __str__(self) -> str:
        return f"{self.supplier.firm} → {self.buyer.firm}: {self.product}"

    def get_absolute_url(self) -> str:
        return self.consortium.get_absolute_url()


@tracked
class Agreement(Versioned):
    """The consortium's agreement as it was drawn up, by the hash of its text; each party signs that hash."""

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="agreements", db_comment="Whose agreement"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the consortium")
    text = models.TextField(db_comment="The agreement, word for word")
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the text in UTF-8")
    drawn_up_at = models.DateTimeField(db_comment="When it was drawn up")
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who drew it up"
    )
    superseded_at = models.DateTimeField(
        null=True, db_comment="Since when another one takes its place; empty for the present one"
    )

    objects: ClassVar[Any] = OfConsortium.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Agreements of consortia"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_agreement_number", fields=["consortium", "number"]),
            models.UniqueConstraint(
                name="programs_agreement_present",
                fields=["consortium"],
                condition=Q(superseded_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields("text_frozen", "consortium_id", "number", "text", "sha256", "superseded_at"),
        ]

    def __str__(self) -> str:
        return f"{self.consortium} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("programs:agreement", args=[self.public_id])


class Signature(models.Model):
    """A party's signature under an agreement: name, moment, and the hash that was signed. Never changed."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="signatures", db_comment="Which agreement"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="signatures", db_comment="Which party"
    )
    name = models.CharField(_("name"), max_length=80, db_comment="Name as the person typed it")
    sha256 = models.CharField(max_length=64, db_comment="Hash of the text that was signed")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who signed"
    )

    class Meta:
        db_table_comment = "Signatures under agreements"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_signature_once", fields=["agreement", "member"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.name} ({self.member.firm})"


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
