"""What a firm's own programs read, and what tells them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The room of the read API."""

    name = "reporting.api"
    label = "api"

    def ready(self) -> None:
        """Hear of every step, and say where the notice about lost messages leads."""
        from core.inbox import registry as inbox
        from core.workflow import listening
        from reporting.api import (
            operations,
            tasks,  # noqa: F401 - the handler registers itself
        )

        listening.declare("webhooks", operations.hear)
        inbox.OTHER.declare(
            "webhook_given_up", _("Messages to your webhook do not arrive"), "api:hook", inbox.FIRMS
        )
        inbox.OTHER.about("webhook", page="api:hook")
