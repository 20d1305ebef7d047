"""Calculating a reduction, handing it in, having it verified by another party, booking its kilograms."""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from firms.models import Firm
from measurement.methods.base import WIDE
from measurement.models import Measure, Reading
from measurement.queries import unanswered_flags
from programs.models import Program
from reporting.statements import announcements, permissions
from reporting.statements.attribution import firm_of_months, shares_for
from reporting.statements.models import FACTOR_ROW, Statement, StatementRow
from reporting.statements.operations import booking
from reporting.statements.operations.findings import close_with
from reporting.statements.queries import STORED, Computed, compute, standing_figures
from reporting.statements.refusals import (
    FiguresChanged,
    NothingReduced,
    PeriodTaken,
    QuestionsOpen,
    VerifierNotSuitable,
)
from reporting.statements.verdict import check_may_be_signed
from reporting.statements.workflow import FindingStatus, Status

#: months that a refusal names
MOST_NAMED = 12


@operation
def calculate(
    *, measure: Measure, period_from: dt.date, period_until: dt.date, by: User, at: dt.datetime
) -> Statement:
    """
    Calculate the reduction of whole project months in kg CO2e and store every row with its factor.

    Where the method compares with a baseline, at least twelve months of it lead up to the first month of
    operation (CDM AMS-II.C type; ISO 14064-2).

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises PeriodTaken: if a statement that stands covers part of the period.
    :raises SharesChange, HolderChanges: if within the period its shares change, or who has the equipment.
    :raises Refusal: as `queries.compute` does, naming the months that are missing.
    """
    measure = Measure.objects.lock(measure.pk)
    require(permissions.may_calculate, by, measure, at=at)
    computed = compute(measure, period_from, period_until)
    shares_for(measure, period_from, period_until)
    firm = firm_of_months(measure, period_from, period_until)
    _check_period_is_free(measure, period_from, period_until)
    statement = store(measure, firm, period_from, period_until, computed, by=by, at=at)
    for returned in measure.statements.overlapping(period_from, period_until).filter(status=Status.RETURNED):
        announcements.nobody_waits(returned, by=by, at=at)
    announcements.waits_for(
        statement, "submit_statement", announcements.representative(statement), by=by, at=at
    )
    return statement.begin(by=by, at=at)


def _check_period_is_free(measure: Measure, period_from: dt.date, period_until: dt.date) -> None:
    taken = measure.statements.standing().overlapping(period_from, period_until).first()
    if taken:
        months = f"{taken.period_from:%Y-%m} – {taken.period_until:%Y-%m}"
        raise PeriodTaken(months=months, status=taken.get_status_display(), field="period_from")


def store(
    measure: Measure,
    firm: Firm,
    period_from: dt.date,
    period_until: dt.date,
    computed: Computed,
    *,
    restates: Statement | None = None,
    by: User,
    at: dt.datetime,
) -> Statement:
    """Write down a calculation with all its rows; where it restates a statement, in the lot of that one."""
    found = computed.calculation
    statement = Statement.objects.create(
        measure=measure,
        firm=firm,
        period_from=period_from,
        period_until=period_until,
        method=computed.method.code,
        method_form=found.form,
        baseline_kg=_stored(found.baseline_kg),
        project_kg=_stored(found.project_kg),
        leakage_kg=_stored(found.leakage_kg),
        reduction_kg=found.reduction_kg,
        figures_hash=computed.figures_hash,
        calculated_at=at,
        calculated_by=by,
        restates=restates,
        lot_id=restates.owner.id if restates else None,
    )
    StatementRow.objects.bulk_create(
        StatementRow(
            statement=statement,
            position=position,
            code=row.code,
            expression=row.expression,
            value=_stored(row.value),
            unit=row.unit,
            factor=computed.factors[row.factor] if row.factor else None,
        )
        for position, row in enumerate(found.rows, start=1)
    )
    StatementRow.objects.bulk_create(_unnamed_factors(statement, computed))
    return statement


def _unnamed_factors(statement: Statement, computed: Computed) -> list[StatementRow]:
    """Return a row for each factor that no step names alone: several fuels go into one sum."""
    rows = computed.calculation.rows
    named = {row.factor for row in rows}
    others = [factor for code, factor in sorted(computed.factors.items()) if code not in named]
    return [
        StatementRow(
            statement=statement,
            position=position,
            code=FACTOR_ROW,
            expression=factor.code,
            value=factor.value,
            unit=factor.unit,
            factor=factor,
        )
        for position, factor in enumerate(others, start=len(rows) + 1)
    ]


def _stored(value: Decimal) -> Decimal:
    return value.quantize(STORED, rounding=ROUND_HALF_EVEN, context=WIDE)


@operation
def submit_statement(*, statement: Statement, by: User, at: dt.datetime) -> Statement:
    """
    Hand the statement in for verification.

    :raises PermissionDenied: if `by` does not represent the firm.
    :raises InvalidTransition: if it is not freshly calculated.
    :raises NothingReduced: if the reduction is zero or negative, and it restates none.
    :raises FiguresChanged: if readings, or the versions of factors in use, changed after the calculation.
    :raises QuestionsOpen: if a question about a reading that it rests on waits for its answer.
    """
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_submit_statement, by, statement, at=at)
    statement.check_stands_in(Status.CALCULATED)
    _check_something_was_reduced(statement)
    Measure.objects.lock(statement.measure_id)
    _check_questions_are_answered(_check_figures_stand(statement), statement.measure)
    statement.submitted_at, statement.submitted_by = at, by
    statement.save(update_fields=["submitted_at", "submitted_by"])
    statement.move_to(Status.SUBMITTED, by=by, at=at)
    announcements.waits_for(
        statement, "assign_verifier", *announcements.handling_offices(statement), by=by, at=at
    )
    return statement


@operation
def assign_verifier(*, statement: Statement, verifier: User, by: User, at: dt.datetime) -> Statement:
    """
    Hand the statement to a verifier who is independent of the consortium and of `by`.

    :raises PermissionDenied: if `by` may not assign verifiers in this programme.
    :raises InvalidTransition: if it was not handed in, or is with a verifier already.
    :raises VerifierNotSuitable: if that person holds no such role, or is not independent; says why.
    """
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_assign_verifier, by, statement, at=at)
    statement.check_can_move_to(Status.ASSIGNED)
    statement.assigned_by, statement.assigned_at = by, at
    verdict = permissions.could_verify(verifier, statement, at=at)
    if not verdict:
        raise VerifierNotSuitable(name=verifier, why=verdict.reason, field="verifier")
    statement.verifier = verifier
    statement.save(update_fields=["verifier", "assigned_by", "assigned_at"])
    statement.move_to(Status.ASSIGNED, by=by, at=at)
    announcements.waits_for(statement, "verify_statement", announcements.verifier(statement), by=by, at=at)
    for finding in statement.findings.filter(status=FindingStatus.ANSWERED).select_related("statement"):
        announcements.verifier_settles(finding, by=by, at=at)
    return statement


@operation
def verify(*, statement: Statement, reason: str = "", by: User, at: dt.datetime) -> Statement:
    """
    Sign the statement's figures, book its kilograms by agreed shares, lock its readings.

    Each consortium gets its share of the firm's reductions as agreed for the period, by largest remainder;
    all goes to the lead consortium where nothing is agreed. A restatement takes the place of the statement
    it restates, and books the difference only. The transfers belong to the last day of the period. `reason`
    is the verifier's opinion.

    :raises PermissionDenied: if `by` is not the verifier assigned, or not another party.
    :raises InvalidTransition: if it is not with the verifier.
    :raises FiguresChanged: if readings, factors or rows differ from those that were calculated, or the
        programme uses other versions of the factors for these months by now.
    :raises FindingsOpen, SampleDemanded, SampleUnfinished, MaterialMisstatement: if the verification is not
        at its end.
    :raises NothingReduced: if there is no kilogram to book, and it restates none.
    :raises SharesChange: if other shares were agreed for a part of the period.
    :raises AlreadyClaimed: if a restatement takes more from a share than it holds, and no claim makes it up.
    """
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_verify, by, statement, at=at)
    statement.check_can_move_to(Status.VERIFIED)
    Program.objects.keep(statement.measure.consortium.program_id)  # no other factors are chosen meanwhile
    Measure.objects.lock(statement.measure_id)
    computed = _check_figures_stand(statement)
    check_may_be_signed(statement, at)
    _check_something_was_reduced(statement)
    if statement.restates_id:
        _take_place(statement, reason=reason, by=by, at=at)
    else:
        _sign_first(statement, reason=reason, by=by, at=at)
    _lock_readings(computed, by=by, at=at)
    announcements.nobody_waits(statement, by=by, at=at)
    announcements.tell(statement, "statement_verified", announcements.own_firm(statement), at=at)
    return statement


def _sign_first(statement: Statement, *, reason: str, by: User, at: dt.datetime) -> None:
    """Sign the first statement of its months, and book all its kilograms."""
    Firm.objects.lock(statement.firm_id)  # no other shares are agreed meanwhile
    shares = shares_for(statement.measure, statement.period_from, statement.period_until)
    _sign(statement, reason=reason, by=by, at=at)
    booking.book(statement, shares, by=by, at=at)


def _take_place(statement: Statement, *, reason: str, by: User, at: dt.datetime) -> None:
    """Sign a restatement in the place of what it restates, and book the difference."""
    assert statement.restates_id is not None  # noqa: S101 - asked by the caller
    restated = Statement.objects.lock(statement.restates_id)
    restated.move_to(Status.RESTATED, by=by, at=at)
    _sign(statement, reason=reason, by=by, at=at)
    booking.book_difference(statement, restated, by=by, at=at)
    announcements.nobody_waits(restated, by=by, at=at)


def _check_something_was_reduced(statement: Statement) -> None:
    """Refuse to verify nothing; a restatement may find that nothing was reduced."""
    if statement.signed_kg <= 0 and not statement.restates_id:
        raise NothingReduced(kilograms=f"{statement.signed_kg:,}")


def _check_questions_are_answered(computed: Computed, measure: Measure) -> None:
    flags = unanswered_flags(measure, [row.month for row in (*computed.baseline, *computed.project)])
    if flags:
        months = dict.fromkeys(f"{flag.reading.month:%Y-%m}" for flag in flags)
        raise QuestionsOpen(months=", ".join(list(months)[:MOST_NAMED]))


def _check_figures_stand(statement: Statement) -> Computed:
    """Return the figures as they are now, if they are those of the statement."""
    computed = standing_figures(statement)
    if computed is None:
        raise FiguresChanged
    return computed


def _sign(statement: Statement, *, reason: str, by: User, at: dt.datetime) -> None:
    statement.verified_by, statement.verified_at = by, at
    statement.verified_hash = statement.figures_hash
    statement.check_can_move_to(Status.VERIFIED)
    before, statement.status = statement.status, Status.VERIFIED.value
    statement.save(update_fields=["verified_by", "verified_at", "verified_hash", "status"])
    statement.write_down(before, by=by, at=at, reason=reason)


def _lock_readings(computed: Computed, *, by: User, at: dt.datetime) -> None:
    """Lock what is not locked yet: a baseline month may carry several statements."""
    ids = [reading.pk for reading in computed.readings]
    Reading.objects.filter(pk__in=ids, locked_at__isnull=True).update(locked_at=at, locked_by=by)


@operation
def return_statement(*, statement: Statement, reason: str, by: User, at: dt.datetime) -> Statement:
    """
    Give the statement back with findings; the firm corrects its readings and calculates anew.

    :raises PermissionDenied: if `by` is not the verifier assigned.
    :raises InvalidTransition: if it is not with the verifier.
    """
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_verify, by, statement, at=at)
    statement.move_to(Status.RETURNED, by=by, reason=reason, at=at)
    close_with(statement, reason=reason, by=by, at=at)
    announcements.waits_for(statement, "correct_statement", announcements.own_firm(statement), by=by, at=at)
    return statement


@operation
def withdraw_statement(*, statement: Statement, reason: str, by: User, at: dt.datetime) -> Statement:
    """
    Withdraw the statement, so that its months are free again.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises InvalidTransition: if it is with the verifier, verified or withdrawn.
    """
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_withdraw_statement, by, statement, at=at)
    statement.move_to(Status.WITHDRAWN, by=by, reason=reason, at=at)
    close_with(statement, reason=reason, by=by, at=at)
    announcements.nobody_waits(statement, by=by, at=at)
    if statement.restates:
        announcements.waits_for(
            statement.restates, "restate_statement", announcements.own_firm(statement), by=by, at=at
        )
    return statement
