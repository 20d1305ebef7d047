"""Bundling evidence in the background."""

from typing import Any, cast

from django.utils.translation import gettext_noop

from core.evidence.archives import file_of
from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from core.workflow import clock
from disbursements.models import Grant
from reporting.auditing import operations
from reporting.auditing.bundling import write
from reporting.auditing.lines import grants_of_sample
from reporting.auditing.models import EvidenceBundle, Sample

COPYING = gettext_noop("Copying the files")


@handles("evidence_bundle")
def bundle(progress: Progress, *, what: str, pk: int) -> dict[str, Any]:
    """
    Write the evidence of a sample or a grant to disk and keep it.

    A second run finds the bundle of the first; one that was cut off is written from its beginning.

    :raises Lost: if another worker has taken over.
    """
    key = progress.job.key
    if known := EvidenceBundle.objects.filter(job_key=key).first():
        return {"bundle": known.public_id}
    case, grants = _subject(what, pk)
    by = cast(User, progress.job.requested_by)  # only the operation enqueues, always for somebody
    with file_of(progress) as file:
        written = write(grants, file, lambda done, total: progress(done, total, COPYING))
        made = operations.keep_bundle(
            case=case, file=file, written=written, job_key=key, by=by, at=clock.now(),
            hold=lambda: progress(written.total, written.total, COPYING),
        )  # fmt: skip
    return {"bundle": made.public_id}


def _subject(what: str, pk: int) -> tuple[Sample | Grant, list[int]]:
    """Return what is bundled, and the grants whose files it takes."""
    if what == "grant":
        grant: Grant = Grant.objects.select_related("consortium__program").get(pk=pk)
        return grant, [grant.pk]
    sample: Sample = Sample.objects.with_names().get(pk=pk)
    return sample, grants_of_sample(sample)
