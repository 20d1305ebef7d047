"""Work in the background: bank statements are reconciled; reports, settlements and instalments fall due."""

import logging
from typing import Any, cast

from celery import shared_task
from django.utils.translation import gettext_noop

from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from core.users.queries import system_user
from core.workflow import clock
from disbursements.announcements import bank as announcements_bank
from disbursements.models import BankStatement, EntityAudit, InstalmentPlan
from disbursements.operations import (
    end_missed_plan,
    note_settlement_late,
    open_due_audit,
    open_due_settlement,
    reconcile_statement,
)
from disbursements.operations.assets import open_report, reports_to_open
from disbursements.operations.audits import UNDECIDED
from disbursements.queries.audits import firms_over_limit
from disbursements.queries.settlements import may_owe, not_handed_in
from disbursements.workflow import DebtStatus
from firms.models import Firm

logger = logging.getLogger(__name__)


@handles("reconcile_statement")
def reconcile(progress: Progress, *, statement_id: int) -> dict[str, Any]:
    """Reconcile what waits of a bank statement. A second run finds nothing that waits, or goes on with it."""
    statement = BankStatement.objects.get(pk=statement_id)
    by = cast(User, progress.job.requested_by)  # only the operation enqueues, always for somebody

    def tell(done: int, total: int) -> None:
        progress(done, total, gettext_noop("Reconciling the entries"))

    at = clock.now()
    reconcile_statement(statement=statement, by=by, at=at, tell=tell)
    announcements_bank.statement_reconciled(statement, job=progress.job, by=by, at=at)
    return {"statement": statement.public_id}


@shared_task(name="disbursements.watch_assets", ignore_result=True)
def watch_assets() -> int:
    """Ask for the reports of the half-years that are over; return how many were opened."""
    by, at, opened = system_user(), clock.now(), 0
    for asset, period_until, due_on in reports_to_open(clock.day(at)):
        try:
            report = open_report(asset=asset, period_until=period_until, due_on=due_on, by=by, at=at)
            opened += report is not None
        except Exception:  # one asset must not keep the others waiting; the next day tries it again
            logger.exception("asset %s: the report could not be opened", asset.pk)
    return opened


@shared_task(name="disbursements.watch_settlements", ignore_result=True)
def watch_settlements() -> int:
    """Open the settlements that are owed by today, and note those that are late; return how many opened."""
    by, at, opened = system_user(), clock.now(), 0
    for settlement in not_handed_in(clock.day(at)):
        try:
            note_settlement_late(settlement=settlement, by=by, at=at)
        except Exception:  # as below
            logger.exception("settlement %s: could not be noted as late", settlement.pk)
    for grant in may_owe(clock.day(at)):
        try:
            opened += open_due_settlement(grant=grant, by=by, at=at) is not None
        except Exception:  # one grant must not keep the others waiting; the next day tries it again
            logger.exception("grant %s: its settlement could not be opened", grant.pk)
    return opened


@shared_task(name="disbursements.watch_instalments", ignore_result=True)
def watch_instalments() -> int:
    """End the plans of which a part was missed; return how many they were."""
    by, at, ended = system_user(), clock.now(), 0
    running = InstalmentPlan.objects.filter(ended_at__isnull=True, debt__status=DebtStatus.ORDERED)
    for plan in running.select_related("debt__grant").order_by("pk"):
        try:
            ended += end_missed_plan(plan=plan, by=by, at=at)
        except Exception:  # as above
            logger.exception("plan %s: could not be ended", plan.pk)
    return ended


@shared_task(name="disbursements.watch_audits", ignore_result=True)
def watch_audits() -> int:
    """Open the audits owed about the year that is over, or take up what was learned of it since."""
    by, at, opened = system_user(), clock.now(), 0
    year = clock.day(at).year - 1
    known = EntityAudit.objects.filter(fiscal_year=year)
    looked_at = known.filter(status__in=UNDECIDED).values_list("firm", flat=True)
    named = known.exclude(status__in=UNDECIDED).values_list("firm", flat=True)
    firms = {*firms_over_limit(year), *looked_at} - set(named)
    for firm in Firm.objects.filter(pk__in=firms).order_by("pk"):
        try:
            opened += open_due_audit(firm=firm, year=year, by=by, at=at) is not None
        except Exception:  # as above
            logger.exception("firm %s: its audit could not be opened", firm.pk)
    return opened
