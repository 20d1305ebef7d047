"""Handing in: what was a draft binds the firm, and its figures are frozen."""

import datetime as dt

from applications import announcements, permissions, queries
from applications.arithmetic import compute
from applications.models import Application, ArithmeticRow
from applications.refusals import Incomplete, ZeroSubsidy
from applications.rules import asked_within_proposal
from applications.workflow import Status
from core.users.models import Role, User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.deadline import require_open


@operation
def submit(*, application: Application, by: User, at: dt.datetime) -> Application:
    """
    Hand in a plan or an application; for a subsidy freeze size class, certificate, arithmetic and amount.

    The call's deadline binds the first submission; what the office returned is taken after it as well.

    :raises PermissionDenied: if `by` may not bind the firm.
    :raises InvalidTransition: if it was handed in already.
    :raises CallNotOpen, CallClosed: if the call does not take it at that moment.
    :raises Incomplete: if something is missing, saying everything at once.
    :raises ZeroSubsidy: if the rules give it nothing.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_submit, by, application, at=at)
    application.check_can_move_to(Status.SUBMITTED)
    if application.submitted_at is None and not application.is_indirect:  # proposed after the call closed
        require_open(application.call.opens_at, application.deadline, at)
    missing = queries.gaps(application, at)
    if missing:
        raise Incomplete(missing=" ".join(gap.text for gap in missing))
    if not application.is_plan:
        freeze(application, at)
    if application.submitted_at is None:
        application.submitted_at, application.submitted_by = at, by
    application.save()
    application.move_to(Status.SUBMITTED, by=by, at=at)
    _announce(application, by=by, at=at)
    return application


def freeze(application: Application, at: dt.datetime) -> None:
    """
    Freeze what the amount rests on: size class and certificate of the day, arithmetic, expected reduction.

    :raises ZeroSubsidy: if the rules give it nothing.
    """
    computed = compute(application, at)
    if computed.result.subsidy_won <= 0:
        raise ZeroSubsidy(size_class=computed.certificate.get_size_class_display())
    application.frozen_certificate = computed.certificate
    application.frozen_size_class = computed.certificate.size_class
    application.asked_won = asked_within_proposal(
        computed.result.subsidy_won, application.regrant_asked_won, application.proposed_won
    )
    application.expected_kg = sum(
        item.measure.expected_kg or 0 for item in queries.cost_items_of(application) if item.measure
    )
    ArithmeticRow.objects.bulk_create(
        ArithmeticRow(
            application=application,
            computed_at=at,
            position=position,
            code=row.code,
            cost_kind=row.cost_kind,
            rule_id=row.rule_id,
            input_won=row.input_won,
            factor=row.factor,
            article=row.article,
            result_won=row.result_won,
        )
        for position, row in enumerate(computed.result.rows, start=1)
    )


def _announce(application: Application, *, by: User, at: dt.datetime) -> None:
    if application.is_plan:
        kind, to = "select_plan", [announcements.ministry(application, Role.OFFICER)]
    else:
        kind, to = "assess_application", announcements.handling_offices(application)
    announcements.waits_for(application, kind, *to, by=by, at=at)
