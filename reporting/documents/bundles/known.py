"""A bundle of dossiers that somebody hands in to be verified."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from reporting.documents.archives import Known
from reporting.documents.models import Bundle


def find(sha256: str) -> Known | None:
    """Return the bundle of dossiers of which a file has every byte; None if it is none of ours."""
    rows = Bundle.objects.filter(blob__sha256=sha256).select_related("program__office", "blob")
    bundle = rows.first()
    if bundle is None:
        return None
    return Known(
        title=_("Genuine: a bundle of dossiers"),
        check=_("Whether a dossier in it still holds, its own code says: index.csv lists them."),
        holds=f"{bundle.get_kind_display()} · {bundle.language_words}",
        program=bundle.program,
        made_at=bundle.made_at,
        sha256=sha256,
    )


def largest() -> int:
    """Return the size in bytes of the largest bundle of dossiers; 0 before the first."""
    size: int | None = Bundle.objects.aggregate(size=Max("blob__size"))["size"]
    return size or 0
