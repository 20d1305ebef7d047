"""What this room declares to those below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FirmsConfig(AppConfig):
    name = "firms"

    def ready(self) -> None:
        """Declare what can wait for the people of a firm."""
        from core.inbox import registry
        from firms import search

        search.declare()
        registry.declare("clerk_added", _("You can now act for this firm"), "dashboards:firm", registry.FIRMS)
