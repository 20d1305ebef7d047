"""A call's own questions, in numbered versions that never change once they were published."""

from dataclasses import asdict
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, tracked
from programs.models.programmes import Call, Program
from programs.questions.kinds import QuestionKind
from programs.questions.terms import Check, Choice, Column, Condition, QuestionTerms, in_language


def published_stays() -> pgtrigger.Trigger:
    """Return the trigger that refuses any change of a published version."""
    return pgtrigger.Protect(
        name="published_stays",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__published_at__isnull=False),
    )


def questions_stay() -> pgtrigger.Trigger:
    """Return the trigger that refuses another question, a changed one or one less in a published version."""
    published = (
        "EXISTS (SELECT 1 FROM programs_questionnaire q"
        " WHERE q.id = {row}.questionnaire_id AND q.published_at IS NOT NULL)"
    )
    refuse = "RAISE EXCEPTION 'questions_stay: this version was published'"
    return pgtrigger.Trigger(
        name="questions_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            f"IF TG_OP <> 'INSERT' THEN IF {published.format(row='OLD')} THEN {refuse}; END IF; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
            f" IF {published.format(row='NEW')} THEN {refuse}; END IF; RETURN NEW;"
        ),
    )


class QuestionnaireQuerySet(VersionedQuerySet):
    def published(self) -> Self:
        """Return the versions that applicants answer, or answered."""
        return self.filter(published_at__isnull=False)

    def newest(self) -> Any:
        """Return the version with the highest number, or None."""
        return self.order_by("number").last()


@tracked
class Questionnaire(Versioned):
    """One numbered version of a call's own questions; published, it stays as it is."""

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="questionnaires", db_comment="Whose questions"
    )
    number = models.PositiveSmallIntegerField(db_comment="Number of the version, from 1")
    drafted_at = models.DateTimeField(db_comment="When the version was begun")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who began it"
    )
    published_at = models.DateTimeField(null=True, db_comment="When it was published; empty while a draft")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who published it",
    )
    publish_reason = models.TextField(blank=True, db_comment="Why it was published")

    objects: ClassVar[Any] = QuestionnaireQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Versions of calls' own questions"
        ordering: ClassVar = ["call", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_questionnaire_number", fields=["call", "number"]),
            models.UniqueConstraint(
                name="programs_questionnaire_one_draft",
                fields=["call"],
                condition=Q(published_at__isnull=True),
            ),
            models.CheckConstraint(name="programs_questionnaire_numbers", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="programs_questionnaire_published",
                condition=Q(published_at__isnull=True, published_by__isnull=True, publish_reason="")
                | (Q(published_at__isnull=False, published_by__isnull=False) & ~Q(publish_reason="")),
            ),
        ]
        triggers: ClassVar = [counts_versions(), published_stays()]

    def __str__(self) -> str:
        return f"{self.call.name} · {self.title}"

    @property
    def title(self) -> str:
        """The version in the reader's language."""
        return _("version %(number)s") % {"number": self.number}

    @property
    def program(self) -> Program:
        """The programme of its call."""
        return self.call.program

    @property
    def is_published(self) -> bool:
        """Whether applicants can answer it, and nobody can change it."""
        return self.published_at is not None

    @property
    def terms(self) -> tuple[QuestionTerms, ...]:
        """Its questions as values, in their order."""
        return tuple(question.terms for question in self.questions.all())


@tracked
class CallQuestion(Versioned):
    """One question of a version: text, number, choice, date, file or table, with what it depends on."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="questions", db_comment="In which version"
    )
    code = models.SlugField(db_comment="Stable name, by which answers find it in a later version")
    position = models.PositiveSmallIntegerField(db_comment="Place among the questions, from 1")
    kind = models.CharField(max_length=8, choices=QuestionKind, db_comment="Kind of the answer")
    label_ko = models.CharField(max_length=300, db_comment="The question in Korean")
    label_en = models.CharField(max_length=300, db_comment="The question in English")
    hint_ko = models.CharField(max_length=500, blank=True, db_comment="What helps to answer, in Korean")
    hint_en = models.CharField(max_length=500, blank=True, db_comment="What helps to answer, in English")
    is_required = models.BooleanField(
        default=True, db_comment="Whether nothing is submitted without an answer where it is asked"
    )
    least = models.DecimalField(
        null=True, max_digits=21, decimal_places=6, db_comment="Least number, or fewest rows of a table"
    )
    most = models.DecimalField(
        null=True, max_digits=21, decimal_places=6, db_comment="Greatest number, or most rows of a table"
    )
    max_length = models.PositiveIntegerField(null=True, db_comment="Most letters of a text")
    choices = models.JSONField(default=list, db_comment="Answers to choose from: code, label_ko, label_en")
    columns = models.JSONField(default=list, db_comment="Columns of a table: code, kind, label_ko, label_en")
    condition = models.JSONField(
        null=True, db_comment="Asked only if: question (code), operator, values; empty if always"
    )
    checks = models.JSONField(
        default=list,
        db_comment="Agrees with other answers: kind, question (code), column, message_ko, message_en",
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Questions of calls"
        ordering: ClassVar = ["questionnaire", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_callquestion_code", fields=["questionnaire", "code"]),
            models.CheckConstraint(
                name="programs_callquestion_kind", condition=Q(kind__in=QuestionKind.values)
            ),
            models.CheckConstraint(name="programs_callquestion_position", condition=Q(position__gte=1)),
        ]
        triggers: ClassVar = [counts_versions(), questions_stay()]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return in_language(self.label_ko, self.label_en)

    @property
    def program(self) -> Program:
        """The programme of its call."""
        return self.questionnaire.call.program

    @property
    def terms(self) -> QuestionTerms:
        """The question as the rules look at it."""
        condition = self.condition
        return QuestionTerms(
            **{name: getattr(self, name) for name in PLAIN},
            choices=tuple(Choice(**choice) for choice in self.choices),
            columns=tuple(Column(**column) for column in self.columns),
            condition=Condition(condition["question"], condition["operator"], tuple(condition["values"]))
            if condition
            else None,
            checks=tuple(Check(**check) for check in self.checks),
        )


#: columns that hold what the value of the same name is
PLAIN = (
    "code", "kind", "label_ko", "label_en", "hint_ko", "hint_en", "is_required", "least", "most",
    "max_length",
)  # fmt: skip


def columns_of(terms: QuestionTerms) -> dict[str, Any]:
    """Return what the columns of a question hold for these terms."""
    return {
        **{name: getattr(terms, name) for name in PLAIN},
        "choices": [asdict(choice) for choice in terms.choices],
        "columns": [asdict(column) for column in terms.columns],
        "condition": asdict(terms.condition) | {"values": list(terms.condition.values)}
        if terms.condition
        else None,
        "checks": [asdict(check) for check in terms.checks],
    }
