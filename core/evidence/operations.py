"""Keeping files, giving them to a case, and using a number once."""

import datetime as dt
import hashlib
import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS, inspect
from core.evidence.models import Attachment, Blob, Mark
from core.users.models import User
from core.workflow.operations import operation
from core.workflow.refusals import Refusal


class AlreadyUsed(Refusal):
    """A number that may serve only once has served."""

    message = _(
        "“%(value)s” was already used in another case. Check the number; one document can be paid only once."
    )


class AttachmentTaken(Refusal):
    message = _("This file already belongs to another case. Upload it again.")


@operation
def store(
    *, file: BinaryIO, filename: str, allowed: frozenset[str] = PAPERS, by: User, at: dt.datetime
) -> Attachment:
    """
    Keep a file that belongs to no case yet.

    :raises EmptyFile, FileTooLarge, WrongFileType: as `core.evidence.checks.inspect` does.
    """
    found = inspect(file, filename, allowed=allowed)
    blob, _created = Blob.objects.get_or_create(
        sha256=found.sha256, defaults={"size": found.size, "media_type": found.media_type}
    )
    _write_once(file, blob.path)
    return Attachment.objects.create(blob=blob, filename=found.filename, uploaded_by=by, uploaded_at=at)


def keep_bytes(data: bytes, media_type: str) -> Blob:
    """Keep bytes made by the house, once under their SHA-256, within the operation that made them."""
    blob, _created = Blob.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(), defaults={"size": len(data), "media_type": media_type}
    )
    _write_once(io.BytesIO(data), blob.path)
    return blob


def place_for_files() -> Path:
    """Return the folder in which long files are written before they are kept: moving them is one step."""
    place = Path(settings.EVIDENCE_ROOT) / "unfinished"
    place.mkdir(parents=True, exist_ok=True)
    return place


def keep_file(path: Path, media_type: str) -> Blob:
    """
    Keep a file made by the house by moving it, once under its SHA-256, within the operation that made it.

    It is read by chunks, and lies in `place_for_files`; afterwards it is there no more.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    blob, _created = Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": path.stat().st_size, "media_type": media_type}
    )
    blob.path.parent.mkdir(parents=True, exist_ok=True)
    path.replace(blob.path)
    return blob


def _write_once(file: BinaryIO, path: Path) -> None:
    """Put the bytes in place in one step, so that a killed process leaves no half file under a hash."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as target:
        file.seek(0)
        while chunk := file.read(1 << 16):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    Path(name).replace(path)


@operation
def attach(
    *, attachment: Attachment, owner_kind: str, owner_id: int, purpose: str, by: User, at: dt.datetime
) -> Attachment:
    """
    Give a kept file to a case.

    :raises AttachmentTaken: if it belongs to another one.
    """
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    owner = (owner_kind, owner_id)
    if attachment.owner_kind and (attachment.owner_kind, attachment.owner_id) != owner:
        raise AttachmentTaken
    attachment.owner_kind, attachment.owner_id, attachment.purpose = owner_kind, owner_id, purpose
    attachment.save(update_fields=["owner_kind", "owner_id", "purpose"])
    return attachment


@operation
def mark_used(*, kind: str, value: str, owner_kind: str, owner_id: int, by: User, at: dt.datetime) -> Mark:
    """
    Use a number that may serve only once, for one case.

    :raises AlreadyUsed: if another case has used it.
    """
    try:
        with transaction.atomic():
            mark, _created = Mark.objects.get_or_create(
                kind=kind,
                value=value,
                defaults={"owner_kind": owner_kind, "owner_id": owner_id, "at": at, "by": by},
            )
    except IntegrityError:
        mark = Mark.objects.get(kind=kind, value=value)
    if (mark.owner_kind, mark.owner_id) != (owner_kind, owner_id):
        raise AlreadyUsed(value=value)
    return mark


@operation
def keep_again(*, attachments: Sequence[Attachment], by: User, at: dt.datetime) -> list[Attachment]:
    """Keep contents that are kept already once more, for other cases, under the same names and in order."""
    copies = [
        Attachment(blob_id=a.blob_id, filename=a.filename, uploaded_by=by, uploaded_at=at)
        for a in attachments
    ]
    return Attachment.objects.bulk_create(copies)


@operation
def attach_all(
    *,
    attachments: Sequence[Attachment],
    owner_kind: str,
    owner_id: Any,
    purpose: str,
    by: User,
    at: dt.datetime,
) -> None:
    """
    Give kept files to cases in one go; `owner_id` is an expression over the attachment, or one id for all.

    :raises AttachmentTaken: if one of them belongs to a case already.
    """
    free = Attachment.objects.filter(pk__in=[a.pk for a in attachments], owner_kind__isnull=True)
    if free.update(owner_kind=owner_kind, owner_id=owner_id, purpose=purpose) != len(attachments):
        raise AttachmentTaken
