"""Putting work in somebody's inbox, and taking it out when it is done."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from core.inbox import registry
from core.inbox.models import Item, ItemQuerySet, Question
from core.jobs.operations import enqueue
from core.users.models import User
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.operations import operation


class Addressee(NamedTuple):
    """
    Who something waits for: a role (or "", any) over a scope, or one person.

    A person with a `scope_id` works there for the firm of that id: without them it waits for the firm.
    """

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


def person_of(firm_id: int, user: User) -> Addressee:
    """Address one person who acts for a firm, and the firm once that person doesn't any more."""
    return Addressee(scope_id=firm_id, user=user)


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
    overdue_item: Item | None = None,
    by_letter: bool = False,
) -> Item:
    """
    Put work (or a notice) in an inbox, once per key, and tell the addressees as they chose.

    Work for which nobody sets a day is due when the office means to have its kind done, if it says so.

    Work that was done and comes back (a case returned a second time) is opened again; a notice that was read
    stays read. `subject` has `pk` and `public_id`; call it within the operation that causes the work. What
    people are told `by_letter` anyway only stands in the inbox.
    """
    facts = {
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject.pk,
        "subject_public_id": subject.public_id,
        "about": " ".join(about.split())[:240],  # one line, as in a letter's subject
        "role": to.role,
        "scope_kind": to.scope_kind,
        "scope_id": to.scope_id,
        "user": to.user,
        "due_on": due_on or (None if is_notice else _meant_for(kind, at)),
        "is_notice": is_notice,
        "overdue_item": overdue_item,
        "opened_at": at,
    }
    item, created = Item.objects.get_or_create(key=key, defaults=facts)
    is_new = created or (not is_notice and _open_again(item, facts))
    if is_new and not by_letter:
        enqueue("inbox_email", key=f"inbox_email:{item.pk}:{at.isoformat()}", item_id=item.pk)
    return item


def hand_to(
    *to: Addressee,
    kind: str,
    subject: Any,
    subject_kind: str,
    about: str,
    step: int,
    by: User,
    at: dt.datetime,
    due_on: dt.date | None = None,
    by_letter: bool = False,
) -> None:
    """
    Take a case out of every inbox and put it into those of whoever acts next.

    `step` is how often the case has moved: the same kind of work may wait again after a correction.
    """
    close_items(subject_kind=subject_kind, subject_id=subject.pk, by=by, at=at)
    for number, addressee in enumerate(to):
        open_item(
            key=f"{kind}:{subject.pk}:{step}" + (f":{number}" if number else ""),
            kind=kind,
            subject=subject,
            subject_kind=subject_kind,
            about=about,
            to=addressee,
            at=at,
            due_on=due_on,
            by_letter=by_letter,
        )


def tell(
    to: Addressee,
    *,
    kind: str,
    subject: Any,
    subject_kind: str,
    about: str,
    step: int,
    at: dt.datetime,
    by_letter: bool = False,
) -> None:
    """Put a notice about a case, at this step of it, into an inbox."""
    open_item(
        key=f"{kind}:{subject.pk}:{step}",
        kind=kind,
        subject=subject,
        subject_kind=subject_kind,
        about=about,
        to=to,
        at=at,
        is_notice=True,
        by_letter=by_letter,
    )


def _meant_for(kind: str, at: dt.datetime) -> dt.date | None:
    """Return the day by which the office means to have work of this kind done, if it set itself one."""
    days = registry.kind(kind).within_days
    return clock.day(at) + dt.timedelta(days=days) if days is not None else None


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
    return _close(waiting if kinds is None else waiting.filter(kind__in=kinds), by=by, at=at)


def close_keys(*keys: str, by: User, at: dt.datetime) -> int:
    """Take the items with these keys out of all inboxes; return how many were open."""
    return _close(Item.objects.open().filter(key__in=keys), by=by, at=at)


def _close(waiting: ItemQuerySet, *, by: User, at: dt.datetime) -> int:
    """Close the items, and with them what told the next responsible that they were overdue."""
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        done = Item.objects.open().filter(Q(pk__in=ids) | Q(overdue_item__in=ids))
        done.update(closed_at=at, closed_by=by)
    return len(ids)


def readdress(subjects: Mapping[str, Iterable[int]], before: int, firm_id: int) -> int:
    """
    Let work about these cases that waits for one firm, or for somebody there, wait for another firm.

    `subjects` are ids by the kind of case; questions about them go along. What was only to be read stays with
    whom it was told. Returns how many there were; part of the operation by which a case passes to the firm.
    """
    about = {kind: list(ids) for kind, ids in subjects.items()}
    asked = Question.objects.filter(_about_any(about)).values_list("pk", flat=True)
    waiting = Item.objects.open().filter(_about_any({**about, "question": list(asked)}), is_notice=False)
    of_people = waiting.filter(user__isnull=False, scope_kind="", scope_id=before)
    moved = waiting.filter(scope_kind=ScopeKind.FIRM, scope_id=before).update(scope_id=firm_id)
    return moved + of_people.update(scope_kind=ScopeKind.FIRM, scope_id=firm_id, user=None)


def _about_any(subjects: Mapping[str, Iterable[int]]) -> Q:
    """Return what is about one of these cases."""
    return reduce(or_, (Q(subject_kind=kind, subject_id__in=ids) for kind, ids in subjects.items()))


def open_items(subject_kind: str, subject_id: int) -> ItemQuerySet:
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
