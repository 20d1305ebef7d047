"""What the lists of programmes and consortia can be narrowed to; the state is in the address."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.workflow import Status
from core.ui.lists import ListFilter
from programs.choices import programs_of
from programs.models import Program, SupportModel

PLAN_STATUSES = [
    (status.value, status.label)
    for status in (Status.SUBMITTED, Status.RETURNED, Status.SELECTED, Status.REFUSED)
]


def years() -> list[tuple[int, str]]:
    """Return the fiscal years there are programmes for, newest first."""
    found = Program.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in found]


class ProgramFilter(ListFilter):
    searched = ("name_ko", "name_en", "code", "office__name_ko", "office__name_en")
    hint = _("Name, office")

    year = django_filters.ChoiceFilter(
        label=_("Fiscal year"), field_name="fiscal_year", choices=years, empty_label=_("All")
    )
    calls = django_filters.ChoiceFilter(
        label=_("Calls"), choices=[("open", _("Call open"))], method="with_open_calls", empty_label=_("All")
    )

    def with_open_calls(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep programmes whose call takes plans or applications now."""
        return rows.filter(open_calls__gt=0)


class ConsortiumFilter(ListFilter):
    searched = ("name", "anchor__name")
    numbers = ("anchor__business_number",)
    hint = _("Consortium, anchor firm, business number")

    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=programs_of, to_field_name="public_id",
        empty_label=_("All programmes"),
    )  # fmt: skip
    model = django_filters.ModelChoiceFilter(
        label=_("Support model"), field_name="support_model", queryset=SupportModel.objects.all(),
        to_field_name="code", empty_label=_("All support models"),
    )  # fmt: skip
    plan = django_filters.ChoiceFilter(
        label=_("Plan"), field_name="plan_status", choices=PLAN_STATUSES, empty_label=_("All")
    )
