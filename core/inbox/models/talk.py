"""Questions between an office and a firm about a case; notes and tags, which only offices see."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import PublicIdField, immutable, tracked


class Side(models.TextChoices):
    OFFICE = "OFFICE", _("Programme office")
    APPLICANT = "APPLICANT", _("Firm")

    @property
    def other(self) -> "Side":
        """Whoever is spoken to."""
        return Side.APPLICANT if self == Side.OFFICE else Side.OFFICE


class AboutQuerySet(models.QuerySet):
    def about(self, kind: str, subject_id: int) -> "AboutQuerySet":
        """Return what belongs to one case."""
        return self.filter(subject_kind=kind, subject_id=subject_id)


class About(models.Model):
    """Something said about a case of any room."""

    public_id = PublicIdField()
    subject_kind = models.CharField(max_length=24, db_comment="Kind of the case it is about")
    subject_id = models.BigIntegerField(db_comment="Id of the case it is about")

    objects = AboutQuerySet.as_manager()

    class Meta:
        abstract = True


@tracked
class Question(About):
    """A thread: one side asks, the other answers, and so on; `waits_for` is who speaks next."""

    title = models.CharField(_("what it is about"), max_length=120, db_comment="What it is about")
    asked_side = models.CharField(max_length=10, choices=Side, db_comment="Which side asked")
    waits_for = models.CharField(
        max_length=10, blank=True, choices=Side, db_comment="Which side answers next; empty once answered"
    )
    due_on = models.DateField(
        _("answer until"), null=True, blank=True, db_comment="Day until which an answer is asked for"
    )
    asked_at = models.DateTimeField(db_comment="When it was asked")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who asked"
    )

    class Meta(About.Meta):
        db_table_comment = "Questions about cases"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(name="inbox_question_about", fields=["subject_kind", "subject_id"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="inbox_question_asked_side", condition=Q(asked_side__in=Side.values)),
            models.CheckConstraint(
                name="inbox_question_waits_for", condition=Q(waits_for__in=["", *Side.values])
            ),
            models.CheckConstraint(
                name="inbox_question_waits_for_the_other",
                condition=Q(waits_for="") | ~Q(waits_for=F("asked_side")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("talk:question", args=[self.public_id])

    @property
    def is_answered(self) -> bool:
        """Whether the side that was asked has answered."""
        return not self.waits_for

    @property
    def whose(self) -> Any:
        """Whose turn it is, in words; nothing once it was answered."""
        return Side(self.waits_for).label if self.waits_for else ""


class Message(models.Model):
    """One contribution to a thread. Never changed."""

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="messages", db_comment="Which thread"
    )
    side = models.CharField(max_length=10, choices=Side, db_comment="For which side it speaks")
    text = models.TextField(db_comment="What was said")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who"
    )

    class Meta:
        db_table_comment = "Contributions to questions"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="inbox_message_side", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="inbox_message_says_something", condition=~Q(text="")),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.text[:60]


class Note(About):
    """What officials write down among themselves; applicants never see it. Never changed."""

    text = models.TextField(db_comment="What was written down")
    written_at = models.DateTimeField(db_comment="When")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who"
    )

    class Meta(About.Meta):
        db_table_comment = "Internal notes on cases"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(name="inbox_note_about", fields=["subject_kind", "subject_id"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="inbox_note_says_something", condition=~Q(text=""))
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.text[:60]


@tracked
class Tag(About):
    """A word by which officials find cases again; applicants never see it."""

    label = models.CharField(_("tag"), max_length=30, db_comment="The word")
    tagged_at = models.DateTimeField(db_comment="When")
    tagged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who"
    )

    class Meta(About.Meta):
        db_table_comment = "Internal tags on cases"
        ordering: ClassVar = ["label", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("subject_kind", "subject_id", Lower("label"), name="inbox_tag_once"),
            models.CheckConstraint(name="inbox_tag_says_something", condition=~Q(label="")),
        ]

    def __str__(self) -> str:
        return self.label
