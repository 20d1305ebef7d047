"""Asking for a bundle of evidence, and keeping one that was written."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from core.evidence.checks import ZIP
from core.evidence.operations import keep_file
from core.jobs.models import Job, Status
from core.jobs.operations import enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements.models import Grant
from reporting.auditing import announcements, permissions
from reporting.auditing.bundling import Written
from reporting.auditing.models import EvidenceBundle, Sample


@operation
def request_bundle(*, case: Sample | Grant, by: User, at: dt.datetime) -> Job:
    """
    Have the evidence of a sample, or of one grant, bundled in the background; while that goes on, the same
    work is meant.

    :raises NotAllowed: if `by` does not audit the programme.
    """
    require(permissions.may_take_evidence, by, case, at=at)
    what = "sample" if isinstance(case, Sample) else "grant"
    name = f"evidence_bundle:{what}:{case.pk}:{by.pk}:"
    ended = Job.objects.filter(key__startswith=name, status=Status.FINISHED).count()
    return enqueue("evidence_bundle", key=f"{name}{ended}", requested_by=by, what=what, pk=case.pk)


@operation
def keep_bundle(
    *,
    case: Sample | Grant,
    file: Path,
    written: Written,
    hold: Callable[[], None],
    job_key: str,
    by: User,
    at: dt.datetime,
) -> EvidenceBundle:
    """
    Keep a bundle that was written, moving its file, and tell who asked for it; once per job.

    :raises Lost: by `hold`, which keeps the job's row until this commits, if another worker has taken it
        over; then nothing is kept.
    :raises NotAllowed: if `by` does not audit the programme any more.
    """
    hold()
    require(permissions.may_take_evidence, by, case, at=at)
    bundle, created = EvidenceBundle.objects.get_or_create(
        job_key=job_key,
        defaults={
            "program": case.program if isinstance(case, Sample) else case.consortium.program,
            "sample": case if isinstance(case, Sample) else None,
            "grant": case if isinstance(case, Grant) else None,
            "blob": keep_file(file, ZIP),
            "manifest_hash": written.manifest_hash,
            "files_total": written.total,
            "files_lacking": written.lacking,
            "made_at": at,
            "made_by": by,
        },
    )
    if created:
        announcements.is_bundled(bundle, by=by, at=at)
    return bundle
