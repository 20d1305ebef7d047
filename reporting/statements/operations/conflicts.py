"""A verifier's conflict of interest that became known: the office chooses somebody else."""

import datetime as dt

from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from reporting.statements import announcements, permissions
from reporting.statements.models import Conflict, Statement
from reporting.statements.workflow import FindingStatus, Status


@operation
def declare_conflict(*, statement: Statement, reason: str, by: User, at: dt.datetime) -> Statement:
    """
    Declare what ties the verifier to firm or consortium; the statement goes back to the office.

    From then on this person verifies no statement of the firm or of the consortium. Findings stay for whoever
    is chosen next.

    :raises PermissionDenied: if `by` is neither the verifier nor somebody who assigns verifiers.
    :raises InvalidTransition: if it is not with a verifier.
    """
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_declare_conflict, by, statement, at=at)
    statement.check_stands_in(Status.ASSIGNED)
    reason = check_reason(reason)
    assert statement.verifier is not None  # noqa: S101 - it is with one
    Conflict.objects.create(
        statement=statement, verifier=statement.verifier, reason=reason, declared_at=at, declared_by=by
    )
    statement.verifier = statement.assigned_at = statement.assigned_by = None
    statement.save(update_fields=["verifier", "assigned_at", "assigned_by"])
    statement.move_to(Status.SUBMITTED, by=by, at=at, reason=reason)
    announcements.waits_for(
        statement, "assign_verifier", *announcements.handling_offices(statement), by=by, at=at
    )
    for finding in statement.findings.filter(status=FindingStatus.ANSWERED):
        announcements.nobody_waits_for(finding, by=by, at=at)
    return statement
