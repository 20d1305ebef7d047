"""What office and firm can talk about in this room: statements of reductions."""

from typing import Any

from core.inbox import topics
from core.inbox.topics import Facts
from programs.addressees import those_who_handle
from reporting.statements.models import Statement

STATEMENT = "statement"


def _seen(user: Any) -> Any:
    return Statement.objects.visible_to(user).with_names()


def _facts(statement: Statement) -> Facts:
    program = statement.measure.consortium.program
    return Facts(
        firm_id=statement.measure.firm_id,
        office_pairs=program.scope_pairs,
        office=those_who_handle(program),
        is_shared=statement.submitted_at is not None,
    )


def declare() -> None:
    """Let statements be talked about."""
    topics.declare(STATEMENT, _seen, _facts)
