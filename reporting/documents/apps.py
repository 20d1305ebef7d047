"""Documents that leave the house."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """The room of PDFs."""

    name = "reporting.documents"
    label = "documents"

    def ready(self) -> None:
        """Tell the lower rooms where notices and jobs of documents lead."""
        from core.inbox import registry as inbox
        from core.jobs import registry as jobs
        from reporting.documents import tasks  # noqa: F401 - the handler registers itself

        inbox.declare("document_made", _("The dossier you asked for is ready"), "documents:detail")
        jobs.leads_to("chain_audit", lambda result: reverse("documents:detail", args=[result["document"]]))
