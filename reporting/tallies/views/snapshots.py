"""A tally's page, and the button that has one made."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from core.ui.lists import Empty, HoldsListing, Listing, ListPage
from core.workflow import clock
from programs.models import Program
from reporting.tallies import operations
from reporting.tallies.columns import FIGURES, TALLIES
from reporting.tallies.filters import TallyFilter
from reporting.tallies.models import OVERLAPPING, Dimension, Tally, TallyRow
from reporting.tallies.rerun import changes, rerun

#: so many changes since a snapshot are listed on its page
MOST_CHANGES = 50


@require_POST
@login_required
def make(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a tally and show how far it is."""
    program = get_object_or_404(Program.objects.visible_to(request.user), public_id=public_id)
    job = operations.request_tally(program=program, by=request.user, at=clock.now())  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))


class TallyListView(ListPage):
    title = _("Tallies")
    lead = _("Snapshots of the figures of a programme: dated, and never changed.")
    columns = TALLIES
    filter_class = TallyFilter
    empty = Empty(
        _("No tally was made yet"),
        _("An officer has one made on the page of the programme."),
        "dashboards:programs",
        _("To the programmes"),
    )

    def get_rows(self) -> QuerySet[Tally]:
        return Tally.objects.visible_to(self.request.user).select_related("program")

    def prepare(self, rows: list[Any]) -> Iterable[Any]:
        whole = TallyRow.objects.filter(tally__in=rows, dimension=Dimension.PROGRAM)
        found = {row.tally_id: row for row in whole}
        for tally in rows:
            tally.whole = found.get(tally.pk)
        return rows


class TallyView(LoginRequiredMixin, HoldsListing, DetailView):
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
        listing = Listing(
            title=f"{_('Tally')} {self.object.program}", columns=FIGURES, rows=list(self.object.rows.all()),
            params=self.request.GET, path=self.request.path,
        )  # fmt: skip
        target = self.object.program.target_kg
        whole = groups[Dimension.PROGRAM][0] if groups[Dimension.PROGRAM] else None
        return super().get_context_data(
            listing=listing,
            **self._since(),
            whole=whole,
            share_bp=whole.verified_kg * 10_000 // target if whole and target else None,
            groups=[
                (Dimension(name).label, rows, name in OVERLAPPING)
                for name, rows in groups.items()
                if rows and name != Dimension.PROGRAM
            ],
            **kwargs,
        )

    def _since(self) -> dict[str, Any]:
        """Return what changed since it was made, and a second count where `?again=1` asks for it."""
        found = changes(self.object)
        return {
            "changes": found[:MOST_CHANGES],
            "more_changes": max(0, len(found) - MOST_CHANGES),
            "changed_kg": sum(change.difference_kg for change in found),
            "again": rerun(self.object) if "again" in self.request.GET else None,
        }
