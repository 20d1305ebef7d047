"""Reading files."""

import logging
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext as _

from core.evidence.models import Attachment, Blob
from core.ui.missing import Missing

logger = logging.getLogger(__name__)


def attachments_of(kind: str, ids: Iterable[int]) -> QuerySet[Attachment]:
    """Return the files of these cases, oldest first, with content and person."""
    return Attachment.objects.filter(owner_kind=kind, owner_id__in=list(ids)).select_related(
        "blob", "uploaded_by"
    )


def serve(attachment: Attachment) -> FileResponse:
    """Answer with the file, always as a download. The room that owns it has asked `visible_to` before."""
    return download(attachment.blob, attachment.filename)


def download(blob: Blob, filename: str) -> FileResponse:
    """
    Answer with a kept file as a download, read by chunks.

    :raises Missing: if its bytes are not where they were kept; names the file, and is logged as an error.
    """
    try:
        file = blob.path.open("rb")
    except FileNotFoundError as error:
        logger.error("The kept file %s is missing.", blob.sha256)
        words = _(
            "The file “%(name)s” was kept here, but its content is missing. "
            "Tell the programme office which file it is."
        )
        raise Missing(words % {"name": filename}) from error
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=blob.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
