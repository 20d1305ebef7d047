"""Tallies: counted in the background, kept as snapshots."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class TalliesConfig(AppConfig):
    """The room of tallies."""

    name = "reporting.tallies"
    label = "tallies"

    def ready(self) -> None:
        """Tell the lower rooms where notices and jobs of tallies lead."""
        from core.inbox import registry as inbox
        from core.jobs import registry as jobs
        from reporting.tallies import tasks  # noqa: F401 - the handler registers itself

        inbox.declare("tally_made", _("The tally you asked for is ready"), "tallies:detail")
        jobs.leads_to(
            "tally",
            lambda result: reverse("tallies:detail", args=[result["tally"]]),
            _("Counting a programme"),
        )
