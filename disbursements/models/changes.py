"""Changes of what was awarded: asked for by type, line by line, recorded at once or approved."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import Case, StatusChange, counts_versions, frozen_fields, immutable, tracked
from disbursements.models.grants import Grant
from disbursements.models.visibility import ChangeRequestQuerySet
from disbursements.workflow import APPLIED, CHANGE_TRANSITIONS, ChangeStatus
from firms.models import Firm
from programs.models import FundingRule


class ChangeKind(models.TextChoices):
    REALLOCATION = "REALLOCATION", _("Move between budget items")
    END_DATE = "END_DATE", _("Another end")
    CONTENT = "CONTENT", _("Something else is bought")
    SUSPENSION = "SUSPENSION", _("Suspension")
    HAND_OVER = "HAND_OVER", _("Hand-over to another firm")


class SubjectKind(models.TextChoices):
    APPLICATION = "APPLICATION", _("The undertaking")
    COST_ITEM = "COST_ITEM", _("Budget item")


class Term(models.TextChoices):
    """What of a subject can be another: its column, but for the amounts that rest on several rows."""

    COST_WON = "cost_won", _("Cost without VAT")
    NAME = "name", _("What is bought")
    MAKER = "maker", _("Maker")
    MODEL = "model", _("Model")
    TECHNOLOGY = "technology", _("Technology")
    ENDS_ON = "ends_on", _("End")
    SUSPENDED_UNTIL = "suspended_until", _("Suspended until")
    HOLDER = "holder", _("Holder")
    HANDED_ON = "handed_on", _("Handed over from")
    STANDING_WON = "standing_won", _("Support")


#: terms whose values are won; others are texts: words, days as 2026-05-19, codes, a firm's business number
WON_TERMS = (Term.COST_WON, Term.STANDING_WON)


def _person(words: str, *, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


@tracked
class ChangeRequest(Case):
    """
    A firm asks to change what was awarded (Act on the Management of Subsidies, art. 23-24).

    What is minor by the programme's number is recorded at once; all else an approving officer decides.
    """

    transitions = CHANGE_TRANSITIONS
    tones: ClassVar = {
        "REQUESTED": "info",
        "RECORDED": "success",
        "APPROVED": "success",
        "REFUSED": "danger",
        "WITHDRAWN": "neutral",
        "DECLINED": "danger",
    }

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="change_requests", db_comment="Which grant"
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="+", db_comment="Which firm asked: it held the grant"
    )
    to_firm = models.ForeignKey(
        Firm,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="To which firm the grant is to be handed over; empty for other kinds",
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the grant")
    kind = models.CharField(max_length=16, choices=ChangeKind, db_comment="What kind of change")
    why = models.TextField(_("reason"), db_comment="Why the firm asks for it")
    is_minor = models.BooleanField(db_comment="Whether it was minor when it was asked for")
    rule = models.ForeignKey(
        FundingRule,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Number of the programme by which that was judged; empty where it has none",
    )
    revision = models.PositiveSmallIntegerField(
        null=True, db_comment="Which version of the agreement it made: 1, 2, 3 … after the award, 0"
    )
    basis_won = models.BigIntegerField(
        null=True,
        db_comment="Support in proportion to which invoices are paid from then on, won; empty where it stays",
    )
    status = models.CharField(
        max_length=12, choices=ChangeStatus, default=ChangeStatus.REQUESTED, db_comment="How far it is"
    )
    requested_at = models.DateTimeField(db_comment="When it was asked for")
    requested_by = _person("Who asked for the firm", null=False)
    agreed_at = models.DateTimeField(null=True, db_comment="When the firm that is to take over agreed")
    agreed_by = _person("Who agreed for the firm that is to take over")
    recommendation = models.TextField(
        _("recommendation"), blank=True, db_comment="What the officer recommends to whoever decides"
    )
    recommended_at = models.DateTimeField(null=True, db_comment="When the officer recommended")
    recommended_by = _person("Who recommended")
    decided_at = models.DateTimeField(null=True, db_comment="When it was approved or refused")
    decided_by = _person("Who decided")

    objects: ClassVar[Any] = ChangeRequestQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Changes asked for after an award"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            CHANGE_TRANSITIONS.constraint("disbursements_changerequest_status"),
            models.CheckConstraint(
                name="disbursements_changerequest_kind", condition=Q(kind__in=ChangeKind.values)
            ),
            models.UniqueConstraint(name="disbursements_changerequest_number", fields=["grant", "number"]),
            models.UniqueConstraint(
                name="disbursements_changerequest_revision",
                fields=["grant", "revision"],
                condition=Q(revision__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_applied",
                condition=~Q(status__in=APPLIED) | Q(revision__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_minor",
                condition=~Q(status="RECORDED") | Q(is_minor=True, rule__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_basis",
                condition=Q(basis_won__isnull=True) | Q(basis_won__gte=0),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_who_decided",
                condition=~Q(status__in=["APPROVED", "REFUSED"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_to_firm",
                condition=Q(kind="HAND_OVER", to_firm__isnull=False) & ~Q(to_firm=F("firm"))
                | (~Q(kind="HAND_OVER") & Q(to_firm__isnull=True, agreed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_agreed",
                condition=~Q(kind="HAND_OVER", status="APPROVED")
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_changerequest_four_eyes",
                condition=Q(decided_by__isnull=True)
                | (
                    ~Q(decided_by=F("requested_by"))
                    & (Q(recommended_by__isnull=True) | ~Q(decided_by=F("recommended_by")))
                    & (Q(agreed_by__isnull=True) | ~Q(decided_by=F("agreed_by")))
                ),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            CHANGE_TRANSITIONS.trigger(),
            frozen_fields(
                "request_frozen",
                "grant_id",
                "firm_id",
                "to_firm_id",
                "agreed_at",
                "agreed_by_id",
                "number",
                "kind",
                "why",
                "is_minor",
                "requested_by_id",
                "revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} · {self.get_kind_display()} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:change", args=[self.public_id])


class ChangeRequestStep(StatusChange):
    """A step of a change that was asked for."""

    case = models.ForeignKey(
        ChangeRequest, on_delete=models.PROTECT, related_name="changes", db_comment="Which change"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of changes asked for"


class ChangeLine(models.Model):
    """One term of one subject: what it was when it was asked for, what it is to be. Never changed."""

    change = models.ForeignKey(
        ChangeRequest, on_delete=models.PROTECT, related_name="lines", db_comment="Which change"
    )
    subject_kind = models.CharField(max_length=12, choices=SubjectKind, db_comment="Application or cost item")
    subject_id = models.BigIntegerField(db_comment="Id of the application or cost item")
    term = models.CharField(max_length=16, choices=Term, db_comment="Which of its terms")
    old_won = models.BigIntegerField(null=True, db_comment="What it was, won; empty for a text")
    new_won = models.BigIntegerField(null=True, db_comment="What it is to be, won; empty for a text")
    old_text = models.CharField(
        max_length=200, blank=True, db_comment="What it was: words, a day or a code; empty for won"
    )
    new_text = models.CharField(
        max_length=200, blank=True, db_comment="What it is to be: words, a day or a code; empty for won"
    )

    class Meta:
        db_table_comment = "Lines of changes asked for"
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "term"], name="disbursements_changeline_at")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_changeline_once", fields=["change", "subject_kind", "subject_id", "term"]
            ),
            models.CheckConstraint(
                name="disbursements_changeline_subject_kind",
                condition=Q(subject_kind__in=SubjectKind.values),
            ),
            models.CheckConstraint(name="disbursements_changeline_term", condition=Q(term__in=Term.values)),
            models.CheckConstraint(
                name="disbursements_changeline_values",
                condition=Q(term__in=WON_TERMS, old_won__gte=0, new_won__gte=0, old_text="", new_text="")
                & ~Q(old_won=F("new_won"))
                | (
                    ~Q(term__in=WON_TERMS)
                    & Q(old_won__isnull=True, new_won__isnull=True)
                    & ~Q(old_text=F("new_text"))
                ),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_term_display()}: {self.old} → {self.new}"

    @property
    def place(self) -> tuple[str, int, str]:
        """What it is about: kind and id of the subject, and the term."""
        return self.subject_kind, self.subject_id, self.term

    @property
    def old(self) -> int | str:
        """What it was, won or text."""
        return self.old_text if self.old_won is None else self.old_won

    @property
    def new(self) -> int | str:
        """What it is to be, won or text."""
        return self.new_text if self.new_won is None else self.new_won
