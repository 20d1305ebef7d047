"""A tally's page, and the button that has one made."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from core.workflow import clock
from programs.models import Program
from reporting.tallies import operations
from reporting.tallies.models import OVERLAPPING, Dimension, Tally


@require_POST
@login_required
def make(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a tally and show how far it is."""
    program = get_object_or_404(Program.objects.visible_to(request.user), public_id=public_id)
    job = operations.request_tally(program=program, by=request.user, at=clock.now())  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))


class TallyView(LoginRequiredMixin, DetailView):
    """Show a tally: its figures, their share of the target, what they rest on."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "tally"
    template_name = "tallies/detail.html"

    def get_queryset(self) -> QuerySet[Tally]:
        return Tally.objects.visible_to(self.request.user).select_related("program").prefetch_related("rows")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups: dict[str, list[Any]] = {dimension: [] for dimension in Dimension.values}
        for row in self.object.rows.all():
            groups[row.dimension].append(row)
        target = self.object.program.target_kg
        whole = groups[Dimension.PROGRAM][0] if groups[Dimension.PROGRAM] else None
        return super().get_context_data(
            whole=whole,
            share_bp=whole.verified_kg * 10_000 // target if whole and target else None,
            groups=[
                (Dimension(name).label, rows, name in OVERLAPPING)
                for name, rows in groups.items()
                if rows and name != Dimension.PROGRAM
            ],
            **kwargs,
        )
