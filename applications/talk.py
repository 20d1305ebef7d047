"""What office and firm can talk about in this room: plans and applications."""

from typing import Any

from applications.models import Application
from core.inbox import topics
from core.inbox.topics import Facts
from programs.addressees import those_who_handle

APPLICATION = "application"


def _seen(user: Any) -> Any:
    return Application.objects.visible_to(user).with_names()


def _facts(case: Application) -> Facts:
    program = case.call.program
    return Facts(
        firm_id=case.applicant_id or case.firm_id,
        office_pairs=program.scope_pairs,
        office=those_who_handle(program),
        is_shared=case.submitted_at is not None,
    )


def declare() -> None:
    """Let plans and applications be talked about."""
    topics.declare(APPLICATION, _seen, _facts)
