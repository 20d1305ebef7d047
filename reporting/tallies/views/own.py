"""A firm's own page of energy and tonnes: by month beside last year, and what was saved."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import DetailView

from core.workflow import clock
from firms.models import Firm
from reporting.tallies import charts
from reporting.tallies.kept.own import months_of, savings_of, together, years_of
from reporting.tallies.models import Mark
from reporting.tallies.readers import firms_read_by
from reporting.tallies.tariffs import Contract, tariff_on


class OwnView(LoginRequiredMixin, DetailView):
    """Show what a firm metered, reduced and saved: to its people and to those who run its programme."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "firm"
    template_name = "tallies/own.html"

    def get_queryset(self) -> QuerySet[Firm]:
        return firms_read_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather one year of months and savings; the class of contract is the reader's to choose."""
        firm, today = self.object, clock.day(clock.now())
        years = years_of(firm) or [today.year]
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked in map(str, years) else years[0]
        asked = self.request.GET.get("contract", "")
        contract = asked if asked in Contract.values else str(Contract.INDUSTRIAL_A)
        months, savings = months_of(firm, year), savings_of(firm, year, contract)
        mark = Mark.objects.first()
        return super().get_context_data(
            year=str(year),
            years=[(str(each), str(each), self._address(each, contract)) for each in years],
            contract=contract,
            contracts=[(code, label, self._address(year, code)) for code, label in Contract.choices],
            months=months,
            chart=charts.metered(months, year),
            savings=savings,
            saved=together(savings),
            tariff=tariff_on(contract, min(today, today.replace(year=year, month=12, day=31))),
            counted_at=mark.counted_at if mark else None,
            **kwargs,
        )

    def _address(self, year: int, contract: str) -> str:
        address = reverse("tallies:own", args=[self.object.public_id])
        return f"{address}?year={year}&contract={contract}"
