"""Keeping what was typed and can't be saved yet, so that no browser loses more than one field."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from applications import permissions
from applications.models import Application, DraftEntry
from applications.operations.drafts import check_editable
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.models import Consortium


@operation
def keep_entry(
    *,
    application: Application | None = None,
    consortium: Consortium | None = None,
    form: str,
    values: Mapping[str, Any],
    without: frozenset[str] = frozenset(),
    by: User,
    at: dt.datetime,
) -> DraftEntry | None:
    """
    Keep what `by` typed into a form of a draft, or of one being begun; what was kept before stays.

    `values`: texts by field, of a table its rows of texts, of a file the id it is kept under. `without`:
    fields saved since.

    :raises PermissionDenied: if `by` does not draft there.
    :raises NotEditable: if the case was submitted.
    """
    _lock(application, consortium, by, at)  # two fields of one form that are left at once wait here
    place: dict[str, Any] = {"application": application, "consortium": consortium, "form": form, "by": by}
    entry = DraftEntry.objects.filter(**place).first()
    known = entry.values if entry else {}
    kept = {name: value for name, value in {**known, **values}.items() if name not in without}
    if not kept:
        if entry:
            entry.delete()
        return None
    entry, _created = DraftEntry.objects.update_or_create(**place, defaults={"values": kept, "at": at})
    return entry


@operation
def forget_entry(*, entry: DraftEntry, by: User, at: dt.datetime) -> None:
    """
    Throw away what `by` typed and did not hand in, or has handed in by now.

    :raises PermissionDenied: if somebody else typed it.
    """
    require(permissions.may_forget, by, entry, at=at)
    DraftEntry.objects.filter(pk=entry.pk).delete()


def _lock(application: Application | None, consortium: Consortium | None, by: User, at: dt.datetime) -> None:
    if application is not None:
        application = Application.objects.lock(application.pk)
        require(permissions.may_edit, by, application, at=at)
        check_editable(application)
    elif consortium is not None:
        require(permissions.may_begin_in, by, Consortium.objects.lock(consortium.pk), at=at)
