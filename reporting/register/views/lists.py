"""The register's lists: programmes, calls, consortia, grants, money passed on, reductions."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from core.ui.lists import Column, Empty, OpenListPage
from core.workflow import clock
from reporting.register import charts, columns, downloads, filters, queries
from reporting.register.models import Record
from reporting.register.public import RecordKind
from reporting.register.suppression import TOTAL
from reporting.register.views import reading

NOTHING = _("Nothing of this kind is public yet")
LATER = _("It will be shown here once it is decided, with the next daily snapshot.")
FIRST_COME = _("In the order of the register")


class RegisterListPage(OpenListPage):
    """One kind of record of one snapshot, filtered and sorted by the address; also as CSV, XLSX, JSON."""

    template_name = "register/list.html"
    key: ClassVar[str]
    kind: ClassVar[RecordKind]
    columns: ClassVar[Sequence[Column]]
    filter_class: ClassVar[type[filters.RegisterFilter]]
    order = ("position",)
    order_label = FIRST_COME
    empty = Empty(NOTHING, LATER)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page or a file of the snapshot asked for, or say that there is none yet."""
        snapshot = reading.asked_snapshot(request)
        if snapshot is None:
            return reading.none_yet(request)
        self.at, self.snapshot = clock.now(), snapshot
        self.listing = self.get_listing()
        wanted = request.GET.get("export", "")
        if wanted not in downloads.FORMATS:
            return self.render_to_response(self.get_context_data(**kwargs))
        if not reading.THROTTLE.allows(request):
            return reading.refused(request)
        return downloads.answer(wanted, self.listing, snapshot, self.at)

    def get_rows(self) -> QuerySet[Record]:
        return queries.records(self.snapshot, self.kind)

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"snapshot": self.snapshot}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            csv_href=self.listing.link(export="csv"),
            json_href=self.listing.link(export="json"),
            **reading.context_of(self.request, self.snapshot, self.key),
            **kwargs,
        )

    def asked(self, *names: str) -> dict[str, Any]:
        """Return what the filter asks for under these names, where that is valid."""
        if self.listing.filter is None:
            return {}
        form = self.listing.filter.form
        form.is_valid()
        asked = {name: form.cleaned_data.get(name) for name in names}
        return asked | ({"tier": int(asked["tier"])} if asked.get("tier") else {})


class ProgramsView(RegisterListPage):
    title = _("Public register: programmes")
    lead = _("Programmes with their budget, what was awarded and paid, and what was reduced.")
    key, kind, columns, filter_class = "programs", RecordKind.PROGRAM, columns.PROGRAMS, filters.ProgramFilter


class CallsView(RegisterListPage):
    title = _("Public register: calls")
    lead = _("Calls with their dates, their budget and what came of them.")
    key, kind, columns, filter_class = "calls", RecordKind.CALL, columns.CALLS, filters.CallFilter


class ConsortiaView(RegisterListPage):
    title = _("Public register: consortia")
    lead = _("Consortia whose plan was selected. What is still being assessed is not shown.")
    key, kind = "consortia", RecordKind.CONSORTIUM
    columns, filter_class = columns.CONSORTIA, filters.ConsortiumFilter


class GrantsView(RegisterListPage):
    title = _("Public register: grants")
    lead = _("Every grant that is to be disclosed, also those handed on down a chain.")
    key, kind, columns, filter_class = "grants", RecordKind.GRANT, columns.GRANTS, filters.GrantFilter


class PassedOnView(RegisterListPage):
    """Money passed on: tier by tier, and every payment that its receiver confirmed."""

    template_name = "register/passed_on.html"
    title = _("Public register: money passed on")
    lead = _("How money came down the chain, tier by tier, as those who received it confirmed.")
    key, kind = "passed_on", RecordKind.PASSED_ON
    columns, filter_class = columns.PASSED_ON, filters.PassedOnFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.tiers(self.snapshot, **self.asked("program", "consortium", "kind", "tier"))
        chart = charts.tiers(rows) if rows else None
        return super().get_context_data(tiers=rows, chart=chart, **kwargs)


#: part of the address → (table of reductions, its label)
GROUPS = {
    "consortium": ("CONSORTIUM", _("Consortium")),
    "support-model": ("MODEL", _("Support model")),
    "technology": ("TECHNOLOGY", _("Technology")),
    "region": ("REGION", _("Region")),
    "year": ("YEAR", _("Year of the reduction")),
    "program": (TOTAL, _("Programme")),
}


class ReductionsView(RegisterListPage):
    """Reductions verified and claimed and the cost of a tonne, by one kind of group at a time."""

    template_name = "register/reductions.html"
    title = _("Public register: reductions and cost")
    lead = _("Verified and claimed reductions, and what was paid for each tonne.")
    key, kind = "reductions", RecordKind.REDUCTION
    columns, filter_class = columns.REDUCTIONS, filters.ReductionFilter
    empty = Empty(
        _("No reduction is verified yet"),
        _("Reductions appear here once a verifier has signed for enough firms."),
    )

    def get_rows(self) -> QuerySet[Record]:
        """Return the groups of the table asked for; 404 for one that there is not."""
        self.by = self.request.GET.get("by") or "consortium"
        if self.by not in GROUPS:
            raise Http404
        return queries.records(self.snapshot, self.kind, dimension=GROUPS[self.by][0])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = [
            (queries.group_name(data), data)
            for data in (record.data for record in self.listing.page.object_list)
        ]
        return super().get_context_data(
            by=self.by,
            groups=[(slug, label, self.listing.link(by=slug)) for slug, (_code, label) in GROUPS.items()],
            chart=charts.reductions(page),
            suppressed=charts.suppressed(page),
            cost_chart=charts.cost(page),
            **kwargs,
        )
