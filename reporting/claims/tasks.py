"""Contract years that end are called up."""

import logging

from celery import shared_task
from django.db.models import Q

from core.users.queries import system_user
from core.workflow import clock
from programs.models import Consortium
from reporting.claims.announcements import called_up_before
from reporting.claims.operations import call_up_years
from reporting.claims.performance import with_contract

logger = logging.getLogger(__name__)


@shared_task(name="claims.watch_years", ignore_result=True)
def watch_years() -> int:
    """Put the contract years that have ended before their officers; return how many were new."""
    by, at, called_up = system_user(), clock.now(), 0
    looked_at = Q(pk__in=with_contract().values("pk")) | Q(pk__in=called_up_before())
    for consortium in Consortium.objects.filter(looked_at).order_by("pk"):
        try:
            called_up += call_up_years(consortium=consortium, by=by, at=at)
        except Exception:  # one consortium must not keep the others waiting; the next day tries it again
            logger.exception("consortium %s: its contract years could not be called up", consortium.pk)
    return called_up
