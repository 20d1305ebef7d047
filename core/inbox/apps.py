"""The app `core.inbox`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "core.inbox"
    label = "inbox"

    def ready(self) -> None:
        """Declare what the talk about cases puts into inboxes."""
        from core.inbox import registry

        registry.declare("question_asked", _("Answer the question"), "talk:question")
        registry.declare("question_answered", _("Your question was answered"), "talk:question")
