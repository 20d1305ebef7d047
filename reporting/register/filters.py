"""What the register's lists can be narrowed to; the state is in the address."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from disbursements.workflow import GrantStatus
from firms.models import SizeClass
from firms.regions import Region
from programs.models import GrantKind
from reporting.register import queries
from reporting.register.models import Snapshot
from reporting.register.public import RecordKind


def _choice(name: str, label: Any, all_of_them: Any, **more: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        field_name=f"data__{name}", label=label, empty_label=all_of_them, **more
    )


class NumberChoiceFilter(django_filters.ChoiceFilter):
    """A choice among whole numbers, as records hold them."""

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, int(value) if value else value)


class RegisterFilter(ListFilter):
    """A filter that offers what one snapshot has."""

    def __init__(self, *args: Any, snapshot: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("program", RecordKind.PROGRAM), ("consortium", RecordKind.CONSORTIUM)):
            if name in self.filters:
                self.filters[name].extra["choices"] = queries.choices(snapshot, kind)


class ProgramFilter(RegisterFilter):
    searched = ("data__name_ko", "data__name_en", "data__office_ko", "data__office_en")
    hint = _("Programme, office")

    year = NumberChoiceFilter(
        field_name="data__fiscal_year", label=_("Fiscal year"), empty_label=_("All years")
    )

    def __init__(self, *args: Any, snapshot: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, snapshot=snapshot, **kwargs)
        years = queries.field_values(snapshot, RecordKind.PROGRAM, "fiscal_year")
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in reversed(years)]


class OfProgramFilter(RegisterFilter):
    program = _choice("program", _("Programme"), _("All programmes"))


class CallFilter(OfProgramFilter):
    searched = ("data__name_ko", "data__name_en")
    hint = _("Call")


class ConsortiumFilter(OfProgramFilter):
    searched = ("data__name", "data__anchor")
    numbers = ("data__anchor_number",)
    hint = _("Consortium, anchor firm")


class OfConsortiumFilter(OfProgramFilter):
    consortium = _choice("consortium", _("Consortium"), _("All consortia"))
    kind = _choice("kind", _("Kind"), _("All kinds"), choices=GrantKind.choices)
    tier = NumberChoiceFilter(field_name="data__tier", label=_("Tier"), empty_label=_("All tiers"))
    #: the kind of record whose tiers are offered
    of_kind = RecordKind.GRANT

    def __init__(self, *args: Any, snapshot: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, snapshot=snapshot, **kwargs)
        tiers = queries.field_values(snapshot, self.of_kind, "tier")
        self.filters["tier"].extra["choices"] = [(tier, str(tier)) for tier in tiers]


class GrantFilter(OfConsortiumFilter):
    searched = ("data__title", "data__firm", "data__consortium_name", "data__parent_firm")
    numbers = ("data__firm_number",)
    hint = _("Undertaking, firm, consortium")

    status = _choice(
        "status", _("Status"), _("Every status"),
        choices=[(s.value, s.label) for s in GrantStatus if s != GrantStatus.SUSPENDED],
    )  # fmt: skip
    region = _choice("region", _("Region"), _("All regions"), choices=Region.choices)
    size_class = _choice("size_class", _("Size class"), _("All size classes"), choices=SizeClass.choices)


class PassedOnFilter(OfConsortiumFilter):
    searched = ("data__payer_firm", "data__receiver_firm", "data__consortium_name")
    hint = _("Giver, receiver, consortium")
    of_kind = RecordKind.PASSED_ON


class ReductionFilter(OfProgramFilter):
    searched = ("data__label_ko", "data__label_en")
    hint = _("Group")
