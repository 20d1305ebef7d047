"""The verification statement: what a verifier found of one statement of reductions, and signed."""

from typing import Any

from django.db.models import QuerySet

from reporting.documents.facts import verification
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_sign_verification
from reporting.documents.recipes.recipe import Recipe, Stated
from reporting.statements.models import Statement


def _subjects(user: Any) -> QuerySet[Statement]:
    """Return the statements this person reads: it holds the firm's process data, as the statement does."""
    return Statement.objects.visible_to(user)


def _state(statement: Statement, _period: Period | None) -> Stated:
    return Stated(verification.collect(statement))


RECIPE = Recipe(
    kind=Kind.VERIFICATION_STATEMENT,
    template="documents/tonnes/verification.html",
    model=Statement,
    subjects=_subjects,
    program=lambda statement: statement.measure.consortium.program,
    is_due=lambda statement: statement.is_signed,
    state=_state,
    may_sign=may_sign_verification,
    related=(
        "firm",
        "measure__technology",
        "measure__consortium__program__office",
        "restates",
        "verified_by__office",
    ),
)
