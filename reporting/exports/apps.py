"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "reporting.exports"
    label = "exports"

    def ready(self) -> None:
        """Tell the lower rooms where notices and jobs of packs lead, and add the menu entry."""
        from core.inbox import registry as inbox
        from core.jobs import registry as jobs
        from core.ui import navigation
        from reporting.exports import tasks  # noqa: F401 - the handler registers itself

        inbox.declare(
            "pack_made", _("The export pack you asked for is ready"), "exports:detail", inbox.OFFICES
        )
        jobs.leads_to("export_pack", lambda result: reverse("exports:detail", args=[result["pack"]]))
        navigation.register(label=_("Export packs"), url_name="exports:list", visible=_is_official, order=86)


def _is_official(user: Any) -> bool:
    """Say whether packs are for this person: officials and auditors."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES

    return user.is_authenticated and bool(user.scopes(VIEW_CASES, clock.day(clock.now())))
