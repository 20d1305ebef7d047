"""Telling people by e-mail of what is new, of what is due, and once a day of the rest; the clock for it."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.inbox import operations, queries
from core.inbox.models import DigestDay, Item
from core.jobs.operations import Progress, enqueue
from core.jobs.registry import handles
from core.users.models import User
from core.users.queries import system_user
from core.workflow import clock

#: subject and body of a letter to one person, or nothing for somebody who gets none
Letter = Callable[[User], tuple[str, str] | None]


def one_line(text: str) -> str:
    """Return the text without any break of line, also not one that only Python's e-mail package sees."""
    return " ".join(text.split())


def send_letters(progress: Progress, people: Iterable[User], letter: Letter) -> dict[str, Any]:
    """
    Send one e-mail per person, in their language.

    Whoever takes over from a dead worker goes on after the last letter that was sent.
    """
    done = list(progress.job.result.get("sent", []))
    for user in people:
        if user.pk in done:
            continue
        with translation.override(user.language):
            written = letter(user)
            if written is not None:
                subject, body = written
                send_mail(
                    subject=one_line(subject)[:180],
                    message=body,
                    from_email=None,
                    recipient_list=[user.email],
                )
        done.append(user.pk)
        progress.remember(sent=done)
    return {"sent": done}


def render(template: str, user: User, **more: Any) -> str:
    """Return the body of a letter to a person, with the address of the office's pages."""
    return render_to_string(f"emails/{template}.txt", {"user": user, "base_url": settings.PUBLIC_URL, **more})


@handles("inbox_email")
def send_inbox_email(progress: Progress, *, item_id: int) -> dict[str, Any]:
    """Tell those of an item whom its kind reaches at once; nobody when the item is already closed."""
    item = Item.objects.select_related("overdue_item").get(pk=item_id)
    people = [] if item.closed_at else queries.told_at_once(item, clock.now())

    def letter(user: User) -> tuple[str, str]:
        return f"{item.title}: {item.about}", render("inbox_item", user, item=item)

    return send_letters(progress, people, letter)


@handles("inbox_reminder")
def send_reminder(progress: Progress, *, item_id: int, due_on: str) -> dict[str, Any]:
    """Remind those of an item of its due day; nobody when it is done, or due on another day by now."""
    item = Item.objects.get(pk=item_id)
    is_past = item.closed_at is not None or f"{item.due_on}" != due_on
    people = [] if is_past else queries.told_at_once(item, clock.now())

    def letter(user: User) -> tuple[str, str]:
        subject = _("Reminder, due %(day)s: %(title)s") % {"day": due_on, "title": item.title}
        return f"{subject} – {item.about}", render("reminder", user, item=item)

    return send_letters(progress, people, letter)


@handles("inbox_digest")
def send_digest(progress: Progress, *, user_id: int, digest_day_id: int) -> dict[str, Any]:
    """Tell a person once of everything of the day; nothing when all of it was done in the meantime."""
    day = DigestDay.objects.get(pk=digest_day_id)

    def letter(user: User) -> tuple[str, str] | None:
        items, more = queries.digest_of(user, day.since_at, day.until_at)
        headings = queries.under_headings(items, day.day)
        subject = _("What waits for you, %(day)s") % {"day": day}
        return (subject, render("digest", user, day=day, headings=headings, more=more)) if items else None

    return send_letters(progress, User.objects.filter(pk=user_id, is_active=True), letter)


@handles("inbox_nudges")
def send_nudges(progress: Progress, *, at: str) -> None:
    """Look through all open work with a due day, a page at a time, as of the moment the clock struck."""
    moment, by = dt.datetime.fromisoformat(at), system_user()
    after: int | None = 0
    while after is not None:
        after = operations.nudge(after=after, by=by, at=moment)
        progress(0, 0)


@handles("inbox_digests")
def send_digests(progress: Progress, *, at: str) -> None:
    """Ask for everybody's digest, as of the moment the clock struck."""
    operations.begin_digests(by=system_user(), at=dt.datetime.fromisoformat(at))


@shared_task(name="core.inbox.nudge", ignore_result=True)
def strike_nudges() -> None:
    """Ask for the reminders of this day in Seoul: once, however often the clock strikes."""
    now = clock.now()
    enqueue("inbox_nudges", key=f"inbox_nudges:{clock.day(now)}", at=now.isoformat())


@shared_task(name="core.inbox.digest", ignore_result=True)
def strike_digests() -> None:
    """Ask for the digests of this day in Seoul: once, however often the clock strikes."""
    now = clock.now()
    enqueue("inbox_digests", key=f"inbox_digests:{clock.day(now)}", at=now.isoformat())
