"""Having a snapshot of the register taken, and keeping one that was gathered."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from core.inbox import operations as inbox
from core.jobs.models import Job
from core.jobs.operations import Progress, enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from reporting.register import permissions
from reporting.register.models import Content, Record, Snapshot
from reporting.register.spool import Spool

#: so many records are written in one statement
BATCH = 2_000


@operation
def request_snapshot(*, by: User, at: dt.datetime) -> Job:
    """
    Have the register's snapshot taken in the background.

    :raises NotAllowed: if `by` may not.
    """
    require(permissions.may_take_snapshot, by, at=at)
    return enqueue("register_snapshot", key=f"register_snapshot:{at.isoformat()}", requested_by=by)


@operation
def keep(*, spool: Spool, progress: Progress, by: User | None, at: dt.datetime) -> Snapshot:
    """
    Keep what was gathered at the moment `at`, once per job, and tell who asked for it.

    Records equal to those of an earlier snapshot are not written again.

    :raises Lost: if another worker has taken over the job; then nothing is kept.
    """
    progress(2, 3, gettext_noop("Keeping the records"))  # holds the job's row until this commits
    content, is_new = Content.objects.get_or_create(
        sha256=spool.sha256, defaults={"records_number": spool.number}
    )
    if is_new:
        _write(content, spool)
    snapshot, created = Snapshot.objects.get_or_create(
        job_key=progress.job.key, defaults={"content": content, "taken_at": at, "taken_by": by}
    )
    if created and by is not None:
        inbox.open_item(
            key=f"register_taken:{snapshot.pk}",
            kind="register_taken",
            subject=snapshot,
            subject_kind="register_snapshot",
            about=str(snapshot),
            to=inbox.person(by),
            at=at,
            is_notice=True,
        )
    return snapshot


def _write(content: Content, spool: Spool) -> None:
    rows = _records(content, spool)
    while piece := list(itertools.islice(rows, BATCH)):
        Record.objects.bulk_create(piece)


def _records(content: Content, spool: Spool) -> Iterator[Record]:
    positions: Counter[str] = Counter()
    for kind, data in spool:
        yield Record(content=content, kind=kind, position=positions[kind], data=data)
        positions[kind] += 1
