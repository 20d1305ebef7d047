"""The pages of documents: of a case, one document, its downloads, its signature."""

from dataclasses import replace
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
from django.views.decorators.http import require_GET
from django.views.generic import DetailView, FormView

from applications.models.querysets import own_firms
from core.evidence.queries import download
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements.models import Asset, AssetStatus, Grant
from reporting.documents import operations
from reporting.documents.asking import ask
from reporting.documents.columns import COLUMNS
from reporting.documents.filters import DocumentFilter
from reporting.documents.forms import LabelsForm, LanguageForm, PeriodForm, SignForm
from reporting.documents.kinds import Kind
from reporting.documents.labels import label_sheet
from reporting.documents.models import Document
from reporting.documents.recipes import RECIPES
from reporting.documents.signing import may_sign
from reporting.documents.verifying import changes_since, facts_now

#: of one kind about one case; all of them are in the list of documents
MOST_SHOWN = 20


class PapersView(LoginRequiredMixin, FormView):
    """The documents of one kind about one case: those that were made, and the button for today's."""

    template_name = "documents/papers.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the case among those whose documents this person may have."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        kind = next((one for one in Kind if one.slug == kwargs["paper"]), None)
        if kind is None:
            raise Http404
        self.recipe, self.at = RECIPES[kind], clock.now()
        self.subject = get_object_or_404(self.recipe.subjects(request.user), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        """Ask for the days only where a report is of a period."""
        return PeriodForm if self.recipe.is_of_period else LanguageForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask for the document; lead to how far it is, or to it if it was made of the same facts before."""
        user: Any = self.request.user
        try:
            asked = ask(recipe=self.recipe, subject=self.subject, by=user, at=self.at, **form.arguments())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        if isinstance(asked, Document):
            return HttpResponseRedirect(asked.get_absolute_url())
        if asked.requested_by_id == user.pk:
            return HttpResponseRedirect(reverse("jobs:detail", args=[asked.public_id]))
        messages.info(
            self.request,
            _("Somebody asked for the same document a moment ago. It will be listed here when it is ready."),
        )
        return HttpResponseRedirect(self.request.path)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again, saying what is to be mended."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = Document.objects.about(self.recipe.kind, self.subject).order_by("-pk")
        return super().get_context_data(
            kind=self.recipe.kind,
            subject=self.subject,
            program=self.recipe.program(self.subject),
            documents=made.with_parties()[:MOST_SHOWN],
            may_make=self.recipe.may_make(self.request.user, self.subject, at=self.at),
            is_due=self.recipe.is_due(self.subject),
            **kwargs,
        )


class DocumentListView(ListPage):
    title = gettext_lazy("Documents")
    columns = COLUMNS
    filter_class = DocumentFilter
    empty = Empty(
        gettext_lazy("No document was made yet"),
        gettext_lazy("Each case offers its documents on its own page: letters, certificates, dossiers."),
        "dashboards:consortia",
        gettext_lazy("To the consortia"),
    )

    def get_empty(self) -> Empty:
        """Lead a firm's people to their grants, who read no consortium but their own."""
        if own_firms(self.request.user, self.at):
            return replace(self.empty, url_name="disbursements:grants", label=gettext_lazy("To the grants"))
        return self.empty

    def get_rows(self) -> QuerySet[Document]:
        return Document.objects.visible_to(self.request.user).select_related("program", "made_by")


class DocumentView(LoginRequiredMixin, DetailView):
    """Show what a document is, whether it still holds, who signed it, and where to download it."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "document"
    template_name = "documents/detail.html"

    def get_queryset(self) -> QuerySet[Document]:
        """Return the document of the address, if this person may see it."""
        return _of_address(self.request, self.kwargs["public_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, document = self.request.user, self.object
        subject = RECIPES[Kind(document.kind)].subject(document.subject_id)
        facts = facts_now(document)
        holds = facts.sha256 == document.facts_hash
        signatures = list(document.signatures.select_related("signed_by"))
        has_signed = any(one.signed_by_id == user.pk for one in signatures)
        return super().get_context_data(
            holds=holds,
            changes=changes_since(document, facts),
            signatures=signatures,
            may_sign=holds and not has_signed and may_sign(user, document, at=clock.now()),
            subject=subject,
            papers_href=reverse("documents:of", args=[Kind(document.kind).slug, subject.public_id]),
            **kwargs,
        )


class SignView(OperationView):
    """Put one's name under a document."""

    model = Document
    operation = operations.sign
    predicate = may_sign
    case_argument = "document"
    form_class = SignForm
    title = gettext_lazy("Sign the document")
    submit_label = gettext_lazy("Sign")
    success_message = gettext_lazy("Signed. The signature holds for as long as no fact changes.")
    consequences_template = "documents/sign_consequences.html"

    def get_case(self) -> Document:
        """Return the document among those the person may see, or 404."""
        return _seen(self.request, self.kwargs["public_id"])

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """Add the facts of now, read at one moment before the operation begins."""
        return super().operation_arguments(form) | {"facts_hash": facts_now(self.case).sha256}


@require_GET
@login_required
def file(request: HttpRequest, public_id: str, number: int = 1) -> FileResponse:
    """Answer with a volume of the document as a download."""
    document = _seen(request, public_id)
    volume = get_object_or_404(document.volumes.select_related("blob"), number=number)
    part = f"-{number}" if number > 1 else ""
    return download(volume.blob, f"{document.name}{part}.pdf")


@require_GET
@login_required
def figures(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the facts of the document as JSON, byte for byte what was hashed."""
    document = _seen(request, public_id)
    if document.figures is None:
        raise Http404
    return download(document.figures, f"{document.name}.json")


def _seen(request: HttpRequest, public_id: str) -> Document:
    return get_object_or_404(_of_address(request, public_id))


def _of_address(request: HttpRequest, public_id: str) -> QuerySet[Document]:
    return Document.objects.filter(public_id=public_id).few_visible_to(request.user).with_parties()


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
