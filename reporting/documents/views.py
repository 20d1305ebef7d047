"""A document's page, its download, and the button that has one made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import DetailView, FormView

from core.evidence.models import Blob
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.refusals import Refusal
from disbursements.models import Asset, AssetStatus, Grant
from programs.models import Consortium
from reporting.documents import operations
from reporting.documents.columns import COLUMNS
from reporting.documents.filters import DocumentFilter
from reporting.documents.forms import LabelsForm
from reporting.documents.labels import label_sheet
from reporting.documents.models import Document


@require_POST
@login_required
def make(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a dossier; lead to how far it is, or to it if the same facts were made before."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), public_id=public_id)
    user: Any = request.user
    try:
        job = operations.request_chain_audit(
            consortium=consortium, language=request.POST.get("language", ""), by=user, at=clock.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(consortium.get_absolute_url())
    if document := operations.made(job):
        return HttpResponseRedirect(document.get_absolute_url())
    if job.requested_by_id == user.pk:
        return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))
    messages.info(
        request,
        _("Somebody asked for the same dossier a moment ago. It will be listed here when it is ready."),
    )
    return HttpResponseRedirect(f"{consortium.get_absolute_url()}#documents")


class DocumentListView(ListPage):
    title = gettext_lazy("Documents")
    columns = COLUMNS
    filter_class = DocumentFilter
    empty = Empty(
        gettext_lazy("No document was made yet"),
        gettext_lazy("An officer or auditor has the audit dossier made on the page of the consortium."),
        "dashboards:consortia",
        gettext_lazy("To the consortia"),
    )

    def get_rows(self) -> QuerySet[Document]:
        return Document.objects.visible_to(self.request.user).select_related(
            "consortium__program", "blob", "made_by"
        )


class DocumentView(LoginRequiredMixin, DetailView):
    """Show what a document is, what it rests on, and where to download it."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "document"
    template_name = "documents/detail.html"

    def get_queryset(self) -> QuerySet[Document]:
        """Return the documents this person may see."""
        return Document.objects.visible_to(self.request.user).with_parties()


@require_GET
@login_required
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the PDF as a download."""
    document = _seen(request, public_id)
    return _download(document.blob, document.filename)


@require_GET
@login_required
def figures(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the facts of the document as JSON, byte for byte what was hashed."""
    document = _seen(request, public_id)
    if document.figures is None:
        raise Http404
    return _download(document.figures, document.filename.replace(".pdf", ".json"))


def _seen(request: HttpRequest, public_id: str) -> Document:
    found = Document.objects.visible_to(request.user).with_parties()
    return get_object_or_404(found, public_id=public_id)


def _download(blob: Blob, filename: str) -> FileResponse:
    response = FileResponse(
        blob.path.open("rb"), as_attachment=True, filename=filename, content_type=blob.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


class LabelsView(LoginRequiredMixin, FormView):
    """Choose for which assets of a grant labels are printed, and where on the sheet the first one goes."""

    template_name = "documents/labels_form.html"
    form_class = LabelsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the assets this person may see, of one grant if one is named; none disposed of."""
        wanted = self.request.GET.get("grant", "")
        seen = Asset.objects.visible_to(self.request.user).with_parties().order_by("number")
        seen = seen.exclude(status=AssetStatus.DISPOSED)
        if wanted:
            grant = get_object_or_404(Grant.objects.visible_to(self.request.user), public_id=wanted[:16])
            seen = seen.filter(grant=grant)
        return super().get_form_kwargs() | {"assets": seen}

    def form_valid(self, form: Any) -> HttpResponse:
        """Answer with the sheets as a download."""
        chosen, start = list(form.cleaned_data["assets"]), form.cleaned_data["start"]
        pdf = label_sheet(chosen, start=start, language=get_language() or "ko")
        response = HttpResponse(pdf.data, content_type="application/pdf")
        response["Content-Disposition"] = 'attachment; filename="asset-labels.pdf"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, saying what is to be mended."""
        return self.render_to_response(self.get_context_data(form=form), status=422)
