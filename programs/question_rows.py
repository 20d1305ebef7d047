"""The versions of a call's questions as rows of the editor's page."""

from typing import Any

from django.urls import reverse

from programs.models import Call, Questionnaire
from programs.questions.words import details


def of_call(call: Call) -> dict[str, Any]:
    """Return the versions of a call's questions, and what the newest one asks."""
    versions = list(call.questionnaires.select_related("published_by").order_by("-number"))
    newest = versions[0] if versions else None
    is_draft = newest is not None and not newest.is_published
    begin = reverse("programs:questions_begin", args=[call.program.public_id, call.public_id])
    return {
        "call": call,
        "versions": versions,
        "newest": newest,
        "is_draft": is_draft,
        "begin_href": "" if is_draft else begin,
        "questions": _questions(newest) if newest else [],
    }


def _questions(newest: Questionnaire) -> list[dict[str, Any]]:
    """Return each question with what beyond its label belongs to it."""
    questions = list(newest.questions.all())
    terms = [question.terms for question in questions]
    return [{"question": one, "details": details(one.terms, terms)} for one in questions]
