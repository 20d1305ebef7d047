"""An anchor's suppliers: what each received, reduced and claimed."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, HoldsListing, Listing
from core.users.scopes import ScopeKind
from core.workflow import clock
from programs.models import Consortium
from programs.permissions import VIEW_OWN_CASES
from reporting.tallies import columns
from reporting.tallies.kept.suppliers import suppliers_of
from reporting.tallies.models import Mark
from reporting.tallies.readers import programs_read_by

EMPTY = Empty(_("No firm has joined below the anchor yet"))
PER_PAGE = 50


class SuppliersView(LoginRequiredMixin, HoldsListing, DetailView):
    """
    Show the firms below an anchor, to its people and to those who read the programme's cases.

    What a supplier consumes is a firm's process data: its customer does not see it (ADR 22).
    """

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "consortium"
    template_name = "tallies/suppliers.html"

    def get_queryset(self) -> QuerySet[Consortium]:
        user: Any = self.request.user
        own = user.scopes(VIEW_OWN_CASES, clock.day(clock.now())).of(ScopeKind.FIRM)
        run = programs_read_by(user).values("pk")
        return Consortium.objects.filter(Q(anchor__in=own) | Q(program__in=run)).select_related(
            "anchor", "program"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the suppliers; energy for those who read the cases alone."""
        consortium = self.object
        with_energy = programs_read_by(self.request.user).filter(pk=consortium.program_id).exists()
        mark = Mark.objects.first()
        listing = Listing(
            title=f"{_('Suppliers')} {consortium}", columns=columns.suppliers(with_energy=with_energy),
            rows=suppliers_of(consortium), params=self.request.GET, path=self.request.path,
            order_label=_("By tier and name"), per_page=PER_PAGE,
        )  # fmt: skip
        return super().get_context_data(
            listing=listing,
            empty=EMPTY,
            with_energy=with_energy,
            counted_at=mark.counted_at if mark else None,
            **kwargs,
        )
