"""Asking for a bundle of evidence, its page, and the ZIP."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import DetailView

from core.evidence.queries import download
from core.workflow import clock
from disbursements.models import Grant
from reporting.auditing import operations
from reporting.auditing.models import EvidenceBundle, Sample
from reporting.auditing.reading import followed


@require_POST
@login_required
def of_sample(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have the evidence of a sample bundled, and show how far it is."""
    sample = get_object_or_404(Sample.objects.visible_to(request.user).with_names(), public_id=public_id)
    return _asked(request.user, sample)


@require_POST
@login_required
def of_grant(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have the evidence of one grant bundled, and show how far it is."""
    grants = followed(Grant, request.user, clock.now()).select_related("consortium__program")
    return _asked(request.user, get_object_or_404(grants, public_id=public_id))


def _asked(user: Any, case: Sample | Grant) -> HttpResponse:
    job = operations.request_bundle(case=case, by=user, at=clock.now())
    return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))


class BundleView(LoginRequiredMixin, DetailView):
    """One bundle: what it holds, its hashes, how it is checked."""

    template_name = "auditing/bundle.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "bundle"

    def get_queryset(self) -> QuerySet[EvidenceBundle]:
        return EvidenceBundle.objects.visible_to(self.request.user).with_names()


@require_GET
@login_required
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the ZIP as a download."""
    bundle = get_object_or_404(
        EvidenceBundle.objects.visible_to(request.user).with_names(), public_id=public_id
    )
    return download(bundle.blob, bundle.filename)
