"""Emission factors, as they were published: tables, their rows, and which table a programme uses when."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.formats import trimmed
from core.users.models import Office
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from measurement.factoring.families import Basis, Family
from measurement.factoring.names import name_of, round_of
from measurement.factoring.workflow import TONES, TRANSITIONS, Status
from programs.models import Program, Sourced
from programs.permissions import VIEW_CASES


class Purpose(models.TextChoices):
    PROGRAM = "PROGRAM", _("Programme")
    TRADING_SCHEME = "TRADING_SCHEME", _("Emissions trading scheme")


class FactorTableQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "FactorTableQuerySet":
        """Return the approved tables, and of the others those of the offices whose cases the person sees."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        scopes = user.scopes(VIEW_CASES, clock.day(clock.now()))
        if scopes.everything:
            return self
        return self.filter(Q(status=Status.APPROVED) | Q(office__in=scopes.of(ScopeKind.OFFICE)))

    def approved(self) -> "FactorTableQuerySet":
        """Return those that a programme may use."""
        return self.filter(status=Status.APPROVED)

    def with_names(self) -> "FactorTableQuerySet":
        """Fetch along what a page about a table names."""
        return self.select_related("office", "proposed_by", "approved_by")


@tracked
class FactorTable(Sourced, Case):
    """
    One version of the factors of a family: purpose, approval round, source.

    Those of the product's data files belong to no office and were approved where they were published.
    """

    transitions = TRANSITIONS
    tones = TONES

    office = models.ForeignKey(
        Office,
        null=True,
        on_delete=models.PROTECT,
        related_name="factor_tables",
        verbose_name=_("Office"),
        db_comment="Office that entered it; empty for those of the product's data files",
    )
    purpose = models.CharField(
        _("purpose"), max_length=16, choices=Purpose, db_comment="What it may be used for"
    )
    family = models.CharField(
        _("family"), max_length=12, choices=Family, db_comment="What its factors are of"
    )
    approval_round = models.CharField(
        _("approval round"), max_length=40, db_comment="Approval or publication it holds"
    )
    is_initial = models.BooleanField(
        default=False, db_comment="Whether programmes use it for this purpose until their office chooses"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, db_comment="How far it is")
    proposed_at = models.DateTimeField(null=True, db_comment="When it was proposed for approval")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who proposed it; nobody for the product's data files",
    )
    approved_at = models.DateTimeField(null=True, db_comment="When it was approved")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who approved it; nobody for the product's data files",
    )

    objects: ClassVar[Any] = FactorTableQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Tables of emission factors, each one version"
        ordering: ClassVar = ["family", "-approval_round", "purpose"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("measurement_factortable_status"),
            models.CheckConstraint(
                name="measurement_factortable_purpose", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="measurement_factortable_family", condition=Q(family__in=Family.values)
            ),
            models.UniqueConstraint(
                name="measurement_factortable_once",
                fields=["purpose", "family", "approval_round"],
                condition=~Q(status="REFUSED"),
            ),
            models.UniqueConstraint(
                name="measurement_factortable_initial",
                fields=["purpose", "family"],
                condition=Q(is_initial=True),
            ),
            models.CheckConstraint(
                name="measurement_factortable_two_people",
                condition=~Q(status="APPROVED")
                | Q(office__isnull=True, proposed_by__isnull=True, approved_by__isnull=True)
                | (
                    Q(office__isnull=False, proposed_by__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="measurement_factortable_approved",
                condition=Q(status="APPROVED", approved_at__isnull=False)
                | (~Q(status="APPROVED") & Q(approved_at__isnull=True, approved_by__isnull=True)),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            frozen_fields("table_frozen", "purpose", "family", "approval_round"),
        ]

    @property
    def shown_round(self) -> str:
        """The approval round as people read it."""
        return round_of(self.approval_round)

    def __str__(self) -> str:
        return f"{self.get_family_display()} · {self.shown_round} · {self.get_purpose_display()}"

    def get_absolute_url(self) -> str:
        return reverse("factoring:table", args=[self.public_id])


class FactorTableChange(StatusChange):
    """A step of a table of factors."""

    case = models.ForeignKey(
        FactorTable, on_delete=models.PROTECT, related_name="changes", db_comment="Which table"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of tables of factors"


def rows_stay() -> pgtrigger.Trigger:
    """Return the trigger that lets rows come and go only while their table is being entered, and fit it."""
    return pgtrigger.Trigger(
        name="rows_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("kept", "measurement_factortable%ROWTYPE")],
        func=(
            "IF TG_OP <> 'INSERT' THEN"
            " PERFORM 1 FROM measurement_factortable WHERE id = OLD.table_id AND status <> 'DRAFT';"
            " IF FOUND THEN RAISE EXCEPTION 'rows_stay: the table was proposed'; END IF; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
            " SELECT * INTO kept FROM measurement_factortable WHERE id = NEW.table_id FOR SHARE;"
            " IF kept.status <> 'DRAFT' THEN RAISE EXCEPTION 'rows_stay: the table was proposed'; END IF;"
            " IF kept.purpose <> NEW.purpose OR kept.approval_round <> NEW.approval_round THEN"
            " RAISE EXCEPTION 'rows_stay: another purpose or round than its table'; END IF;"
            " RETURN NEW;"
        ),
    )


@tracked
class Factor(Sourced):
    """
    One emission factor: code, value, unit, basis, period, source. Never changed once its table is proposed.

    Purpose and approval round are those of its table, repeated, as every figure is printed with them.
    """

    public_id = PublicIdField()
    table = models.ForeignKey(
        FactorTable, on_delete=models.PROTECT, related_name="factors", db_comment="Version it belongs to"
    )
    purpose = models.CharField(max_length=16, choices=Purpose, db_comment="What it may be used for")
    code = models.CharField(_("code"), max_length=48, db_comment="What it is, for instance grid_electricity")
    approval_round = models.CharField(max_length=40, db_comment="Approval or publication it belongs to")
    period_from = models.DateField(_("from"), db_comment="First day of the data period or validity")
    period_until = models.DateField(_("until"), null=True, db_comment="Last day; empty while open")
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=9, db_comment="The factor")
    unit = models.CharField(_("unit"), max_length=40, db_comment="Its unit, for instance tCO2eq/MWh")
    basis = models.CharField(
        _("basis"),
        max_length=3,
        blank=True,
        choices=Basis,
        default=Basis.NONE,
        db_comment="NCV or GCV of a calorific value; empty for others",
    )

    class Meta:
        db_table_comment = "Emission factors"
        ordering: ClassVar = ["code", "approval_round"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="measurement_factor_in_table", fields=["table", "code"]),
            models.CheckConstraint(
                name="measurement_factor_purpose", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(name="measurement_factor_value", condition=Q(value__gt=0)),
            models.CheckConstraint(name="measurement_factor_basis", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="measurement_factor_period",
                condition=Q(period_until__isnull=True) | Q(period_until__gte=F("period_from")),
            ),
        ]
        triggers: ClassVar = [rows_stay()]

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.unit} ({self.approval_round})"

    @property
    def shown_round(self) -> str:
        """The approval round as people read it."""
        return round_of(self.approval_round)

    @property
    def name(self) -> str:
        """What it is of, in words."""
        return name_of(self.code)

    @property
    def shown_value(self) -> str:
        """The factor as people write it."""
        return trimmed(self.value)


def uses_stay_apart() -> pgtrigger.Trigger:
    """Return the trigger that refuses two versions of a family in one month, and one that is not approved."""
    return pgtrigger.Trigger(
        name="uses_stay_apart",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "PERFORM 1 FROM programs_program WHERE id = NEW.program_id FOR NO KEY UPDATE;"
            " IF EXISTS (SELECT 1 FROM measurement_factoruse u WHERE u.id <> NEW.id"
            " AND u.program_id = NEW.program_id AND u.purpose = NEW.purpose AND u.family = NEW.family"
            " AND u.first_month <= COALESCE(NEW.last_month, 'infinity'::date)"
            " AND COALESCE(u.last_month, 'infinity'::date) >= NEW.first_month) THEN"
            " RAISE EXCEPTION 'uses_stay_apart: another version is in use in these months'; END IF;"
            " IF NOT EXISTS (SELECT 1 FROM measurement_factortable t WHERE t.id = NEW.table_id"
            " AND t.purpose = NEW.purpose AND t.family = NEW.family AND t.status = 'APPROVED') THEN"
            " RAISE EXCEPTION 'uses_stay_apart: not an approved table of this purpose and family'; END IF;"
            " RETURN NEW;"
        ),
    )


@tracked
class FactorUse(models.Model):
    """
    The version that a programme uses for a purpose and a family from one month to another.

    Months without one have the programme's initial version (measurement/factoring/queries.py).
    """

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="factor_uses", db_comment="Which programme"
    )
    table = models.ForeignKey(
        FactorTable, on_delete=models.PROTECT, related_name="uses", db_comment="Which version"
    )
    purpose = models.CharField(max_length=16, choices=Purpose, db_comment="What it is used for")
    family = models.CharField(max_length=12, choices=Family, db_comment="What its factors are of")
    first_month = models.DateField(_("from"), db_comment="First day of the first month")
    last_month = models.DateField(
        _("until"), null=True, db_comment="First day of the last month; empty: open"
    )

    class Meta:
        db_table_comment = "Versions of factors that programmes use, by months"
        ordering: ClassVar = ["first_month", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="measurement_factoruse_purpose", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="measurement_factoruse_family", condition=Q(family__in=Family.values)
            ),
            models.CheckConstraint(
                name="measurement_factoruse_months",
                condition=Q(first_month__day=1)
                & (Q(last_month__isnull=True) | Q(last_month__day=1, last_month__gte=F("first_month"))),
            ),
        ]
        triggers: ClassVar = [uses_stay_apart()]

    def __str__(self) -> str:
        return f"{self.program}: {self.table}, {self.first_month:%Y-%m}"
