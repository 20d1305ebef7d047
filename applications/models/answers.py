"""What applicants answer to their call's own questions."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.cases import Application
from applications.readers import Part
from core.evidence.models import Attachment
from core.workflow.models import PublicIdField, Versioned, VersionedQuerySet, counts_versions, tracked
from programs.models import CallQuestion, Questionnaire


def sheets_stay() -> pgtrigger.Trigger:
    """Return the trigger that keeps a case with its version of the questions once it was submitted."""
    return pgtrigger.Trigger(
        name="sheets_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF (NEW.application_id, NEW.questionnaire_id) IS DISTINCT FROM"
            " (OLD.application_id, OLD.questionnaire_id) AND EXISTS (SELECT 1 FROM applications_application"
            " WHERE id = OLD.application_id AND submitted_at IS NOT NULL) THEN"
            " RAISE EXCEPTION 'sheets_stay: what was submitted stays with its version'; END IF; RETURN NEW;"
        ),
    )


def answers_stay() -> pgtrigger.Trigger:
    """Return the trigger that refuses another answer while the case is not the applicant's to change."""
    return pgtrigger.Trigger(
        name="answers_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "applications_answer")],
        func=(
            "IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;"
            " IF NOT EXISTS (SELECT 1 FROM applications_application WHERE id = changed.application_id"
            " AND status IN ('DRAFTED', 'RETURNED')) THEN"
            " RAISE EXCEPTION 'answers_stay: the case was submitted'; END IF; RETURN changed;"
        ),
    )


@tracked
class AnswerSheet(Versioned):
    """Which version of its call's questions a case answers; each change of an answer counts its version."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="answer_sheet", db_comment="Which case"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="+", db_comment="Which version it answers"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Versions of their call's questions that cases answer"
        triggers: ClassVar = [counts_versions(), sheets_stay()]


class AnswerQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "AnswerQuerySet":
        """Return those of the cases whose answers this person may read."""
        return self.filter(application__in=Application.objects.visible_to(user, at, part=Part.ANSWERS))


@tracked
class Answer(models.Model):
    """
    The answer of a case to one question: a text (also of a number or a day), rows of a table, or a file.

    It is kept when its question is not asked any more, and then counts nowhere.
    """

    public_id = PublicIdField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="answers", db_comment="Whose answer"
    )
    question = models.ForeignKey(
        CallQuestion, on_delete=models.PROTECT, related_name="+", db_comment="To which question"
    )
    value = models.JSONField(null=True, db_comment="The answer as its kind is stored; empty for a file")
    attachment = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_comment="The file, if it is one"
    )
    answered_at = models.DateTimeField(db_comment="When it was last answered")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who answered it"
    )

    objects: ClassVar[Any] = AnswerQuerySet.as_manager()

    class Meta:
        db_table_comment = "Answers to calls' own questions"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_answer_once", fields=["application", "question"]),
            models.CheckConstraint(
                name="applications_answer_value_or_file",
                condition=Q(value__isnull=True, attachment__isnull=False)
                | Q(value__isnull=False, attachment__isnull=True),
            ),
        ]
        triggers: ClassVar = [answers_stay()]
