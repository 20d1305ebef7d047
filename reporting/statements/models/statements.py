"""Statements: the reduction of one measure over one period, with every row of its calculation."""

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
    tracked,
)
from firms.models import Firm
from measurement.methods import METHODS
from measurement.models import Measure
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES
from reporting.statements.models.triggers import (
    deducts_before_signing,
    periods_stay_apart,
    restates_the_same,
)
from reporting.statements.workflow import SIGNED, STANDING, TONES, TRANSITIONS, Status


class StatementQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "StatementQuerySet":
        """
        Return what this person may see.

        The firm its own, also once another firm has its equipment, which reads them as well; the programme's
        staff once it was submitted; the verifier what was assigned to them.
        The rows hold a firm's process data, so neither the anchor nor a customer sees a statement: what they
        see are the verified kilograms on the chain page.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        day = clock.day(at or clock.now())
        run = within(user.scopes(VIEW_CASES, day), "measure__consortium__program")
        firms = user.scopes(VIEW_OWN_CASES, day).of(ScopeKind.FIRM)
        own = Q(firm__in=firms) | Q(measure__firm__in=firms)
        return self.filter(own | Q(verifier=user.pk) | (run & Q(submitted_at__isnull=False)))

    def standing(self) -> "StatementQuerySet":
        """Return those whose period is taken: calculated, under way or verified."""
        return self.filter(status__in=STANDING)

    def verified(self) -> "StatementQuerySet":
        """Return those that were signed and that no restatement took the place of."""
        return self.filter(status=Status.VERIFIED)

    def void(self) -> "StatementQuerySet":
        """Return those whose signature is void, because figures under it changed."""
        return self.filter(voided_at__isnull=False)

    def overlapping(self, period_from: dt.date, period_until: dt.date) -> "StatementQuerySet":
        """Return those that share a day with the period."""
        return self.filter(period_from__lte=period_until, period_until__gte=period_from)

    def with_names(self) -> "StatementQuerySet":
        """Fetch along what a page about a statement names."""
        return self.select_related(
            "firm",
            "measure__firm",
            "measure__technology",
            "measure__consortium__program__office",
            "measure__consortium__program__agency",
            "verifier",
        )


@tracked
class Statement(Case):
    """One lot: a measure's reduction over whole months, in kg CO2e, and the hash of the figures behind it."""

    transitions = TRANSITIONS
    tones = TONES

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="statements", db_comment="What reduced"
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="statements", db_comment="Who held the equipment then"
    )
    period_from = models.DateField(_("from"), db_comment="First day of the first month")
    period_until = models.DateField(_("until"), db_comment="Last day of the last month")
    method = models.CharField(max_length=40, db_comment="Method in measurement/methods")
    method_form = models.CharField(max_length=80, db_comment="Which form of the formula was used")
    baseline_kg = models.DecimalField(
        max_digits=40, decimal_places=18, db_comment="Baseline emissions, kg, to 18 decimals"
    )
    project_kg = models.DecimalField(
        max_digits=40, decimal_places=18, db_comment="Project emissions, kg, to 18 decimals"
    )
    leakage_kg = models.DecimalField(
        max_digits=40, decimal_places=18, db_comment="Leakage, kg, to 18 decimals"
    )
    reduction_kg = models.BigIntegerField(_("reduction"), db_comment="Reduction, kg CO2e, rounded down once")
    deducted_kg = models.BigIntegerField(
        default=0, db_comment="What the verifier deducted from it, kg CO2e; the sum of its deductions"
    )
    figures_hash = models.CharField(max_length=64, db_comment="SHA-256 over readings, factors and rows")
    status = models.CharField(
        max_length=12, choices=Status, default=Status.CALCULATED, db_comment="How far it is"
    )
    calculated_at = models.DateTimeField(db_comment="When it was calculated")
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who had it calculated",
    )
    submitted_at = models.DateTimeField(null=True, db_comment="When it was handed in")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who handed it in",
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="statements_to_verify",
        db_comment="The verifier it was assigned to",
    )
    assigned_at = models.DateTimeField(null=True, db_comment="When the verifier was assigned")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who assigned",
    )
    verified_at = models.DateTimeField(null=True, db_comment="When it was signed")
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who signed",
    )
    verified_hash = models.CharField(max_length=64, blank=True, db_comment="figures_hash that was signed")
    lot = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="of_lot",
        db_comment="First statement of the period, which owns the kilograms; empty where it is this one",
    )
    restates = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="restatements",
        db_comment="The verified statement whose place it takes once it is signed",
    )
    voided_at = models.DateTimeField(
        null=True, db_comment="When figures under the signature changed, which made it void"
    )
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who changed them",
    )
    voided_reason = models.TextField(blank=True, db_comment="Why the figures were changed")

    objects: ClassVar[Any] = StatementQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Statements of reductions"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("statements_statement_status"),
            models.CheckConstraint(
                name="statements_statement_period", condition=Q(period_until__gt=F("period_from"))
            ),
            models.CheckConstraint(
                name="statements_statement_other_party",
                condition=Q(verified_by__isnull=True)
                | (
                    Q(verified_by=F("verifier"))
                    & ~Q(verified_by=F("calculated_by"))
                    & ~Q(verified_by=F("assigned_by"))
                ),
            ),
            models.CheckConstraint(
                name="statements_statement_signed",
                condition=Q(status__in=sorted(SIGNED), verified_at__isnull=False, verified_by__isnull=False)
                | (~Q(status__in=sorted(SIGNED)) & Q(verified_at__isnull=True, verified_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="statements_statement_deducted",
                condition=Q(deducted_kg=0) | Q(deducted_kg__gt=0, deducted_kg__lte=F("reduction_kg")),
            ),
            models.CheckConstraint(
                name="statements_statement_void",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(
                    voided_at__isnull=False,
                    voided_by__isnull=False,
                    status__in=sorted(SIGNED),
                ),
            ),
            models.CheckConstraint(
                name="statements_statement_restated",
                condition=~Q(status="RESTATED") | Q(voided_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="statements_statement_restates_once",
                fields=["restates"],
                condition=Q(status__in=sorted(STANDING | SIGNED)),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            periods_stay_apart(),
            restates_the_same(),
            deducts_before_signing(),
            frozen_fields(
                "figures_frozen",
                "measure_id",
                "firm_id",
                "reduction_kg",
                "figures_hash",
                "baseline_kg",
                "project_kg",
                "lot_id",
                "restates_id",
                "voided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.period_from:%Y-%m} – {self.period_until:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("statements:detail", args=[self.public_id])

    @property
    def method_label(self) -> str:
        """The method in words."""
        found = METHODS.get(self.method)
        return str(found.label) if found else self.method

    @property
    def method_form_label(self) -> str:
        """The form of the formula in words."""
        found = METHODS.get(self.method)
        return str(found.forms.get(self.method_form, self.method_form)) if found else self.method_form

    @property
    def is_standing(self) -> bool:
        """Whether its period is taken: calculated, under way or verified."""
        return self.status in STANDING

    @property
    def owner(self) -> Owner:
        """Owner of its kilogram accounts: the lot, which is the first statement of the period."""
        return Owner("lot", self.lot_id or self.pk)

    @property
    def is_signed(self) -> bool:
        """Whether its figures were signed, though another one may have taken its place since."""
        return self.status in SIGNED

    @property
    def waits_for_restatement(self) -> bool:
        """Whether it is still in the books by a signature that is void."""
        return self.status == Status.VERIFIED and self.voided_at is not None

    @property
    def signed_kg(self) -> int:
        """What a signature says, kg CO2e: the reduction as calculated less what the verifier deducted."""
        return self.reduction_kg - self.deducted_kg

    @property
    def booked_kg(self) -> int:
        """What its signature books, kg CO2e: what it says, and nothing where a restatement shows none."""
        return max(0, self.signed_kg)

    @property
    def evidence_url(self) -> str:
        """Where the evidence stands beside the figures."""
        return reverse("statements:evidence", args=[self.public_id])


class StatementChange(StatusChange):
    """A step of a statement."""

    case = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="changes", db_comment="Which statement"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of statements"
