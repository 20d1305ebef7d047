"""The tally page: kept totals of a programme by every dimension, target, forecast, what a tonne costs."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, HoldsListing, Listing
from core.workflow import clock
from programs.models import Program
from reporting.tallies import charts, queries
from reporting.tallies.columns import MONTHS, PARTS
from reporting.tallies.kept import reading, words
from reporting.tallies.models import OVERLAPPING, Dimension, Mark, Recount
from reporting.tallies.permissions import may_make_tally
from reporting.tallies.readers import programs_read_by

#: how a dimension is written in an address
SLUGS = {
    "consortium": Dimension.CONSORTIUM,
    "anchor": Dimension.ANCHOR,
    "sector": Dimension.SECTOR,
    "regulation": Dimension.REGULATION,
    "support-model": Dimension.SUPPORT_MODEL,
    "tier": Dimension.TIER,
    "technology": Dimension.TECHNOLOGY,
    "region": Dimension.REGION,
}
MONTH, YEAR = "month", "fiscal-year"
EMPTY = Empty(_("Nothing was counted yet"), _("Figures appear here with the first payment or reading."))
#: so many parts of a programme are shown at a time
PER_PAGE = 50


class KeptView(LoginRequiredMixin, HoldsListing, DetailView):
    """Show a programme's kept totals by one dimension, to its officers and auditors."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "program"
    template_name = "tallies/kept.html"

    def get_queryset(self) -> QuerySet[Program]:
        return programs_read_by(self.request.user).select_related("office")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the figures with their chart; 404 for an unknown dimension."""
        slug, program = self.kwargs["dimension"], self.object
        if slug not in {*SLUGS, MONTH, YEAR}:
            raise Http404
        years = reading.years(program)
        year = self._year(years)
        listing, chart, cost_chart = self._rows(slug, program, year, years)
        mark = Mark.objects.first()
        return super().get_context_data(
            current=slug,
            label=_label(slug),
            tabs=[(each, _label(each), self._address(each, year)) for each in (*SLUGS, MONTH, YEAR)],
            years=[
                ("", _("All years"), self._address(slug, None)),
                *((part.key, part.label, self._address(slug, int(part.key))) for part in years),
            ],
            year=str(year or ""),
            listing=listing,
            empty=EMPTY,
            chart=chart,
            cost_chart=cost_chart,
            overlaps=SLUGS.get(slug) in OVERLAPPING,
            counted_at=mark.counted_at if mark else None,
            may_tally=may_make_tally(self.request.user, program, at=clock.now()),
            target=reading.target_of(program, year or program.fiscal_year, years),
            whole=reading.whole(program, year),
            **_checked(program),
            **kwargs,
        )

    def _year(self, years: list[reading.Part]) -> int | None:
        """Return the year asked for if there is one like it, else None for all."""
        asked = self.request.GET.get("year", "")
        return int(asked) if asked in {part.key for part in years} else None

    def _address(self, slug: str, year: int | None) -> str:
        address = reverse("tallies:kept", args=[self.object.public_id, slug])
        return f"{address}?year={year}" if year else address

    def _rows(
        self, slug: str, program: Program, year: int | None, years: list[reading.Part]
    ) -> tuple[Listing, Any, Any]:
        """Return the table, the chart of its kilograms and that of what a tonne costs."""
        if slug == MONTH:
            rows = reading.months(program, year)
            return self._listing(rows, MONTHS), charts.by_month(rows, program), None
        found = years if slug == YEAR else reading.parts(program, SLUGS[slug], year)
        is_of_all_time = year is None and slug != YEAR
        chart = charts.kilograms(found, is_of_all_time=is_of_all_time)
        return self._listing(found, PARTS), chart, charts.costs(found)

    def _listing(self, rows: list[Any], columns: Any) -> Listing:
        return Listing(
            title=f"{_('Tally')} {self.object}", columns=columns, rows=rows, params=self.request.GET,
            path=self.request.path, order_label=_("Most kilograms first"), per_page=PER_PAGE,
        )  # fmt: skip


def _label(slug: str) -> Any:
    return {MONTH: _("Month"), YEAR: _("Fiscal year")}.get(slug) or SLUGS[slug].label


def _checked(program: Program) -> dict[str, Any]:
    """Return what the newest recount found, and what lacks something in the chain."""
    recount, most = Recount.objects.first(), reading.MOST_LACKING
    lacking = list(reading.lacking_in(program)[: most + 1])
    return {
        "recount": recount,
        "found": words.differences(recount) if recount else [],
        "lacking": [(words.subject(one), one.get_missing_display()) for one in lacking[:most]],
        "lacks_more": len(lacking) > most,
        "is_behind": queries.is_behind(),
    }
