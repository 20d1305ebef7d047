"""The refusal letter: why an application for subsidy was refused, and until when one may object."""

from typing import Any

from applications.models import Application
from applications.periods import notice_of
from applications.workflow import Status
from reporting.documents.facts import letters
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes import award_letter
from reporting.documents.recipes.recipe import Recipe, Stated


def is_due(case: Application) -> bool:
    """Say whether a refusal stands: one to which an objection was upheld does not."""
    return case.is_subsidy and case.status == Status.REFUSED and case.decided_at is not None


def state(case: Application, _period: Period | None) -> Stated:
    """Return what the refusal says; once none stands, only which case it was about."""
    return Stated(letters.head(case, case.firm) | (_refusal(case) if is_due(case) else {}))


def _refusal(case: Application) -> dict[str, Any]:
    return {
        "decision": {
            "at": notice_of(case),
            "receipt": letters.receipt_before(case, notice_of(case)),
            "asked_won": case.asked_won,
            "reason": letters.reason_of(case, Status.REFUSED),
        },
        "deadlines": letters.objection(case.call.program, notice_of(case)),
    }


RECIPE = Recipe(
    kind=Kind.REFUSAL_LETTER,
    template="documents/letters/refusal.html",
    model=Application,
    subjects=award_letter.subjects,
    program=lambda case: case.call.program,
    is_due=is_due,
    state=state,
    related=letters.CASE,
)
