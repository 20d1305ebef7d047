"""The files that belong to cases."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from applications.models import Answer, AwardCondition, CostItem, HandedIn, Objection
from core.evidence.models import Attachment
from core.evidence.queries import serve

#: whose files are served here
OWNERS: dict[str, Any] = {
    "answer": Answer,
    "cost_item": CostItem,
    "handed_in": HandedIn,
    "condition": AwardCondition,
    "objection": Objection,
}


@login_required
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with a quote or a paper, if it is the reader's to read; `public_id` is the attachment's."""
    attachment = get_object_or_404(
        Attachment.objects.select_related("blob"), public_id=public_id, owner_kind__in=OWNERS
    )
    owners = OWNERS[str(attachment.owner_kind)].objects.visible_to(request.user)
    get_object_or_404(owners, pk=attachment.owner_id)
    return serve(attachment)
