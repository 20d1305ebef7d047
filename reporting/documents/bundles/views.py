"""The pages of bundles: of a programme, one bundle, its download."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import DetailView, FormView

from core.evidence.queries import download
from core.users.permissions import holds
from core.workflow import clock
from core.workflow.refusals import Refusal
from programs.models import Program
from programs.permissions import VIEW_CASES
from reporting.documents.bundles import operations
from reporting.documents.bundles.contents import subjects_of
from reporting.documents.bundles.forms import BundleForm
from reporting.documents.models import Bundle, Bundled
from reporting.documents.permissions import may_make_of_program
from reporting.documents.views import MOST_SHOWN


class BundlesView(LoginRequiredMixin, FormView):
    """The bundles of a programme: those that were made, and the button for today's."""

    template_name = "documents/bundles.html"
    form_class = BundleForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the programme among those whose cases this person reads."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.at = clock.now()
        self.program = get_object_or_404(
            Program.objects.select_related("office"), public_id=kwargs["public_id"]
        )
        if not holds(request.user, VIEW_CASES, *self.program.scope_pairs, at=self.at):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask for the bundle; lead to how far it is."""
        user: Any = self.request.user
        try:
            job = operations.request_bundle(program=self.program, by=user, at=self.at, **form.arguments())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        if job.requested_by_id == user.pk:
            return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))
        messages.info(
            self.request,
            _("Somebody asked for the same bundle a moment ago. It will be listed here when it is ready."),
        )
        return HttpResponseRedirect(self.request.path)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again, saying what is to be mended."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bundles = Bundle.objects.filter(program=self.program).select_related("blob", "made_by")
        return super().get_context_data(
            program=self.program,
            bundles=bundles[:MOST_SHOWN],
            counts=[(one.label, subjects_of(self.program, one).count()) for one in Bundled],
            may_make=may_make_of_program(self.request.user, self.program, at=self.at),
            **kwargs,
        )


class BundleView(LoginRequiredMixin, DetailView):
    """Show what a bundle holds, its fingerprint, and where to download it."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "bundle"
    template_name = "documents/bundle.html"

    def get_queryset(self) -> QuerySet[Bundle]:
        """Return the bundles this person may see."""
        return Bundle.objects.visible_to(self.request.user).select_related("program", "blob", "made_by")


@require_GET
@login_required
def bundle_file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the ZIP as a download."""
    seen = Bundle.objects.visible_to(request.user).select_related("blob", "program")
    bundle = get_object_or_404(seen, public_id=public_id)
    return download(bundle.blob, f"{bundle.name}.zip")
