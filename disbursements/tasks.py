"""What time alone brings about in this room: half-yearly reports on assets fall due."""

import logging

from celery import shared_task

from core.users.queries import system_user
from core.workflow import clock
from disbursements.operations.assets import open_report, reports_to_open

logger = logging.getLogger(__name__)


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
