"""The award letter: what was awarded, how it was computed, under which conditions, and what comes next."""

from typing import Any

from django.db.models import QuerySet

from applications.arithmetic import latest_rows
from applications.models import Application
from applications.periods import acceptance_deadline, notice_of, silence_deadline
from applications.readers import Part
from applications.workflow import Status
from reporting.documents.facts import letters
from reporting.documents.facts.cases import row_of
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def subjects(user: Any) -> QuerySet[Application]:
    """Return the applications for subsidy whose decision this person may read."""
    return Application.objects.subsidies().visible_to(user, part=Part.DECISION)


def is_due(case: Application) -> bool:
    """Say whether an award stands. Plans are selected and contributions agreed: neither under the Act."""
    return case.is_subsidy and case.status in (Status.AWARDED, Status.ACCEPTED)


def state(case: Application, _period: Period | None) -> Stated:
    """Return what the decision of award says; once no award stands, only which case it was about."""
    first = case.holders.select_related("firm").order_by("number").first()
    plain = letters.head(case, first.firm if first else case.firm)
    return Stated(plain | (_award(case) if is_due(case) else {}))


def _award(case: Application) -> dict[str, Any]:
    at = notice_of(case)
    return {
        "decision": {
            "at": at,
            "receipt": letters.receipt_before(case, at),
            "asked_won": case.asked_won,
            "awarded_won": case.awarded_won,
            "regrant_won": case.regrant_won,
            "reason": letters.reason_of(case, Status.AWARDED),
        },
        "arithmetic": [row_of(row) for row in latest_rows(case, at)],
        "conditions": _conditions(case),
        "deadlines": {
            "accept_until": acceptance_deadline(case).day,
            "stands_until": silence_deadline(case).day,
            **letters.objection(case.call.program, at),
        },
    }


def _conditions(case: Application) -> list[dict[str, Any]]:
    """Return the conditions of this decision as they were set; what came of them is no part of it."""
    conditions = case.conditions.filter(set_at=notice_of(case)).order_by("position")
    return [
        {
            "position": one.position,
            "text_ko": one.text_ko,
            "text_en": one.text_en or one.text_ko,
            "due_on": one.due_on,
        }
        for one in conditions
    ]


RECIPE = Recipe(
    kind=Kind.AWARD_LETTER,
    template="documents/letters/award.html",
    model=Application,
    subjects=subjects,
    program=lambda case: case.call.program,
    is_due=is_due,
    state=state,
    related=letters.CASE,
)
