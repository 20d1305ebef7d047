"""Consortium plans and firms' applications: one engine, one workflow, one assessment."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.workflow import PUBLIC_WORDING, TONES, TRANSITIONS, Status
from core.evidence.models import Attachment
from core.ledger.operations import Owner
from core.workflow.models import Case, StatusChange, Versioned, counts_versions, frozen_fields, immutable, tracked
from firms.models import Firm, SizeCertificate, SizeClass
from measurement.models import Measure
from programs.models import Call, Consortium, CostKind, FundingRule, GrantKind, Technology


class Kind(models.TextChoices):
    PLAN = "PLAN", _("Consortium plan")
    GRANT = "GRANT", _("Application for support")


def follows_its_parent() -> pgtrigger.Trigger:
    """Return the trigger that refuses a cycle of parents and a parent in another consortium."""
    return pgtrigger.Trigger(
        name="parents_form_a_tree",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
        declare=[("above", "bigint")],
        func=(
            "above := NEW.parent_id;"
            " WHILE above IS NOT NULL LOOP"
            " IF above = NEW.id THEN RAISE EXCEPTION 'parents_form_a_tree: a case cannot be above itself'; END IF;"
            " SELECT parent_id INTO above FROM applications_application WHERE id = above;"
            " END LOOP; RETURN NEW;"
        ),
    )


@tracked
class Application(Case):
    """
    A consortium's plan (kind PLAN, by the anchor) or a firm's application for support (kind GRANT).

    Won are whole; `asked_won` is the subsidy the rules computed at submission, `awarded_won` what was decided.
    A CONTRIBUTION is proposed by the parent's firm for its supplier and recorded by an officer. The ledger
    accounts of the money belong to the application (`owner`), and the grant goes on using them.
    """

    transitions = TRANSITIONS
    tones = TONES

    kind = models.CharField(max_length=8, choices=Kind, db_comment="Plan or application for support")
    grant_kind = models.CharField(
        max_length=16, blank=True, choices=GrantKind, db_comment="Legal kind of the support; empty for a plan"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications", db_comment="Its call")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="applications", db_comment="Lead consortium"
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="applications", db_comment="Who would receive the support"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_comment="The application under which this one is linked (money passed on)",
    )
    title = models.CharField(_("title"), max_length=160, db_comment="Short name of the undertaking")
    purpose = models.TextField(_("purpose and expected effect"), blank=True, db_comment="Purpose and expected effect")
    starts_on = models.DateField(_("start"), null=True, db_comment="First day of the undertaking")
    ends_on = models.DateField(_("end"), null=True, db_comment="Last day of the undertaking")
    anchor_won = models.BigIntegerField(
        _("part paid by the anchor"), default=0, db_comment="Part of the self-burden that the anchor pays, won"
    )
    frozen_size_class = models.CharField(
        max_length=8, blank=True, choices=SizeClass, db_comment="Size class at submission; the rate rests on it"
    )
    frozen_certificate = models.ForeignKey(
        SizeCertificate, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Its proof at submission"
    )
    asked_won = models.BigIntegerField(_("amount asked"), null=True, db_comment="Subsidy computed at submission, won")
    awarded_won = models.BigIntegerField(_("amount awarded"), null=True, db_comment="Support decided, won")
    expected_kg = models.BigIntegerField(
        _("expected reduction a year"), null=True, db_comment="Sum over its measures at submission, kg CO2e a year"
    )
    status = models.CharField(
        max_length=12, choices=Status, default=Status.DRAFTED, db_comment="How far the case is"
    )
    drafted_at = models.DateTimeField(db_comment="When the draft was begun")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who began the draft"
    )
    submitted_at = models.DateTimeField(null=True, db_comment="When it was first submitted")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who submitted it"
    )
    assessed_at = models.DateTimeField(null=True, db_comment="When it was last assessed")
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who assessed it"
    )
    decided_at = models.DateTimeField(null=True, db_comment="When it was selected, awarded, recorded or refused")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who decided"
    )

    class Meta(Case.Meta):
        db_table_comment = "Plans and applications"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("applications_application_status"),
            models.CheckConstraint(name="applications_application_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="applications_application_grant_kind",
                condition=Q(kind="PLAN", grant_kind="", parent__isnull=True)
                | Q(kind="GRANT", grant_kind="SUBSIDY", parent__isnull=True)
                | Q(kind="GRANT", grant_kind__in=["INDIRECT", "CONTRIBUTION"], parent__isnull=False),
            ),
            models.CheckConstraint(
                name="applications_application_plans_are_selected",
                condition=(Q(kind="PLAN") & ~Q(status__in=["ASSESSED", "AWARDED", "ACCEPTED"]))
                | (Q(kind="GRANT") & ~Q(status="SELECTED")),
            ),
            models.CheckConstraint(
                name="applications_application_size_class",
                condition=Q(frozen_size_class__in=["", *SizeClass.values]),
            ),
            models.CheckConstraint(
                name="applications_application_amounts",
                condition=Q(anchor_won__gte=0)
                & (Q(asked_won__isnull=True) | Q(asked_won__gte=0))
                & (Q(awarded_won__isnull=True) | Q(awarded_won__gt=0)),
            ),
            models.CheckConstraint(
                name="applications_application_award_within_asked",
                condition=Q(awarded_won__isnull=True) | Q(asked_won__isnull=True) | Q(awarded_won__lte=F("asked_won")),
            ),
            models.CheckConstraint(
                name="applications_application_four_eyes",
                condition=Q(assessed_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(assessed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="applications_application_dates",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="applications_application_one_plan",
                fields=["consortium"],
                condition=Q(kind="PLAN") & ~Q(status__in=["REFUSED", "WITHDRAWN"]),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            follows_its_parent(),
            frozen_fields("award_frozen", "awarded_won", "parent_id"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Owner of the ledger accounts of this case and of the grant that grows from it."""
        return Owner("application", self.pk)

    @property
    def is_editable(self) -> bool:
        """Whether the applicant may still change it."""
        return self.status in (Status.DRAFTED, Status.RETURNED)

    def get_public_status_display(self) -> Any:
        """The status in the words an applicant reads."""
        return PUBLIC_WORDING.get(Status(self.status), self.get_status_display())


class ApplicationChange(StatusChange):
    """A step of a plan or application."""

    case = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="changes", db_comment="Which case")

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of plans and applications"


@tracked
class CostItem(Versioned):
    """One thing to be paid for: what, from whom, for how much without VAT, by which quote."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="cost_items", db_comment="Whose cost"
    )
    cost_kind = models.CharField(max_length=12, choices=CostKind, db_comment="Equipment, consulting or PCF")
    technology = models.ForeignKey(
        Technology, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Technology of equipment"
    )
    measure = models.OneToOneField(
        Measure, null=True, on_delete=models.PROTECT, related_name="cost_item", db_comment="What it will reduce with"
    )
    name = models.CharField(_("what is bought"), max_length=120, db_comment="What is bought")
    maker = models.CharField(_("maker"), max_length=80, blank=True, db_comment="Maker")
    model = models.CharField(_("model"), max_length=80, blank=True, db_comment="Model")
    cost_won = models.BigIntegerField(_("cost without VAT"), db_comment="Cost without VAT, won")
    quote_supplier = models.CharField(_("supplier"), max_length=120, db_comment="Who made the quote")
    quote_on = models.DateField(_("date of the quote"), db_comment="Date of the quote")
    quote = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The quote")

    class Meta(Versioned.Meta):
        db_table_comment = "Cost items of applications"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="applications_costitem_cost", condition=Q(cost_won__gt=0)),
            models.CheckConstraint(name="applications_costitem_kind", condition=Q(cost_kind__in=CostKind.values)),
        ]

    def __str__(self) -> str:
        return self.name


class ArithmeticRow(models.Model):
    """One printed line of a computation: input, rule, result. Written at submission, never changed."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="arithmetic", db_comment="Whose amount"
    )
    computed_at = models.DateTimeField(db_comment="Which computation (a second submission adds another)")
    position = models.PositiveSmallIntegerField(db_comment="Order of the rows")
    code = models.CharField(max_length=24, db_comment="eligible, rate, cap_firm, subsidy, self_burden, anchor, own")
    rule = models.ForeignKey(
        FundingRule, null=True, on_delete=models.PROTECT, related_name="+", db_comment="The rule applied, if it is data"
    )
    input_won = models.BigIntegerField(db_comment="What went in, won")
    factor = models.BigIntegerField(null=True, db_comment="Rate in basis points or cap in won, as it was")
    article = models.CharField(max_length=200, blank=True, db_comment="Article or source the step rests on")
    result_won = models.BigIntegerField(db_comment="What came out, won")

    class Meta:
        db_table_comment = "Stored arithmetic of applications"
        ordering: ClassVar = ["computed_at", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="applications_arithmeticrow_once", fields=["application", "computed_at", "position"]
            )
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.code}: {self.result_won}"


class Recommendation(models.TextChoices):
    AWARD = "AWARD", _("Award")
    REFUSE = "REFUSE", _("Refuse")


class Assessment(models.Model):
    """What the assessing officer found. Never changed; a later one is added."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assessments", db_comment="What was assessed"
    )
    recommendation = models.CharField(max_length=8, choices=Recommendation, db_comment="What the officer recommends")
    recommended_won = models.BigIntegerField(null=True, db_comment="Amount recommended, won")
    finding = models.TextField(db_comment="Legality, arithmetic, ability to pay the self-burden (Act, art. 17)")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who assessed"
    )

    class Meta:
        db_table_comment = "Assessments"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="applications_assessment_recommendation", condition=Q(recommendation__in=Recommendation.values)
            )
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_recommendation_display()}"
