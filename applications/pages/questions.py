"""The call's own questions on the page of a case: what was answered, and what still is to be."""

from typing import Any

from django.urls import reverse

from applications.answers import Sheet
from applications.models import Application
from applications.pages.papers import card
from programs.questions import QuestionKind, QuestionTerms
from programs.questions.words import in_words, table_in_words


def asked_of(case: Application, sheet: Sheet, *, edits: bool) -> dict[str, Any]:
    """Return the questions that are asked with their answers in words, and for who edits what is missing."""
    return {
        "sheet": sheet,
        "answers": [_row(question, sheet) for question in sheet.asked],
        "problems": sheet.problems if edits else [],
        "answer_href": reverse("applications:questions", args=[case.public_id]) if edits else "",
    }


def _row(question: QuestionTerms, sheet: Sheet) -> dict[str, Any]:
    answer = sheet.answers.get(question.code)
    if answer is None:
        return {"question": question, "is_answered": False}
    row: dict[str, Any] = {"question": question, "is_answered": True, "text": in_words(question, answer)}
    attachment = sheet.rows[question.code].attachment
    if question.kind == QuestionKind.FILE and attachment is not None:
        row["file"] = card(attachment)
    if question.kind == QuestionKind.TABLE:
        row["rows"] = [
            zip(question.columns, cells, strict=True) for cells in table_in_words(question, answer)
        ]
    return row
