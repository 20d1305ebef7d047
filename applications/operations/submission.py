"""Handing in: what was a draft binds the firm, and its figures are frozen."""

import datetime as dt
from collections.abc import Iterable

from applications import announcements, permissions, queries, receipts
from applications.arithmetic import compute, cost_lines, rules_day
from applications.costs import cost_items_of
from applications.eligibility.looks import Stated
from applications.eligibility.outcomes import Moment
from applications.models import Application, ArithmeticRow, Receipt
from applications.operations.answers import bind
from applications.operations.corrections import answer_corrections
from applications.operations.eligibility import check_eligible
from applications.operations.lines import check_runs
from applications.operations.unfinished import forget_entries
from applications.refusals import Incomplete, ZeroSubsidy
from applications.rules import check_unchanged
from applications.workflow import Status
from core.ledger.operations import check_amount
from core.users.models import Role, User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.deadline import require_arrival
from programs.models import Program
from programs.queries import grace_seconds
from programs.rules import Row


@operation
def submit(
    *,
    application: Application,
    seen_won: int | None = None,
    begun_at: dt.datetime | None = None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Hand in a plan or an application; for a subsidy freeze size class, certificate, arithmetic and amount.

    The call's deadline binds the first submission; what the office returned is taken after it as well. The
    rules are those of the day of the first submission, whatever changes later, and so is the version of the
    call's questions. `seen_won` is the support, with what is handed on, that the applicant saw on the page:
    another amount is never handed in silently.
    `begun_at` is when the server showed that page. The firm gets a receipt over everything it handed in.

    :raises PermissionDenied: if `by` may not bind the firm.
    :raises InvalidTransition: if it was handed in already.
    :raises CallNotOpen, CallClosed, ArrivedLate: if the call does not take it at that moment.
    :raises GrantNotOpen, LineHalted: if a grant above an indirect subsidy does not run.
    :raises Incomplete: if something is missing, saying everything at once.
    :raises InvalidAmount: if the costs together are no number of won that fits.
    :raises RulesChanged: if the support is not what the applicant saw.
    :raises ZeroSubsidy: if the rules give it nothing.
    :raises NotEligible: if another rule of eligibility stands in the way, with the way to mend it.
    """
    line = Application.objects.lock_line(application.pk)
    application = line[-1]
    require(permissions.may_submit, by, application, at=at)
    application.check_can_move_to(Status.SUBMITTED)
    landed_late = _check_in_time(application, begun_at, at)
    check_runs(line[:-1])
    bind(application)
    missing = queries.gaps(application, at)
    if missing:
        raise Incomplete(missing=" ".join(gap.text for gap in missing))
    if not application.is_plan:
        freeze(application, at, seen_won)
        check_eligible(
            application=application,
            moment=Moment.SUBMISSION,
            amount=application.asked_won or 0,
            regrant=application.regrant_asked_won,
            stated=Stated(begun_at=begun_at),
            by=by,
            at=at,
        )
    if application.submitted_at is None:
        application.submitted_at, application.submitted_by = at, by
    answer_corrections(application, by=by, at=at)
    application.save()
    application.move_to(Status.SUBMITTED, by=by, at=at)
    _give_receipt(application, landed_late, begun_at, by=by, at=at)
    forget_entries(application)
    _announce(application, by=by, at=at)
    return application


def _check_in_time(application: Application, begun_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Return whether a first submission landed late within the grace; a correction is not bound."""
    if application.submitted_at is not None or application.is_indirect:
        return False
    program, deadline = application.call.program, application.deadline
    grace = dt.timedelta(seconds=grace_seconds(program, deadline))
    ask = str(program.agency or program.office)
    return require_arrival(application.call.opens_at, deadline, at, begun_at=begun_at, grace=grace, ask=ask)


def _give_receipt(
    application: Application, landed_late: bool, begun_at: dt.datetime | None, *, by: User, at: dt.datetime
) -> Receipt:
    """Write down what arrived, and when; the numbers of a case are counted while it is locked."""
    content = receipts.text_of(receipts.content_of(application))
    return Receipt.objects.create(
        application=application,
        number=receipts.number_of(application),
        received_at=at,
        received_by=by,
        begun_at=begun_at,
        landed_late=landed_late,
        content=content,
        content_sha256=receipts.hash_of(content),
    )


def freeze(application: Application, at: dt.datetime, seen_won: int | None = None) -> None:
    """
    Freeze what the amount rests on: day of the rules, size class and certificate, arithmetic, expected
    reduction; and, the first time, the programme's terms that carry no dates.

    :raises RulesChanged: if the support is not `seen_won`, what the applicant saw.
    :raises ZeroSubsidy: if the rules give it nothing.
    """
    check_amount(sum(line.won for line in cost_lines(application)))
    # no rule changes while the amount is computed
    application.call.program = Program.objects.keep(application.call.program_id)
    computed = compute(application, at)
    check_unchanged(seen_won, computed.result.total_won)
    if computed.result.total_won <= 0:
        raise ZeroSubsidy(size_class=computed.certificate.get_size_class_display())
    application.frozen_certificate = computed.certificate
    application.frozen_size_class = computed.certificate.size_class
    application.rules_on = rules_day(application, at)
    application.frozen_pass_through_days = application.pass_through_days
    application.frozen_excludes_trading_scheme = application.excludes_trading_scheme
    application.asked_won = computed.result.subsidy_won
    application.regrant_asked_won = computed.result.regrant_won
    application.expected_kg = sum(
        item.measure.expected_kg or 0 for item in cost_items_of(application) if item.measure
    )
    keep_arithmetic(application, computed.result.rows, at)


def keep_arithmetic(application: Application, rows: Iterable[Row], at: dt.datetime) -> None:
    """Keep the rows of a computation beside those of earlier ones."""
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
        for position, row in enumerate(rows, start=1)
    )


def _announce(application: Application, *, by: User, at: dt.datetime) -> None:
    if application.is_plan:
        kind, to = "select_plan", [announcements.ministry(application, Role.OFFICER)]
    else:
        kind, to = "assess_application", announcements.handling_offices(application)
    announcements.waits_for(application, kind, *to, by=by, at=at)
