"""Programmes, their calls and rules, and the consortia that answer."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.users.models import Office
from core.users.scopes import ScopeKind, Scopes
from core.workflow import clock
from core.workflow.models import Case, StatusChange, Versioned, VersionedQuerySet, counts_versions, tracked
from core.workflow.transitions import Transitions
from firms.models import Firm, SizeClass
from programs.deadline import Deadline
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES


class GrantKind(models.TextChoices):
    SUBSIDY = "SUBSIDY", _("Subsidy")
    INDIRECT = "INDIRECT", _("Indirect subsidy")
    CONTRIBUTION = "CONTRIBUTION", _("Private contribution")


class CostKind(models.TextChoices):
    EQUIPMENT = "EQUIPMENT", _("Equipment replacement")
    CONSULTING = "CONSULTING", _("Consulting")
    PCF = "PCF", _("Third-party PCF verification")


class RuleKind(models.TextChoices):
    RATE = "RATE", _("Co-funding rate")
    CAP_FIRM = "CAP_FIRM", _("Cap per firm")
    CAP_CONSORTIUM = "CAP_CONSORTIUM", _("Cap per consortium")


class Direction(models.TextChoices):
    UPSTREAM = "UPSTREAM", _("From the anchor to its suppliers")
    DOWNSTREAM = "DOWNSTREAM", _("From the anchor to its customers")


class MemberRole(models.TextChoices):
    ANCHOR = "ANCHOR", _("Anchor firm")
    PARTNER = "PARTNER", _("Partner firm")


class InTwoLanguages(models.Model):
    """A name in Korean and in English."""

    name_ko = models.CharField(_("name (Korean)"), max_length=160, db_comment="Name in Korean")
    name_en = models.CharField(_("name (English)"), max_length=160, db_comment="Name in English")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_ko


class ProgramQuerySet(VersionedQuerySet):
    def visible_to(self, user: object) -> "ProgramQuerySet":
        """Return the programmes this person may see: programmes are public, practice ones need a sign-in."""
        return self if getattr(user, "is_authenticated", False) else self.filter(is_practice=False)


@tracked
class Program(InTwoLanguages, Versioned):
    """A subsidy programme of one fiscal year."""

    code = models.SlugField(unique=True, db_comment="Stable name of its data file")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="programs", db_comment="Ministry that answers for it"
    )
    agency = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_comment="Agency that runs it"
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), db_comment="Fiscal year, for instance 2026")
    starts_on = models.DateField(_("from"), db_comment="First day")
    ends_on = models.DateField(_("until"), db_comment="Last day")
    pass_through_bp = models.PositiveIntegerField(
        _("pass-through ratio"),
        db_comment="What tier 1 owes its suppliers, in basis points of what it received (10000 is the whole)",
    )
    pass_through_kind = models.CharField(
        max_length=16, choices=GrantKind, db_comment="Legal kind of a pass-through: INDIRECT or CONTRIBUTION"
    )
    pass_through_days = models.PositiveSmallIntegerField(
        default=90, db_comment="Days within which money is passed on"
    )
    target_kg = models.BigIntegerField(_("target"), db_comment="Expected reduction a year, kg CO2e")
    factor_round = models.CharField(
        max_length=40, db_comment="Approval round of the emission factors used for statements"
    )
    is_practice = models.BooleanField(default=False, db_comment="For practising: the same rules, no real money")
    source = models.TextField(_("source"), db_comment="Where these facts were published")

    objects = ProgramQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Subsidy programmes"
        ordering: ClassVar = ["is_practice", "-fiscal_year", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="programs_program_dates", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="programs_program_pass_through_kind",
                condition=Q(pass_through_kind__in=[GrantKind.INDIRECT, GrantKind.CONTRIBUTION]),
            ),
            models.CheckConstraint(name="programs_program_target", condition=Q(target_kg__gte=0)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("dashboards:program", args=[self.public_id])

    @property
    def office_ids(self) -> tuple[int, ...]:
        """Ids of the offices whose officers run this programme."""
        return (self.office_id, self.agency_id) if self.agency_id else (self.office_id,)

    @property
    def scope_pairs(self) -> tuple[tuple[str, int], ...]:
        """The (scope kind, id) pairs over which a role counts for this programme."""
        return (("PROGRAM", self.pk), *(("OFFICE", office_id) for office_id in self.office_ids))


def within(scopes: Scopes, program: str = "program") -> Q:
    """Return the condition that a case's programme (at the path `program`) lies within an official's scopes."""
    if scopes.everything:
        return Q(pk__isnull=False)
    offices = scopes.of(ScopeKind.OFFICE)
    return (
        Q(**{f"{program}__in": scopes.of(ScopeKind.PROGRAM)})
        | Q(**{f"{program}__office__in": offices})
        | Q(**{f"{program}__agency__in": offices})
    )


@tracked
class SupportModel(InTwoLanguages):
    """One way in which an anchor and its chain work together."""

    code = models.SlugField(unique=True, db_comment="chain, synergy, performance, downstream …")
    direction = models.CharField(max_length=12, choices=Direction, db_comment="Which way the chain runs")
    passes_money_on = models.BooleanField(db_comment="Whether tier 1 owes a pass-through")
    about_ko = models.TextField(db_comment="What it is, in Korean")
    about_en = models.TextField(db_comment="What it is, in English")
    source = models.TextField(db_comment="Where it was published")

    class Meta:
        db_table_comment = "Support models"
        constraints: ClassVar = [
            models.CheckConstraint(name="programs_supportmodel_direction", condition=Q(direction__in=Direction.values))
        ]


class CallQuerySet(VersionedQuerySet):
    def visible_to(self, user: object) -> "CallQuerySet":
        """Return the calls of the programmes this person may see: calls are public."""
        return self.filter(program__in=Program.objects.visible_to(user))


@tracked
class Call(InTwoLanguages, Versioned):
    """A call for consortium plans, and for the applications of the firms in selected consortia."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="calls", db_comment="Its programme")
    code = models.SlugField(unique=True, db_comment="Stable name in the data file")
    opens_at = models.DateTimeField(_("opens"), db_comment="From when plans are taken")
    plans_close_at = models.DateTimeField(_("plans until"), db_comment="Until when plans are taken")
    applications_close_at = models.DateTimeField(
        _("applications until"), db_comment="Until when firms of selected consortia apply"
    )
    budget_won = models.BigIntegerField(_("budget"), db_comment="Announced budget, won")
    source = models.TextField(_("source"), db_comment="Where it was announced")

    objects = CallQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Calls"
        ordering: ClassVar = ["-opens_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="programs_call_dates",
                condition=Q(plans_close_at__gt=F("opens_at"), applications_close_at__gte=F("plans_close_at")),
            ),
            models.CheckConstraint(name="programs_call_budget", condition=Q(budget_won__gt=0)),
        ]

    def get_absolute_url(self) -> str:
        return self.program.get_absolute_url()

    @property
    def plan_deadline(self) -> Deadline:
        """Until when plans are taken."""
        return Deadline(self.plans_close_at)

    @property
    def application_deadline(self) -> Deadline:
        """Until when applications are taken."""
        return Deadline(self.applications_close_at)


@tracked
class FundingRule(models.Model):
    """One number of the scheme with its source and validity: a rate in basis points or a cap in won."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="rules", db_comment="Its programme")
    kind = models.CharField(max_length=16, choices=RuleKind, db_comment="Rate or cap")
    cost_kind = models.CharField(max_length=12, blank=True, db_comment="For which costs; empty for all")
    size_class = models.CharField(max_length=8, blank=True, db_comment="For which size class; empty for all")
    value = models.BigIntegerField(db_comment="Basis points (rate) or won (cap)")
    source = models.TextField(db_comment="Where the number was published")
    valid_from = models.DateField(db_comment="First day")
    valid_until = models.DateField(null=True, blank=True, db_comment="Last day; empty while it holds")

    class Meta:
        db_table_comment = "Funding rules"
        ordering: ClassVar = ["kind", "cost_kind", "size_class", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="programs_fundingrule_kind", condition=Q(kind__in=RuleKind.values)),
            models.CheckConstraint(
                name="programs_fundingrule_cost_kind", condition=Q(cost_kind__in=["", *CostKind.values])
            ),
            models.CheckConstraint(
                name="programs_fundingrule_size_class", condition=Q(size_class__in=["", *SizeClass.values])
            ),
            models.CheckConstraint(name="programs_fundingrule_value", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="programs_fundingrule_rate", condition=~Q(kind="RATE") | Q(value__lte=10_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@tracked
class Technology(InTwoLanguages):
    """A technology the programme pays for, and the method that measures it."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="technologies", db_comment="Its programme"
    )
    code = models.SlugField(db_comment="Stable name, for instance air_compressor")
    method = models.CharField(max_length=40, blank=True, db_comment="Method in measurement/methods; empty if none yet")
    restriction_months = models.PositiveSmallIntegerField(
        db_comment="Months during which the asset may not be sold without approval (Act, art. 35)"
    )
    source = models.TextField(db_comment="Where it was named")

    class Meta:
        db_table_comment = "Technologies a programme pays for"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_technology_code", fields=["program", "code"])
        ]


def _on(at: dt.datetime | None) -> dt.date:
    return clock.day(at or clock.now())


class ConsortiumQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ConsortiumQuerySet":
        """Return the consortia of an official's programmes, and those in which one's firm is or is invited."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = user.scopes(VIEW_OWN_CASES, _on(at)).of(ScopeKind.FIRM)
        seen = Member.objects.present().filter(firm__in=own)
        return self.filter(within(user.scopes(VIEW_CASES, _on(at))) | Q(pk__in=seen.values("consortium")))


@tracked
class Consortium(Versioned):
    """An anchor firm with its partners, under one support model."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="consortia", db_comment="Its programme")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="consortia", db_comment="The call it answers")
    support_model = models.ForeignKey(
        SupportModel, on_delete=models.PROTECT, related_name="consortia", db_comment="How it works together"
    )
    anchor = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="anchored", db_comment="Anchor firm")
    name = models.CharField(_("name of the consortium"), max_length=120, db_comment="Name of the consortium")
    registered_at = models.DateTimeField(db_comment="When it was registered")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who registered it"
    )

    objects = ConsortiumQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Consortia"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_consortium_name", fields=["program", "name"]),
            models.UniqueConstraint(name="programs_consortium_anchor", fields=["call", "anchor"]),
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

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "MemberQuerySet":
        """Return the members of the consortia this person may see."""
        return self.filter(consortium__in=Consortium.objects.visible_to(user, at))


@tracked
class Member(Case):
    """A firm's place in a consortium: its role, its tier, and the member it delivers to."""

    transitions = MEMBER_TRANSITIONS
    tones: ClassVar = {"INVITED": "info", "JOINED": "success", "DECLINED": "danger", "LEFT": "neutral"}

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="members", db_comment="Which consortium"
    )
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="member_of", db_comment="Which firm")
    role = models.CharField(max_length=12, choices=MemberRole, db_comment="Anchor or partner")
    tier = models.PositiveSmallIntegerField(db_comment="0 for the anchor, 1 for its direct partners, and so on")
    upstream = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="downstream",
        db_comment="The member it delivers to; empty for the anchor",
    )
    status = models.CharField(
        max_length=12, choices=MemberStatus, default=MemberStatus.INVITED, db_comment="How far it has joined"
    )

    objects = MemberQuerySet.as_manager()

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
                | Q(role="PARTNER", tier__gt=0, upstream__isnull=False),
            ),
        ]
        triggers: ClassVar = [counts_versions(), MEMBER_TRANSITIONS.trigger()]

    def __str__(self) -> str:
        return f"{self.firm} ({self.consortium})"

    def get_absolute_url(self) -> str:
        return reverse("dashboards:consortium", args=[self.consortium.public_id])


class MemberChange(StatusChange):
    """A step of a membership."""

    case = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="changes", db_comment="Which membership")

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of memberships"
