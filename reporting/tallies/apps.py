from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class TalliesConfig(AppConfig):
    name = "reporting.tallies"
    label = "tallies"

    def ready(self) -> None:
        from core.inbox import registry as inbox
        from core.jobs import registry as jobs
        from reporting.tallies import tasks  # noqa: F401 - the handler registers itself

        inbox.declare("tally_made", _("The tally you asked for is ready"), "tallies:detail")
        jobs.leads_to("tally", lambda result: str(reverse("tallies:detail", args=[result["tally"]])))
