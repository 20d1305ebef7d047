"""The lists of programmes and of consortia."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Kind
from applications.workflow import Status
from core.ui.lists import Column, Empty, ListPage
from programs.models import Call, Consortium, Member, MemberStatus, Program
from reporting.dashboards import columns
from reporting.dashboards.filters import ConsortiumFilter, ProgramFilter
from reporting.dashboards.queries.accounts import sees_cases

#: an award that stands
AWARDED = (Status.AWARDED, Status.ACCEPTED)


def _one(rows: QuerySet, of: str, value: Any) -> Subquery:
    """Return one number per row of the outer query: `value` over those `rows` whose `of` it is."""
    grouped = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(found=value)
    return Subquery(grouped.values("found"))


class ProgramListView(ListPage):
    title = _("Programmes")
    columns = columns.PROGRAMS
    filter_class = ProgramFilter
    order = ("is_practice", "-fiscal_year", "pk")
    empty = Empty(_("There is no programme yet"), _("A programme is set up by its ministry's officers."))

    def get_rows(self) -> Any:
        calls = Call.objects.all()
        is_open = Q(opens_at__lte=self.at, applications_close_at__gt=self.at)
        return (
            Program.objects.visible_to(self.request.user)
            .select_related("office")
            .annotate(
                open_calls=Coalesce(
                    _one(calls.filter(is_open), "program", Count("pk")), 0, output_field=IntegerField()
                ),
                budget_won=_one(calls, "program", Sum("budget_won")),
                consortia_count=Coalesce(
                    _one(Consortium.objects.all(), "program", Count("pk")), 0, output_field=IntegerField()
                ),
            )
        )


class ConsortiumListView(ListPage):
    title = _("Consortia")
    filter_class = ConsortiumFilter
    order = ("program__is_practice", "-program__fiscal_year", "name", "pk")
    order_label = _("By programme and name")
    empty = Empty(
        _("There is no consortium that you may see"),
        _("An anchor firm registers one while a call is open; its suppliers are invited into it."),
        "dashboards:home",
        _("Go to the start page"),
    )

    def get_columns(self) -> Sequence[Column]:
        return columns.consortia(with_money=sees_cases(self.request.user, self.at))

    def get_rows(self) -> Any:
        joined = Member.objects.filter(status=MemberStatus.JOINED)
        plans = Application.objects.filter(consortium=OuterRef("pk"), kind=Kind.PLAN).order_by("-pk")
        shown = plans.exclude(status__in=[Status.DRAFTED, Status.WITHDRAWN])
        own = Application.objects.filter(grant_kind="SUBSIDY", status__in=AWARDED)
        subsidies = Application.objects.subsidies().filter(status__in=AWARDED)
        return (
            Consortium.objects.visible_to(self.request.user)
            .select_related("anchor", "support_model", "program")
            .annotate(
                firms=Coalesce(_one(joined, "consortium", Count("pk")), 0, output_field=IntegerField()),
                plan_id=Subquery(shown.values("pk")[:1]),
                plan_status=Subquery(shown.values("status")[:1]),
                subsidy_won=_one(own, "consortium", Sum(F("awarded_won") + F("regrant_won"))),
                promised_kg=_one(subsidies, "consortium", Sum("expected_kg")),
            )
        )

    def prepare(self, rows: list[Any]) -> Iterable[Any]:
        plans = Application.objects.in_bulk([row.plan_id for row in rows if row.plan_id])
        for row in rows:
            row.plan = plans.get(row.plan_id)
        return rows
