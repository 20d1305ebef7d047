"""The case itself: one engine for consortium plans, applications and contributions."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models.guards import (
    award_stays,
    begins_under_an_accepted_case,
    follows_its_parent,
    held_as_its_holders_say,
    in_kind_within_its_part,
    taken_back_of_an_award,
)
from applications.models.querysets import ApplicationQuerySet
from applications.workflow import PUBLIC_WORDING, TONES, TRANSITIONS, Halt, Status, is_way_of
from core.ledger.operations import Owner
from core.workflow.models import Case, StatusChange, counts_versions, frozen_fields, tracked
from firms.models import Firm, SizeCertificate, SizeClass
from programs.deadline import Deadline
from programs.models import Call, Consortium, GrantKind


class Kind(models.TextChoices):
    PLAN = "PLAN", _("Consortium plan")
    GRANT = "GRANT", _("Application for support")


def _person(words: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


@tracked
class Application(Case):
    """
    A consortium's plan (kind PLAN, by the anchor) or a firm's application for support (kind GRANT).

    Won are whole; `asked_won` is the subsidy the rules computed at submission, `awarded_won` what was
    decided. A CONTRIBUTION is proposed by the parent's firm for its supplier and recorded by an officer. The
    ledger accounts of the money belong to the application (`owner`), and the grant goes on using them.
    """

    transitions = TRANSITIONS
    tones = TONES

    kind = models.CharField(max_length=8, choices=Kind, db_comment="Plan or application for support")
    grant_kind = models.CharField(
        max_length=16, blank=True, choices=GrantKind, db_comment="Legal kind of the support; empty for a plan"
    )
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="applications", db_comment="Its call"
    )
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="applications", db_comment="Lead consortium"
    )
    firm = models.ForeignKey(
        Firm,
        on_delete=models.PROTECT,
        related_name="applications",
        db_comment="Who would receive the support; once accepted, who holds it today",
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_comment="The application under which this one is linked (money passed on)",
    )
    title = models.CharField(_("title"), max_length=160, db_comment="Short name of the undertaking")
    purpose = models.TextField(
        _("purpose and expected effect"), blank=True, db_comment="Purpose and expected effect"
    )
    starts_on = models.DateField(_("start"), null=True, db_comment="First day of the undertaking")
    ends_on = models.DateField(_("end"), null=True, db_comment="Last day of the undertaking")
    anchor_won = models.BigIntegerField(
        _("part paid by the anchor"),
        default=0,
        db_comment="Part of the self-burden that the anchor pays, won",
    )
    anchor_in_kind_won = models.BigIntegerField(
        _("in kind by the anchor"), default=0, db_comment="What of the anchor's part is in kind, won"
    )
    own_in_kind_won = models.BigIntegerField(
        _("in kind by the firm"),
        default=0,
        db_comment="What of the firm's own part of the self-burden is in kind, won",
    )
    proposed_won = models.BigIntegerField(
        _("amount proposed"),
        null=True,
        db_comment="Indirect subsidy: the most that the firm above proposes to hand on, won",
    )
    regrant_asked_won = models.BigIntegerField(
        _("asked to hand on"),
        default=0,
        db_comment="Indirect chain: subsidy asked for handing on to firms below, won",
    )
    regrant_won = models.BigIntegerField(
        _("awarded to hand on"),
        default=0,
        db_comment="Indirect chain: subsidy awarded for handing on to firms below, won",
    )
    reduced_won = models.BigIntegerField(
        default=0, db_comment="Taken back from its own part by shrinking or cancelling, won"
    )
    regrant_reduced_won = models.BigIntegerField(
        default=0, db_comment="Taken back from what was to be handed on, won"
    )
    halted = models.CharField(
        max_length=12,
        blank=True,
        choices=Halt,
        db_comment="Whether its grant is suspended, cancelled or closed; empty while it runs",
    )
    resumed_at = models.DateTimeField(
        null=True, db_comment="When its grant last ran again after a suspension"
    )
    resumed_by = _person("Who let it run again")
    rules_on = models.DateField(
        null=True, db_comment="Day whose rules it is computed by: that of its first submission"
    )
    frozen_size_class = models.CharField(
        max_length=8,
        blank=True,
        choices=SizeClass,
        db_comment="Size class at submission; the rate rests on it",
    )
    frozen_certificate = models.ForeignKey(
        SizeCertificate,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Its proof at submission",
    )
    frozen_pass_through_days = models.PositiveSmallIntegerField(
        null=True, db_comment="Days for passing money on at its first submission"
    )
    frozen_excludes_trading_scheme = models.BooleanField(
        null=True,
        db_comment="Whether firms in the emissions trading scheme were excluded at its first submission",
    )
    asked_won = models.BigIntegerField(
        _("amount asked"), null=True, db_comment="Subsidy computed at submission, won"
    )
    awarded_won = models.BigIntegerField(_("amount awarded"), null=True, db_comment="Support decided, won")
    expected_kg = models.BigIntegerField(
        _("expected reduction a year"),
        null=True,
        db_comment="Sum over its measures at submission, kg CO2e a year",
    )
    status = models.CharField(
        max_length=12, choices=Status, default=Status.DRAFTED, db_comment="How far the case is"
    )
    drafted_at = models.DateTimeField(db_comment="When the draft was begun")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who began the draft"
    )
    submitted_at = models.DateTimeField(null=True, db_comment="When it was first submitted")
    submitted_by = _person("Who submitted it")
    assessed_at = models.DateTimeField(null=True, db_comment="When it was last assessed")
    assessed_by = _person("Who assessed it")
    decided_at = models.DateTimeField(
        null=True, db_comment="When it was selected, awarded, recorded or refused"
    )
    decided_by = _person("Who decided")

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

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
                condition=(Q(kind="PLAN") & ~Q(status__in=["ASSESSED", "AWARDED", "ACCEPTED", "REOPENED"]))
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
                & Q(regrant_asked_won__gte=0, regrant_won__gte=0)
                & (Q(awarded_won__isnull=True) | Q(awarded_won__gt=0) | Q(awarded_won=0, regrant_won__gt=0)),
            ),
            in_kind_within_its_part(),
            models.CheckConstraint(
                name="applications_application_regrants",
                condition=Q(regrant_asked_won=0, regrant_won=0)
                | Q(grant_kind__in=["SUBSIDY", "INDIRECT"], regrant_won__lte=F("regrant_asked_won")),
            ),
            *taken_back_of_an_award(),
            models.CheckConstraint(
                name="applications_application_proposed",
                condition=Q(proposed_won__isnull=True) | Q(grant_kind="INDIRECT", proposed_won__gt=0),
            ),
            models.CheckConstraint(
                name="applications_application_award_within_asked",
                condition=Q(awarded_won__isnull=True)
                | Q(asked_won__isnull=True)
                | Q(awarded_won__lte=F("asked_won")),
            ),
            models.CheckConstraint(
                name="applications_application_four_eyes",
                condition=Q(assessed_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(assessed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="applications_application_awards_were_assessed",
                condition=~Q(status__in=["AWARDED", "ACCEPTED"])
                | Q(awarded_won__isnull=False, decided_by__isnull=False, grant_kind="CONTRIBUTION")
                | Q(awarded_won__isnull=False, decided_by__isnull=False, assessed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="applications_application_dates",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
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
            begins_under_an_accepted_case(),
            frozen_fields("award_frozen", "parent_id", "rules_on"),
            frozen_fields("terms_frozen", "frozen_pass_through_days", "frozen_excludes_trading_scheme"),
            award_stays(),
            held_as_its_holders_say(),
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
    def is_plan(self) -> bool:
        """Whether it is a consortium's plan."""
        return self.kind == Kind.PLAN

    @property
    def is_indirect(self) -> bool:
        """Whether it is an indirect subsidy (간접보조금): subsidy money handed on by the firm above."""
        return self.grant_kind == GrantKind.INDIRECT

    @property
    def is_subsidy(self) -> bool:
        """Whether it asks for money of the budget, from the call or handed on by the firm above."""
        return self.grant_kind in (GrantKind.SUBSIDY, GrantKind.INDIRECT)

    @property
    def is_contribution(self) -> bool:
        """Whether it is a private contribution (민간 상생): the giver's own money."""
        return self.grant_kind == GrantKind.CONTRIBUTION

    @property
    def standing_won(self) -> int:
        """What stands of the award for its own purposes: decided less what was taken back, won."""
        return (self.awarded_won or 0) - self.reduced_won

    @property
    def standing_regrant_won(self) -> int:
        """What stands of the award for handing on: decided less what was taken back, won."""
        return self.regrant_won - self.regrant_reduced_won

    @property
    def pass_through_days(self) -> int:
        """Days for passing money on: those of its first submission, before it the programme's."""
        frozen = self.frozen_pass_through_days
        return self.call.program.pass_through_days if frozen is None else frozen

    @property
    def excludes_trading_scheme(self) -> bool:
        """Whether it is closed to firms in the emissions trading scheme: as at its first submission."""
        frozen = self.frozen_excludes_trading_scheme
        return self.call.program.excludes_trading_scheme if frozen is None else frozen

    @property
    def applicant_id(self) -> int | None:
        """Id of the firm that writes the case: the giver of a contribution, else who would receive."""
        if self.is_contribution and self.parent is not None:
            return self.parent.firm_id
        return self.firm_id

    @property
    def deadline(self) -> Deadline:
        """Until when its first submission is taken."""
        return self.call.plan_deadline if self.is_plan else self.call.application_deadline

    def can_move_to(self, status: str) -> bool:
        """Say whether the table lets this case become `status`, on the way of its kind."""
        return super().can_move_to(status) and is_way_of(self.kind, self.grant_kind, self.status, status)

    @property
    def is_editable(self) -> bool:
        """Whether the applicant may still change it."""
        return self.status in (Status.DRAFTED, Status.RETURNED)

    def get_public_status_display(self) -> Any:
        """The status in the words an applicant reads."""
        return PUBLIC_WORDING.get(Status(self.status), self.get_status_display())


class ApplicationChange(StatusChange):
    """A step of a plan or application."""

    case = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="changes", db_comment="Which case"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of plans and applications"
