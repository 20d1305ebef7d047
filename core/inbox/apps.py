"""The app `core.inbox`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "core.inbox"
    label = "inbox"

    def ready(self) -> None:
        """Declare what the talk about cases and overdue work put into inboxes."""
        from core.inbox import queries, registry
        from core.inbox.operations import telling
        from core.jobs import registry as jobs

        both = registry.FIRMS | registry.OFFICES
        questions = registry.Group("questions", _("Questions"), 70)
        questions.declare("question_asked", _("Answer the question"), "talk:question", both)
        questions.declare("question_answered", _("Your question was answered"), "talk:question", both)
        questions.about("question", page="talk:question", offices=queries.offices_of_questions)
        # the notice leads to the case of the overdue work; without a page of its own, to the work list
        registry.OTHER.declare("work_overdue", _("Overdue"), "", both)
        registry.OTHER.declare("job_failed", _("What you asked for could not be made"), "jobs:detail")
        jobs.on_failure(telling.tell_of_failure)
