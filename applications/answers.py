"""The questions that a case answers, with its answers, and which version of them counts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from applications.models import Answer, AnswerSheet, Application
from core.workflow.reading import once
from programs.models import Questionnaire
from programs.questions import Answers, Problem, QuestionKind, QuestionTerms, Value, asked, problems, read


@dataclass(frozen=True)
class Sheet:
    """
    The version that counts for a case, or None, and the newest answer to each short name there ever was.

    `bound` is the version that was answered last; another one than `questionnaire` if a newer one came.
    """

    questionnaire: Questionnaire | None
    bound: Questionnaire | None
    rows: dict[str, Answer]
    version: int

    @cached_property
    def questions(self) -> tuple[QuestionTerms, ...]:
        """The questions of the version that counts."""
        return self.questionnaire.terms if self.questionnaire else ()

    @cached_property
    def answers(self) -> Answers:
        """What was answered, as the rules look at it; what is no answer of that kind any more is left out."""
        found = {question.code: self._read(question) for question in self.questions}
        return {code: value for code, value in found.items() if value is not None}

    def _read(self, question: QuestionTerms) -> Value | None:
        row = self.rows.get(question.code)
        if row is None:
            return None
        if question.kind == QuestionKind.FILE:
            return row.attachment.filename if row.attachment else None
        return read(question, row.value)

    @property
    def is_moved(self) -> bool:
        """Whether a newer version came since the answers were written."""
        return self.bound is not None and self.bound != self.questionnaire

    @property
    def asked(self) -> tuple[QuestionTerms, ...]:
        """The questions that are asked, given the answers."""
        return asked(self.questions, self.answers)

    @property
    def problems(self) -> list[Problem]:
        """What keeps the answers from being submitted."""
        return problems(self.questions, self.answers)


NO_SHEET = Sheet(None, None, {}, 0)


@once
def sheet_of(application: Application) -> Sheet:
    """
    Return the questions of a case and its answers.

    Before the first submission the newest published version counts; after it the one it was submitted with,
    also when it is returned.
    """
    if not application.is_subsidy:
        return NO_SHEET
    kept = AnswerSheet.objects.filter(application=application).select_related("questionnaire").first()
    bound = kept.questionnaire if kept else None
    counts = bound if application.submitted_at else newest_of(application)
    if counts is None:
        return NO_SHEET
    rows = newest_answers(application) if kept else {}
    return Sheet(counts, bound, rows, kept.version if kept else 0)


def newest_of(application: Application) -> Questionnaire | None:
    """Return the newest published version of the questions of the case's call."""
    newest: Questionnaire | None = application.call.questionnaires.published().newest()
    return newest


def newest_answers(application: Application) -> dict[str, Any]:
    """Return {short name of the question: the answer given to its latest version}."""
    rows = application.answers.select_related("question__questionnaire", "attachment__blob")
    ordered = sorted(rows, key=lambda row: row.question.questionnaire.number)
    return {row.question.code: row for row in ordered}
