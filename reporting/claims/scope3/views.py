"""Pages of an anchor's Scope 3 report: its sums, its rows as a list and as files, and one lot."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, HoldsListing, Listing
from core.workflow import clock
from firms.models import Firm
from reporting.claims import permissions
from reporting.claims.queries import claimable_by
from reporting.claims.scope3 import csv_file, lots, tables
from reporting.claims.scope3.columns import COLUMNS
from reporting.claims.scope3.rows import anchors, reported_consortia, rows_of
from reporting.statements.models import Statement


class Scope3View(LoginRequiredMixin, HoldsListing, DetailView):
    """Show what an anchor claims for its Scope 3 report; `?year=` narrows it, `?export=` gives a file."""

    template_name = "claims/scope3.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "anchor"

    def get_queryset(self) -> QuerySet[Firm]:
        self.at = clock.now()
        return anchors(self.request.user, self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, year = self.request.user, self._year()
        consortia = list(
            reported_consortia(user, self.at).filter(anchor=self.object).select_related("support_model")
        )
        every = rows_of(self.object, consortia, user)
        rows = [row for row in every if year in (None, row.claim.year)]
        claimable = claimable_by(permissions.claiming_for(user, at=self.at))
        return super().get_context_data(
            listing=self._listing(rows),
            empty=Empty(
                _("Nothing is claimed for a Scope 3 report yet"),
                _("A claim takes tonnes out of the consortium's share; what is open stands above."),
            ),
            year=year,
            years=self._years(sorted({row.claim.year for row in every}, reverse=True)),
            sum=tables.summed(rows),
            categories=tables.by_category(rows),
            suppliers=tables.by_supplier(rows),
            tiers=tables.by_tier(rows),
            open=tables.still_open(consortia, year),
            claimable={consortium.pk for consortium in claimable},
            csv_href=f"{self.request.path}?{self._csv_query()}",
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        """Answer with the page, or with its rows as CSV or XLSX."""
        if self.request.GET.get("export") == csv_file.CSV:
            listing = context["listing"]
            return csv_file.answer(title=listing.title, columns=COLUMNS, rows=listing.all_rows(), at=self.at)
        return super().render_to_response(context, **kwargs)

    def _year(self) -> int | None:
        asked = self.request.GET.get("year", "")
        return int(asked) if asked.isdecimal() and len(asked) == 4 else None

    def _years(self, years: list[int]) -> list[tuple[str, Any, str]]:
        """Return the tabs by which the report is narrowed to a year."""
        path = self.request.path
        return [("", _("All years"), path), *((str(one), str(one), f"{path}?year={one}") for one in years)]

    def _csv_query(self) -> str:
        params = self.request.GET.copy()
        params.pop("page", None)
        params["export"] = csv_file.CSV
        return params.urlencode()

    def _listing(self, rows: list[Any]) -> Listing:
        return Listing(
            title=f"{self.object} · Scope 3", columns=COLUMNS, rows=rows, params=self.request.GET,
            path=self.request.path, order_label=_("By year and category"),
        )  # fmt: skip


class LotView(LoginRequiredMixin, DetailView):
    """Show one lot to those whose consortium has a share of it: signatures, and where its kilograms are."""

    template_name = "claims/lot.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "lot"

    def get_queryset(self) -> QuerySet[Statement]:
        self.at = clock.now()
        return lots.visible_lots(self.request.user, self.at).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        consortia = reported_consortia(user, self.at)
        return super().get_context_data(
            title=lots.title_of(self.object, user),
            versions=lots.versions(self.object, consortia),
            places=lots.places(self.object, consortia),
            statement=Statement.objects.visible_to(user).filter(pk=self.object.pk).first(),
            **kwargs,
        )
