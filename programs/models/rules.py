"""What a programme pays for and how much: rules, technologies, papers to hand in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ratios import WHOLE_BP
from core.workflow.models import Versioned, counts_versions, tracked
from firms.models import SizeClass
from programs.models.kinds import (
    CheckTermKind,
    CostKind,
    Grade,
    InTwoLanguages,
    RuleKind,
    Sourced,
    Step,
)
from programs.models.programmes import Program
from programs.models.triggers import stays_apart, terms_of_rules_stay


@tracked
class FundingRule(Sourced, Versioned):
    """One number of the scheme with its source and validity: a rate, a part, a cap, a rounding."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="rules", db_comment="Its programme"
    )
    kind = models.CharField(max_length=16, choices=RuleKind, db_comment="Rate or cap")
    cost_kind = models.CharField(max_length=12, blank=True, db_comment="For which costs; empty for all")
    size_class = models.CharField(max_length=8, blank=True, db_comment="For which size class; empty for all")
    grade = models.CharField(
        max_length=8, blank=True, db_comment="For which grade of technology; empty for all"
    )
    value = models.BigIntegerField(
        db_comment="Basis points (rates, parts), won (caps, rounding), won per tCO2e (incentive) or days"
    )
    valid_from = models.DateField(db_comment="First day")
    valid_until = models.DateField(null=True, blank=True, db_comment="Last day; empty while it holds")

    class Meta(Versioned.Meta):
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
            models.CheckConstraint(
                name="programs_fundingrule_grade", condition=Q(grade__in=["", *Grade.values])
            ),
            models.CheckConstraint(name="programs_fundingrule_value", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="programs_fundingrule_rate",
                condition=~Q(kind__in=["RATE", "IN_KIND_SHARE", "TOLERANCE", "CREDITABLE", "MINOR_SHARE"])
                | Q(value__lte=WHOLE_BP),
            ),
            models.CheckConstraint(
                name="programs_fundingrule_rounding", condition=~Q(kind="ROUNDING") | Q(value__gte=1)
            ),
            models.CheckConstraint(
                name="programs_fundingrule_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            stays_apart(
                "rules",
                "programs_fundingrule",
                ("kind", "cost_kind", "size_class", "grade"),
                "another rule for the same thing is valid on these days",
            ),
            terms_of_rules_stay(),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@tracked
class Technology(InTwoLanguages, Sourced, Versioned):
    """A technology the programme pays for, and the method that measures it."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="technologies", db_comment="Its programme"
    )
    code = models.SlugField(db_comment="Stable name, for instance air_compressor")
    method = models.CharField(
        max_length=40, blank=True, db_comment="Method in measurement/methods; empty if none yet"
    )
    grade = models.CharField(
        _("grade"),
        max_length=8,
        choices=Grade,
        default=Grade.GENERAL,
        db_comment="General or advanced; rates may differ",
    )
    restriction_months = models.PositiveSmallIntegerField(
        _("restriction period"),
        db_comment="Months during which the asset may not be sold without approval (Act, art. 35)",
    )
    valid_from = models.DateField(
        _("from"), null=True, blank=True, db_comment="First day on which it is paid for; empty from the start"
    )
    valid_until = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day on which it is paid for; empty while it is"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Technologies a programme pays for"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_technology_code", fields=["program", "code"]),
            models.CheckConstraint(name="programs_technology_grade", condition=Q(grade__in=Grade.values)),
        ]


@tracked
class RequiredDocument(InTwoLanguages, Sourced, Versioned):
    """
    A paper that an applicant hands in, with the application or with a payment request.

    When and for what it is asked is dated: from a day on a row of the same short name follows the one before.
    """

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="required_documents", db_comment="Its programme"
    )
    code = models.SlugField(db_comment="Stable name, for instance self_burden_proof")
    step = models.CharField(_("step"), max_length=12, choices=Step, db_comment="With which step")
    cost_kind = models.CharField(max_length=12, blank=True, db_comment="For which costs; empty for all")
    is_required = models.BooleanField(
        _("required"), default=True, db_comment="Whether the step can't be taken without it"
    )
    valid_from = models.DateField(_("from"), db_comment="First day")
    valid_until = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day; empty while it holds"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Papers that applicants hand in"
        ordering: ClassVar = ["step", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programs_requireddocument_code", fields=["program", "code", "valid_from"]
            ),
            models.CheckConstraint(name="programs_requireddocument_step", condition=Q(step__in=Step.values)),
            models.CheckConstraint(
                name="programs_requireddocument_cost_kind", condition=Q(cost_kind__in=["", *CostKind.values])
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            stays_apart(
                "papers",
                "programs_requireddocument",
                ("code",),
                "the same paper is asked for in another way on these days",
            ),
        ]


@tracked
class CheckTerm(Sourced, Versioned):
    """
    One number of a programme's checks and periods: a price, how long a fact holds, days to answer in.

    A look at an application keeps what it rested on, so that a later number changes no answer given before.
    """

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="check_terms", db_comment="Its programme"
    )
    kind = models.CharField(max_length=16, choices=CheckTermKind, db_comment="What the number says")
    value = models.BigIntegerField(
        db_comment="Won (prices), quotes (wanted), days (how long a fact holds, to act in), seconds (grace)"
    )
    valid_from = models.DateField(db_comment="First day")
    valid_until = models.DateField(null=True, blank=True, db_comment="Last day; empty while it holds")

    class Meta(Versioned.Meta):
        db_table_comment = "Numbers of checks and periods"
        ordering: ClassVar = ["kind", "valid_from", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_checkterm_once", fields=["program", "kind", "valid_from"]),
            models.CheckConstraint(
                name="programs_checkterm_kind", condition=Q(kind__in=CheckTermKind.values)
            ),
            models.CheckConstraint(name="programs_checkterm_value", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="programs_checkterm_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            stays_apart(
                "check_terms",
                "programs_checkterm",
                ("kind",),
                "another number of this kind is valid on these days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
