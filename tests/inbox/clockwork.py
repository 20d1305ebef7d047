"""What tests of the inbox's clocks share: striking, working off, reading the post."""

import datetime as dt

from django.core import mail

from core.inbox import operations
from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.jobs.registry import handler_of
from core.users.queries import system_user
from core.workflow import clock
from tests.factories import people
from tests.factories.people import MOMENT

DUE = clock.day(MOMENT) + dt.timedelta(days=20)


def on(day: dt.date, hour: int = 6, minute: int = 30) -> dt.datetime:
    """Return a moment of a day in Seoul."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=people.SEOUL)


def strike(at: dt.datetime) -> None:
    """Let the clock of reminders strike."""
    after: int | None = 0
    while after is not None:
        after = operations.nudge(after=after, by=system_user(), at=at)


def work_off(kind: str) -> None:
    """Do the waiting jobs of a kind, as a worker would."""
    for job in Job.objects.filter(kind=kind, status="QUEUED").order_by("pk"):
        taken = take(job.pk)
        result = handler_of(kind)(Progress(taken), **taken.payload)
        Job.objects.filter(pk=job.pk).update(status="FINISHED", result=result or {})


def letters() -> list[tuple[str, str]]:
    """Return (to whom, subject) of every letter that was sent, and forget them."""
    sent = [(letter.to[0], letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return sent
