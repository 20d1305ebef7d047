"""Programmes, their calls, rules and technologies."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.users.models import Office
from core.users.scopes import ScopeKind, Scopes
from core.workflow.models import Versioned, VersionedQuerySet, tracked
from programs.deadline import Deadline
from programs.models.kinds import (
    Direction,
    GrantKind,
    InTwoLanguages,
    Sourced,
)


class ProgramQuerySet(VersionedQuerySet):
    def visible_to(self, user: object) -> "ProgramQuerySet":
        """Return the programmes this person may see: programmes are public, practice ones need a sign-in."""
        return self if getattr(user, "is_authenticated", False) else self.filter(is_practice=False)


@tracked
class Program(InTwoLanguages, Sourced, Versioned):
    """A subsidy programme of one fiscal year."""

    code = models.SlugField(unique=True, db_comment="Stable name of its data file")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="programs", db_comment="Ministry that answers for it"
    )
    agency = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Agency that runs it",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), db_comment="Fiscal year, for instance 2026"
    )
    starts_on = models.DateField(_("from"), db_comment="First day")
    ends_on = models.DateField(_("until"), db_comment="Last day")
    pass_through_kind = models.CharField(
        _("legal kind of money passed on"),
        max_length=16,
        choices=GrantKind,
        db_comment="Usual legal kind of a pass-through: INDIRECT or CONTRIBUTION; a consortium may differ",
    )
    pass_through_days = models.PositiveSmallIntegerField(
        default=90, db_comment="Days within which money is passed on"
    )
    target_kg = models.BigIntegerField(_("target"), db_comment="Expected reduction a year, kg CO2e")
    factor_round = models.CharField(
        max_length=40, db_comment="Approval round of the emission factors used for statements"
    )
    is_practice = models.BooleanField(
        default=False, db_comment="For practising: the same rules, no real money"
    )
    excludes_trading_scheme = models.BooleanField(
        _("firms in the emissions trading scheme are excluded"),
        default=False,
        db_comment="Whether firms in the emissions trading scheme can't be supported",
    )
    copied_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
        db_comment="Programme of the year before from which this one was copied",
    )

    objects: ClassVar[Any] = ProgramQuerySet.as_manager()

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
    """Return the condition that a case's programme, at the path `program`, lies within the scopes."""
    if scopes.everything:
        return Q(pk__isnull=False)
    offices = scopes.of(ScopeKind.OFFICE)
    return (
        Q(**{f"{program}__in": scopes.of(ScopeKind.PROGRAM)})
        | Q(**{f"{program}__office__in": offices})
        | Q(**{f"{program}__agency__in": offices})
    )


@tracked
class SupportModel(InTwoLanguages, Sourced):
    """One way in which an anchor and its chain work together."""

    code = models.SlugField(unique=True, db_comment="chain, synergy, performance, downstream …")
    direction = models.CharField(max_length=12, choices=Direction, db_comment="Which way the chain runs")
    passes_money_on = models.BooleanField(db_comment="Whether tier 1 owes a pass-through")
    shares_reductions = models.BooleanField(
        default=False, db_comment="Whether reductions of shared suppliers are attributed by agreed shares"
    )
    promises_surplus = models.BooleanField(
        default=False, db_comment="Whether a surplus is promised that becomes external projects"
    )
    links_products = models.BooleanField(
        default=False, db_comment="Whether every partner is linked by the product that connects it"
    )
    scope3_category = models.PositiveSmallIntegerField(
        default=1, db_comment="Category of the GHG Protocol's Scope 3 under which an anchor may report"
    )
    about_ko = models.TextField(db_comment="What it is, in Korean")
    about_en = models.TextField(db_comment="What it is, in English")

    class Meta:
        db_table_comment = "Support models"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="programs_supportmodel_direction", condition=Q(direction__in=Direction.values)
            )
        ]


class CallQuerySet(VersionedQuerySet):
    def visible_to(self, user: object) -> "CallQuerySet":
        """Return the calls of the programmes this person may see: calls are public."""
        return self.filter(program__in=Program.objects.visible_to(user))


@tracked
class Call(InTwoLanguages, Sourced, Versioned):
    """A call for consortium plans, and for the applications of the firms in selected consortia."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="calls", db_comment="Its programme"
    )
    code = models.SlugField(unique=True, db_comment="Stable name in the data file")
    opens_at = models.DateTimeField(_("opens"), db_comment="From when plans are taken")
    plans_close_at = models.DateTimeField(_("plans until"), db_comment="Until when plans are taken")
    applications_close_at = models.DateTimeField(
        _("applications until"), db_comment="Until when firms of selected consortia apply"
    )
    budget_won = models.BigIntegerField(_("budget"), db_comment="Announced budget, won")

    objects: ClassVar[Any] = CallQuerySet.as_manager()

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
