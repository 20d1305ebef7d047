"""The public register."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """The room of the public register."""

    name = "reporting.register"
    label = "register"

    def ready(self) -> None:
        """Tell the lower rooms where notices and jobs of the register lead."""
        from core.inbox import registry as inbox
        from core.jobs import registry as jobs
        from reporting.register import tasks  # noqa: F401 - the handler registers itself

        inbox.declare(
            "register_taken", _("The snapshot of the public register is taken"), "register:snapshot"
        )
        jobs.leads_to(
            "register_snapshot", lambda result: reverse("register:snapshot", args=[result["snapshot"]])
        )
