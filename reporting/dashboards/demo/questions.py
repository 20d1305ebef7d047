"""January: the ministry publishes the call's own questions; every applicant answers them with its draft."""

import datetime as dt

from applications import operations as applications
from applications.models import Application
from core.users.models import User
from programs.operations import editor
from programs.questions import Check, Choice, Condition, QuestionTerms
from reporting.dashboards.demo.scene import Scene, on

#: a bank's loan pays the self-burden of every third firm
LOAN, EVERY_THIRD = "bank-loan", 3

QUESTIONS = (
    QuestionTerms(
        "burden-source",
        "CHOICE",
        "자기부담금은 어떻게 조달합니까?",
        "How is the self-burden paid for?",
        choices=(
            Choice("own-money", "자체 자금", "Own money"),
            Choice(LOAN, "은행 대출", "Bank loan"),
        ),
    ),
    QuestionTerms(
        "lending-bank",
        "TEXT",
        "어느 은행의 대출입니까?",
        "Which bank lends the money?",
        max_length=80,
        condition=Condition("burden-source", "IS", (LOAN,)),
    ),
    QuestionTerms("work-begins", "DATE", "착수 예정일", "Day on which work is to begin"),
    QuestionTerms(
        "trial-run-ends",
        "DATE",
        "시운전(용역은 최종 보고) 완료 예정일",
        "Day on which the trial run ends (of services: the final report)",
        checks=(
            Check(
                "AT_LEAST",
                "work-begins",
                message_ko="착수 예정일보다 빠를 수 없습니다.",
                message_en="It can't be before work begins.",
            ),
        ),
    ),
)


def publish(scene: Scene) -> None:
    """The officer writes the first version of the call's questions and publishes it before firms apply."""
    by, at = scene.cast.officer, on(1, 22)
    version = editor.begin_questionnaire(call=scene.call, by=by, at=at)
    for terms in QUESTIONS:
        editor.add_question(questionnaire=version, terms=terms, by=by, at=at)
    editor.publish_questionnaire(
        questionnaire=version, reason="2026년 공고문의 신청서 서식에 따름", by=by, at=at
    )


def answer(number: int, draft: Application, by: User, at: dt.datetime) -> None:
    """Answer all questions of the call for a partner, by the number of its file."""
    has_loan = number % EVERY_THIRD == 0
    answers = {
        "burden-source": LOAN if has_loan else "own-money",
        "work-begins": draft.starts_on,
        "trial-run-ends": draft.ends_on,
        **({"lending-bank": "시연은행"} if has_loan else {}),
    }
    applications.answer_questions(application=draft, answers=answers, by=by, at=at)
