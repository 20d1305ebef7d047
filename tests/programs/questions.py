"""Questions of a call for the tests: published versions, and the answers that fit them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from core.users.models import User
from programs.models import Call, Questionnaire
from programs.operations import editor
from programs.questions import Check, Choice, Column, Condition, QuestionTerms
from tests.factories.people import MOMENT

COLUMNS = (
    Column("name", "TEXT", "설비", "Machine"),
    Column("won", "NUMBER", "금액", "Amount"),
    Column("on", "DATE", "납기", "Due"),
)


def asks(code: str, kind: str = "TEXT", **more: Any) -> QuestionTerms:
    """Return a question that is its short name in both languages."""
    if kind == "CHOICE":
        more.setdefault("choices", (Choice("yes", "예", "Yes"), Choice("no", "아니요", "No")))
    if kind == "TABLE":
        more.setdefault("columns", COLUMNS)
    words = {"label_ko": f"{code} 문항", "label_en": f"Question {code}"}
    return QuestionTerms(**{**words, "code": code, "kind": kind, **more})


#: one question of each kind: two conditions, three comparisons
EVERY_KIND = (
    asks("loan", "CHOICE"),
    asks("bank", condition=Condition("loan", "IS", ("yes",))),
    asks("total", "NUMBER", least=Decimal(1)),
    asks("plan", "TABLE", checks=(Check("SUM_IS", "total", column="won"),)),
    asks("begin", "DATE"),
    asks("end", "DATE", checks=(Check("AT_LEAST", "begin"),)),
    asks("proof", "FILE", condition=Condition("loan", "IS", ("yes",))),
)


def rows(*won: str) -> tuple[dict[str, Any], ...]:
    return tuple({"name": f"설비 {n}", "won": Decimal(amount)} for n, amount in enumerate(won))


#: what answers them all but for the file
FITTING = {
    "loan": "no",
    "total": Decimal("100.5"),
    "plan": rows("100", "0.5"),
    "begin": dt.date(2026, 4, 1),
    "end": dt.date(2026, 4, 1),
}


def drafted(call: Call, by: User, *questions: QuestionTerms) -> Questionnaire:
    """Begin the next version, with these questions in the place of those before."""
    version = editor.begin_questionnaire(call=call, by=by, at=MOMENT)
    for question in reversed(version.questions.all()):
        editor.remove_question(question=question, by=by, at=MOMENT)
    for terms in questions:
        editor.add_question(questionnaire=version, terms=terms, by=by, at=MOMENT)
    return version


def published(call: Call, by: User, *questions: QuestionTerms) -> Questionnaire:
    """Publish the next version with these questions."""
    version = drafted(call, by, *(questions or EVERY_KIND))
    return editor.publish_questionnaire(questionnaire=version, reason="공고문에 따름", by=by, at=MOMENT)
