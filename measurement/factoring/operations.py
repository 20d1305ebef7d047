"""Entering a table of factors, having another person approve it, and using it from a month on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import Office, User
from core.users.permissions import require
from core.workflow.operations import only_once, operation
from core.workflow.refusals import StaleVersion
from measurement.factoring import announcements, permissions
from measurement.factoring.families import basis_of, fits, kind_of, unit_fits
from measurement.factoring.names import name_of
from measurement.factoring.queries import stretches, table_state
from measurement.factoring.refusals import (
    CodeUnfit,
    InUseAlready,
    MonthsSigned,
    MonthUnfit,
    NoSuchRow,
    NotApproved,
    NothingToPropose,
    RoundTaken,
    UnitUnfit,
)
from measurement.factoring.uses import used_months
from measurement.factoring.workflow import Status
from measurement.models import Factor, FactorTable, FactorUse
from measurement.months import month_before
from programs.models import Program


@dataclass(frozen=True)
class FactorEntry:
    """What is entered of one factor; `period_until` is None while it is open."""

    code: str
    value: Decimal
    unit: str
    period_from: dt.date
    period_until: dt.date | None
    source_ko: str
    source_en: str

    @property
    def name(self) -> str:
        """What it is of, in words."""
        return name_of(self.code)


def check_entry(entry: FactorEntry, family: str) -> None:
    """
    Refuse a factor that no table of the family can have.

    :raises CodeUnfit: if its code is not written as those of the family are.
    :raises UnitUnfit: if what it converts does not come out in its unit.
    """
    if not fits(entry.code, family):
        raise CodeUnfit(code=entry.code, field="code")
    if not unit_fits(entry.code, entry.unit):
        raise UnitUnfit(code=entry.code, unit=entry.unit, example=kind_of(entry.code).example, field="unit")


@operation
def draft_table(
    *,
    office: Office,
    purpose: str,
    family: str,
    approval_round: str,
    source_ko: str,
    source_en: str,
    by: User,
    at: dt.datetime,
) -> FactorTable:
    """
    Begin a table of factors that the office answers for; it has no rows yet.

    :raises PermissionDenied: if `by` does not enter factors for this office.
    :raises RoundTaken: if there is one of this purpose, family and round that was not refused.
    """
    require(permissions.may_draft_table, by, office, at=at)
    with only_once("measurement_factortable_once", RoundTaken(field="approval_round")):
        table = FactorTable.objects.create(
            office=office,
            purpose=purpose,
            family=family,
            approval_round=approval_round,
            source_ko=source_ko,
            source_en=source_en,
        )
    begun: FactorTable = table.begin(by=by, at=at)
    return begun


def _lock_draft(table: FactorTable, by: User, at: dt.datetime) -> FactorTable:
    """Return the table, locked, if `by` may enter rows and it was not proposed yet."""
    locked: FactorTable = FactorTable.objects.lock(table.pk)
    require(permissions.may_enter_factors, by, locked, at=at)
    locked.check_can_move_to(Status.PROPOSED)
    return locked


@operation
def enter_factors(
    *,
    table: FactorTable,
    entries: Sequence[FactorEntry],
    by: User,
    at: dt.datetime,
    state: str | None = None,
) -> list[Factor]:
    """
    Enter factors, each in the place of what the table had under its code.

    `state` is that of the table (`table_state`) when the entries were looked at.

    :raises PermissionDenied: if `by` does not enter factors for its office.
    :raises InvalidTransition: if it was proposed already.
    :raises StaleVersion: if its rows changed since they were looked at.
    :raises CodeUnfit, UnitUnfit: as `check_entry`.
    """
    table = _lock_draft(table, by, at)
    if state is not None and state != table_state(table):
        raise StaleVersion
    for entry in entries:
        check_entry(entry, table.family)
    facts = {"purpose": table.purpose, "approval_round": table.approval_round}
    return [
        Factor.objects.update_or_create(
            table=table,
            code=entry.code,
            defaults={**facts, **asdict(entry), "basis": basis_of(entry.code)},
        )[0]
        for entry in entries
    ]


@operation
def remove_factor(*, table: FactorTable, code: str, by: User, at: dt.datetime) -> FactorTable:
    """
    Take a factor out of a table that was not proposed yet.

    :raises PermissionDenied: if `by` does not enter factors for its office.
    :raises InvalidTransition: if it was proposed already.
    :raises NoSuchRow: if it has none of this code.
    """
    table = _lock_draft(table, by, at)
    if not table.factors.filter(code=code).delete()[0]:
        raise NoSuchRow(code=code, field="code")
    return table


@operation
def hand_in_factors(*, table: FactorTable, workbook: Attachment, by: User, at: dt.datetime) -> Attachment:
    """
    Give an uploaded workbook of factors to its table; no row is written yet.

    :raises PermissionDenied: if `by` does not enter factors for its office.
    :raises InvalidTransition: if it was proposed already.
    :raises AttachmentTaken: if the file belongs to another case.
    """
    table = _lock_draft(table, by, at)
    return attach(
        attachment=workbook, owner_kind="factor_table", owner_id=table.pk, purpose="factors", by=by, at=at
    )


@operation
def propose_table(*, table: FactorTable, by: User, at: dt.datetime) -> FactorTable:
    """
    Propose the table for approval; from now on its rows stay as they are.

    :raises PermissionDenied: if `by` does not enter factors for its office.
    :raises InvalidTransition: if it was proposed already.
    :raises NothingToPropose: if it has no rows.
    """
    table = _lock_draft(table, by, at)
    if not table.factors.exists():
        raise NothingToPropose
    table.proposed_at, table.proposed_by = at, by
    table.save(update_fields=["proposed_at", "proposed_by"])
    table.move_to(Status.PROPOSED, by=by, at=at)
    announcements.waits_for_approval(table, by=by, at=at)
    return table


@operation
def approve_table(*, table: FactorTable, reason: str, by: User, at: dt.datetime) -> FactorTable:
    """
    Approve the table, so that programmes can use it.

    :raises PermissionDenied: if `by` does not approve for its office, or proposed it.
    :raises InvalidTransition: if it is not waiting for approval.
    """
    table = FactorTable.objects.lock(table.pk)
    require(permissions.may_approve_table, by, table, at=at)
    table.check_can_move_to(Status.APPROVED)
    table.status, table.approved_at, table.approved_by = Status.APPROVED, at, by
    table.save(update_fields=["status", "approved_at", "approved_by"])
    table.write_down(Status.PROPOSED, by=by, at=at, reason=reason)
    announcements.decided(table, by=by, at=at)
    return table


@operation
def refuse_table(*, table: FactorTable, reason: str, by: User, at: dt.datetime) -> FactorTable:
    """
    Refuse the table; its office may begin another one of the same round.

    :raises PermissionDenied: if `by` does not approve for its office, or proposed it.
    :raises InvalidTransition: if it is not waiting for approval.
    """
    table = FactorTable.objects.lock(table.pk)
    require(permissions.may_approve_table, by, table, at=at)
    table.move_to(Status.REFUSED, by=by, at=at, reason=reason)
    announcements.decided(table, by=by, at=at)
    return table


@operation
def start_using(
    *, table: FactorTable, program: Program, first_month: dt.date, reason: str, by: User, at: dt.datetime
) -> FactorUse:
    """
    Use the table for the programme from a month on, in the place of whatever it used from then on.

    The months before keep their version. A table may be approved after the months it is used for, as long as
    nothing signed rests on them.

    :raises PermissionDenied: if `by` does not choose the factors of the programme.
    :raises NotApproved: if the table is not approved.
    :raises MonthUnfit: if `first_month` is not the first day of a month.
    :raises MonthsSigned: if signed figures rest on one of these months.
    :raises InUseAlready: if it is in use from that month on.
    """
    program = Program.objects.lock(program.pk)
    table = FactorTable.objects.lock(table.pk)
    require(permissions.may_choose_factors, by, program, at=at)
    if table.status != Status.APPROVED:
        raise NotApproved
    if first_month.day != 1:
        raise MonthUnfit(field="first_month")
    _check_is_new(program, table, first_month)
    _check_unsigned(program, table, first_month)
    uses = FactorUse.objects.filter(program=program, purpose=table.purpose, family=table.family)
    uses.filter(first_month__gte=first_month).delete()
    for use in uses.exclude(last_month__lt=first_month):
        use.last_month = month_before(first_month)
        use.save(update_fields=["last_month"])
    return FactorUse.objects.create(
        program=program, table=table, purpose=table.purpose, family=table.family, first_month=first_month
    )


def _check_is_new(program: Program, table: FactorTable, first_month: dt.date) -> None:
    last = stretches(program, table.family, table.purpose)[-1:]
    for one in last:
        if one.table == table and (one.first_month is None or one.first_month <= first_month):
            raise InUseAlready(month=f"{first_month:%Y-%m}", field="first_month")


def _check_unsigned(program: Program, table: FactorTable, first_month: dt.date) -> None:
    months = {month for month in used_months(program, table.purpose, table.family) if month >= first_month}
    if months:
        words = f"{min(months):%Y-%m} – {max(months):%Y-%m}"
        raise MonthsSigned(months=words, field="first_month")
