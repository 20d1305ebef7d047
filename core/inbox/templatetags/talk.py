"""The section of a case page where office and firm talk: {% load talk %}{% talk "application" case %}."""

from typing import Any

from django import template
from django.db.models import Count, Max

from core.inbox import permissions, topics
from core.inbox.models import Note, Question, Tag
from core.workflow import clock

register = template.Library()


@register.inclusion_tag("talk/panel.html", takes_context=True)
def talk(context: dict[str, Any], kind: str, case: Any) -> dict[str, Any]:
    """Show questions to both sides; notes and tags are not even read from the database for a firm."""
    user, at, topic = context["request"].user, clock.now(), topics.topic(kind, case)
    if not permissions.may_read_talk(user, topic, at=at):
        return {"is_shown": False}
    reads_notes = bool(permissions.may_read_notes(user, topic, at=at))
    may_talk = bool(permissions.may_talk(user, topic, at=at))
    questions = Question.objects.about(kind, case.pk).annotate(
        said=Count("messages"), last_at=Max("messages__at")
    )
    return {
        "is_shown": may_talk or reads_notes,
        "kind": kind,
        "case": case,
        "may_talk": may_talk,
        "reads_notes": reads_notes,
        "may_write": reads_notes and bool(permissions.may_write_notes(user, topic, at=at)),
        "questions": list(questions),
        "notes": list(Note.objects.about(kind, case.pk).select_related("written_by")) if reads_notes else [],
        "tags": list(Tag.objects.about(kind, case.pk)) if reads_notes else [],
    }
