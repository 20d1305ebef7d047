"""Reading files."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import FileResponse

from core.evidence.models import Attachment


def attachments_of(kind: str, ids: Iterable[int]) -> QuerySet[Attachment]:
    """Return the files of these cases, oldest first, with content and person."""
    return Attachment.objects.filter(owner_kind=kind, owner_id__in=list(ids)).select_related(
        "blob", "uploaded_by"
    )


def serve(attachment: Attachment) -> FileResponse:
    """Answer with the file, always as a download. The room that owns it has asked `visible_to` before."""
    response = FileResponse(
        attachment.blob.path.open("rb"),
        as_attachment=True,
        filename=attachment.filename,
        content_type=attachment.blob.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
