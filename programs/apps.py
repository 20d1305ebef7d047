"""What this room declares to those below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        """Declare what waits for firms here, and that members of one consortium see each other."""
        from core.inbox import registry
        from firms import visibility
        from programs.queries import firms_met_by

        registry.declare(
            "join_consortium", _("Answer the invitation into a consortium"), "programs:member_join"
        )
        registry.declare("member_joined", _("A firm joined your consortium"), "dashboards:consortium")
        registry.declare("member_declined", _("A firm declined your invitation"), "dashboards:consortium")
        visibility.declare("consortium", firms_met_by)
