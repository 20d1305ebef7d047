"""Telling people by e-mail that something waits."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from core.inbox.models import Item
from core.inbox.operations import Addressee
from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from core.users.scopes import ScopeKind
from core.workflow import clock


def addressees(item: Item | Addressee) -> list[User]:
    """Return the active people an item waits for, or a letter goes to, today."""
    if item.user:
        return [item.user] if item.user.is_active else []
    today = clock.day(clock.now())
    held = Q(assignments__scope_kind=item.scope_kind, assignments__scope_id=item.scope_id)
    if item.role:
        held = (held | Q(assignments__scope_kind=ScopeKind.EVERYTHING)) & Q(assignments__role=item.role)
    held &= Q(assignments__valid_from__lte=today)
    held &= Q(assignments__valid_until__isnull=True) | Q(assignments__valid_until__gte=today)
    return list(User.objects.filter(held, is_active=True).distinct().order_by("pk"))


def one_line(text: str) -> str:
    """Return the text without any break of line, also not one that only Python's e-mail package sees."""
    return " ".join(text.split())


@handles("inbox_email")
def send_inbox_email(progress: Progress, *, item_id: int) -> dict[str, Any]:
    """
    Send one e-mail per addressee, in their language. Nothing is sent when the item is already closed.

    Whoever takes over from a dead worker goes on after the last letter that was sent.
    """
    item = Item.objects.get(pk=item_id)
    people = [] if item.closed_at else addressees(item)
    done = list(progress.job.result.get("sent", []))
    for user in people:
        if user.pk in done:
            continue
        with translation.override(user.language):
            context = {"item": item, "user": user, "base_url": settings.PUBLIC_URL}
            send_mail(
                subject=one_line(f"{item.title}: {item.about}")[:180],
                message=render_to_string("emails/inbox_item.txt", context),
                from_email=None,
                recipient_list=[user.email],
            )
        done.append(user.pk)
        progress.remember(sent=done)
    return {"sent": done}
