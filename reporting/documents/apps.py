"""Documents that leave the house."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """The room of PDFs."""

    name = "reporting.documents"
    label = "documents"

    def ready(self) -> None:
        """Tell the lower rooms where documents lead, and which of them there are of a case."""
        from core.inbox import registry as inbox
        from core.jobs import registry as jobs
        from core.ui import papers
        from reporting.documents import (
            archives,
            models,
            offers,
            tasks,  # noqa: F401 - the handler registers itself
        )
        from reporting.documents.bundles import known
        from reporting.documents.recipes import RECIPES

        models.READERS.update({kind: recipe.subjects for kind, recipe in RECIPES.items()})
        papers.declare("documents", offers.papers_of)
        archives.declare("documents", known.find, known.largest)
        inbox.declare("bundle_made", _("The dossiers you asked for are ready"), "documents:bundle")
        inbox.declare("document_made", _("The document you asked for is ready"), "documents:detail")
        jobs.leads_to(
            "document", lambda result: reverse("documents:detail", args=[result["document"]]),
            _("Making a document"),
        )  # fmt: skip
        jobs.leads_to(
            "program_bundle", lambda result: reverse("documents:bundle", args=[result["bundle"]]),
            _("Making all dossiers of a programme"),
        )  # fmt: skip
