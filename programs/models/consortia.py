"""Consortia that answer a call, and the places of firms in them."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import Case, StatusChange, Versioned, VersionedQuerySet, counts_versions, tracked
from core.workflow.transitions import Transitions
from firms.models import Firm
from programs.models.kinds import PARTNER_ROLES, GrantKind, MemberRole
from programs.models.programmes import Call, Program, SupportModel, within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES


def _on(at: dt.datetime | None) -> dt.date:
    return clock.day(at or clock.now())


class ConsortiumQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ConsortiumQuerySet":
        """Return those of an official's programmes, and those in which one's own firm is or is invited."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = user.scopes(VIEW_OWN_CASES, _on(at)).of(ScopeKind.FIRM)
        seen = Member.objects.present().filter(firm__in=own)
        return self.filter(within(user.scopes(VIEW_CASES, _on(at))) | Q(pk__in=seen.values("consortium")))


@tracked
class Consortium(Versioned):
    """An anchor firm with its partners, under one support model."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="consortia", db_comment="Its programme"
    )
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="consortia", db_comment="The call it answers"
    )
    support_model = models.ForeignKey(
        SupportModel, on_delete=models.PROTECT, related_name="consortia", db_comment="How it works together"
    )
    anchor = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="anchored", db_comment="Anchor firm"
    )
    name = models.CharField(_("name of the consortium"), max_length=120, db_comment="Name of the consortium")
    pass_through_kind = models.CharField(
        _("legal kind of money passed on"),
        max_length=16,
        blank=True,
        choices=GrantKind,
        db_comment="INDIRECT or CONTRIBUTION where its support model passes money on; else empty",
    )
    is_stand_in = models.BooleanField(
        default=False, db_comment="Stands in for a consortium that public sources do not name"
    )
    registered_at = models.DateTimeField(db_comment="When it was registered")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who registered it"
    )

    objects: ClassVar[Any] = ConsortiumQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Consortia"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_consortium_name", fields=["program", "name"]),
            models.UniqueConstraint(name="programs_consortium_anchor", fields=["call", "anchor"]),
            models.CheckConstraint(
                name="programs_consortium_pass_through_kind",
                condition=Q(pass_through_kind__in=["", GrantKind.INDIRECT, GrantKind.CONTRIBUTION]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dashboards:consortium", args=[self.public_id])


class MemberStatus(models.TextChoices):
    INVITED = "INVITED", _("Invited")
    JOINED = "JOINED", _("Joined")
    DECLINED = "DECLINED", _("Declined")
    LEFT = "LEFT", _("Left")


MEMBER_TRANSITIONS = Transitions(
    {
        MemberStatus.INVITED: frozenset({MemberStatus.JOINED, MemberStatus.DECLINED}),
        MemberStatus.JOINED: frozenset({MemberStatus.LEFT}),
        MemberStatus.DECLINED: frozenset({MemberStatus.INVITED}),
        MemberStatus.LEFT: frozenset({MemberStatus.INVITED}),
    },
    initial=frozenset({MemberStatus.INVITED, MemberStatus.JOINED}),
)


class MemberQuerySet(VersionedQuerySet):
    def present(self) -> "MemberQuerySet":
        """Return the places of firms that joined or are invited."""
        return self.filter(status__in=[MemberStatus.INVITED, MemberStatus.JOINED])

    def joined(self) -> "MemberQuerySet":
        """Return the places of firms that joined."""
        return self.filter(status=MemberStatus.JOINED)

    def applying(self) -> "MemberQuerySet":
        """Return the joined tier-1 partners: they apply for support themselves; consulting bodies do not."""
        return self.joined().filter(tier=1, role__in=PARTNER_ROLES)

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "MemberQuerySet":
        """Return the members of visible consortia, and the places ever offered to one's own firms."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = user.scopes(VIEW_OWN_CASES, _on(at)).of(ScopeKind.FIRM)
        return self.filter(Q(consortium__in=Consortium.objects.visible_to(user, at)) | Q(firm__in=own))


def members_form_tiers() -> pgtrigger.Trigger:
    """Return the trigger that holds a member one tier below the one above it, in the same consortium."""
    return pgtrigger.Trigger(
        name="members_form_tiers",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("upstream_id", "tier", "consortium_id"),
        func=(
            "IF NEW.upstream_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM programs_member m"
            " WHERE m.id = NEW.upstream_id AND m.id <> NEW.id AND m.consortium_id = NEW.consortium_id"
            " AND m.tier = NEW.tier - 1) THEN RAISE EXCEPTION"
            " 'members_form_tiers: a member stands one tier below another of its consortium';"
            " END IF; RETURN NEW;"
        ),
    )


@tracked
class Member(Case):
    """A firm's place in a consortium: its role, its tier, and the member it delivers to."""

    transitions = MEMBER_TRANSITIONS
    tones: ClassVar = {"INVITED": "info", "JOINED": "success", "DECLINED": "danger", "LEFT": "neutral"}

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="members", db_comment="Which consortium"
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="member_of", db_comment="Which firm"
    )
    role = models.CharField(
        max_length=12, choices=MemberRole, db_comment="Anchor, partner, shared supplier, customer, consultant"
    )
    tier = models.PositiveSmallIntegerField(
        db_comment="0 for the anchor, 1 for its direct partners, and so on"
    )
    upstream = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="downstream",
        db_comment="The member above it: whom it delivers to, or who delivers to it in a downstream chain",
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        db_comment="The member whose place it takes over",
    )
    status = models.CharField(
        max_length=12, choices=MemberStatus, default=MemberStatus.INVITED, db_comment="How far it has joined"
    )

    objects: ClassVar[Any] = MemberQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Members of consortia"
        ordering: ClassVar = ["tier", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_member_once", fields=["consortium", "firm"]),
            MEMBER_TRANSITIONS.constraint("programs_member_status"),
            models.CheckConstraint(name="programs_member_role", condition=Q(role__in=MemberRole.values)),
            models.CheckConstraint(
                name="programs_member_tier",
                condition=Q(role="ANCHOR", tier=0, upstream__isnull=True)
                | (~Q(role="ANCHOR") & Q(tier__gt=0, upstream__isnull=False)),
            ),
        ]
        triggers: ClassVar = [counts_versions(), MEMBER_TRANSITIONS.trigger(), members_form_tiers()]

    def __str__(self) -> str:
        return f"{self.firm} ({self.consortium})"

    def get_absolute_url(self) -> str:
        return reverse("dashboards:consortium", args=[self.consortium.public_id])


class MemberChange(StatusChange):
    """A step of a membership."""

    case = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="changes", db_comment="Which membership"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of memberships"
