"""A bundle of evidence that somebody hands in to be verified."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reporting.auditing.models import EvidenceBundle
from reporting.documents.archives import Known


def find(sha256: str) -> Known | None:
    """
    Return the bundle of evidence of which a file has every byte; None if it is none of ours.

    Of what or of whom it is evidence is not told: the page is public.
    """
    bundle = EvidenceBundle.objects.filter(blob__sha256=sha256).select_related("program__office").first()
    if bundle is None:
        return None
    total, lacking = bundle.files_total, bundle.files_lacking
    holds = ngettext("Evidence: %(number)d file", "Evidence: %(number)d files", total) % {"number": total}
    if lacking:
        missing = ngettext("%(number)d of them missing", "%(number)d of them missing", lacking)
        holds = f"{holds}, {missing % {'number': lacking}}"
    return Known(
        title=_("Genuine: a bundle of evidence"),
        check=_("Each file in it is compared with its hash by: sha256sum -c SHA256SUMS."),
        holds=holds,
        program=bundle.program,
        made_at=bundle.made_at,
        sha256=sha256,
    )


def largest() -> int:
    """Return the size in bytes of the largest bundle of evidence; 0 before the first."""
    size: int | None = EvidenceBundle.objects.order_by().aggregate(size=Max("blob__size"))["size"]
    return size or 0
