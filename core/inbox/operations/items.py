"""Putting work in somebody's inbox, and taking it out when it is done."""

import datetime as dt
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from core.inbox.models import Item
from core.jobs.operations import enqueue
from core.users.models import User
from core.users.scopes import ScopeKind
from core.workflow.operations import operation


class Addressee(NamedTuple):
    """Who something waits for: a role (or "", any) over a scope, or one person."""

    role: str = ""
    scope_kind: str = ""
    scope_id: int | None = None
    user: User | None = None


def firm(firm_id: int, role: str = "") -> Addressee:
    """Address those who act for a firm."""
    return Addressee(role, ScopeKind.FIRM, firm_id)


def office(office_id: int, role: str) -> Addressee:
    """Address the holders of a role in an office."""
    return Addressee(role, ScopeKind.OFFICE, office_id)


def person(user: User) -> Addressee:
    """Address one person."""
    return Addressee(user=user)


def open_item(
    *,
    key: str,
    kind: str,
    subject: Any,
    subject_kind: str,
    about: str,
    to: Addressee,
    at: dt.datetime,
    due_on: dt.date | None = None,
    is_notice: bool = False,
) -> Item:
    """
    Put work (or a notice) in an inbox, once per key, and tell the addressees by e-mail.

    Work that was done and comes back (a case returned a second time) is opened again; a notice that was read
    stays read. `subject` has `pk` and `public_id`; call it within the operation that causes the work.
    """
    facts = {
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject.pk,
        "subject_public_id": subject.public_id,
        "about": about[:240],
        "role": to.role,
        "scope_kind": to.scope_kind,
        "scope_id": to.scope_id,
        "user": to.user,
        "due_on": due_on,
        "is_notice": is_notice,
        "opened_at": at,
    }
    item, created = Item.objects.get_or_create(key=key, defaults=facts)
    if created or (not is_notice and _open_again(item, facts)):
        enqueue("inbox_email", key=f"inbox_email:{item.pk}:{at.isoformat()}", item_id=item.pk)
    return item


def _open_again(item: Item, facts: dict[str, Any]) -> bool:
    closed = Item.objects.filter(pk=item.pk, closed_at__isnull=False)
    if not closed.update(**facts, closed_at=None, closed_by=None):
        return False
    item.refresh_from_db()
    return True


def close_items(
    *, subject_kind: str, subject_id: int, kinds: set[str] | None = None, by: User, at: dt.datetime
) -> int:
    """Take everything (or these kinds) about a case out of all inboxes; return how many were open."""
    waiting = open_items(subject_kind, subject_id)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(closed_at=at, closed_by=by)


def open_items(subject_kind: str, subject_id: int) -> QuerySet[Item]:
    """Return the work about a case that nobody has done yet."""
    return Item.objects.open().filter(subject_kind=subject_kind, subject_id=subject_id, is_notice=False)


@operation
def dismiss(*, item: Item, by: User, at: dt.datetime) -> None:
    """
    Take a notice that was read out of the inbox. Work leaves it only by being done.

    :raises PermissionDenied: if it is not addressed to `by`.
    """
    if not Item.objects.visible_to(by, at).filter(pk=item.pk).exists():
        raise PermissionDenied
    Item.objects.open().filter(pk=item.pk, is_notice=True).update(closed_at=at, closed_by=by)
