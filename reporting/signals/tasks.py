"""Looking through all cases in the background, every night and when an officer asks."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_noop

from core.jobs.operations import Progress, enqueue
from core.jobs.registry import handles
from core.users.queries import system_user
from core.workflow import clock
from reporting.signals import operations
from reporting.signals.detectors import DETECTORS
from reporting.signals.facts import Found
from reporting.signals.reading import gather
from reporting.signals.terms import terms_on


@handles("fraud_signals")
def look(progress: Progress) -> dict[str, Any]:
    """Look for every pattern in all cases. A second run finds the same and writes nothing twice."""
    at, total = clock.now(), len(DETECTORS) + 1
    progress(0, total, gettext_noop("Gathering the facts"))
    facts, terms = gather(), terms_on(clock.day(at))
    found: list[Found] = []
    for number, detect in enumerate(DETECTORS.values(), start=1):
        progress(number, total, gettext_noop("Looking for patterns"))
        found += detect(facts, terms)
    by = progress.job.requested_by or system_user()
    return operations.record_all(found=found, progress=progress, by=by, at=at)


@shared_task(name="signals.look", ignore_result=True)
def strike() -> None:
    """Ask for the look of this night in Seoul: once, however often the clock strikes."""
    enqueue("fraud_signals", key=f"fraud_signals:{clock.day(clock.now())}")
