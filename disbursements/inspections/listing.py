"""The list of inspections, an officer's plan included: its columns, and what it can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.lists import DAY, NUMBER, STATUS, Column, ListFilter, in_order_of
from disbursements.models import InspectionStatus, Mode
from programs.choices import programs_of

ANY = _("All")


HOW = pgettext_lazy("inspection", "How")


class InspectionFilter(ListFilter):
    searched = ("grant__firm__name", "grant__application__title", "inspector__name")
    numbers = ("grant__firm__business_number",)
    hint = _("Firm, title, officer")

    mine = django_filters.ChoiceFilter(
        label=pgettext_lazy("inspection", "Whose"),
        choices=[("mine", _("My plan"))],
        method="of_mine",
        empty_label=ANY,
    )
    mode = django_filters.ChoiceFilter(label=HOW, choices=Mode.choices, empty_label=ANY)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=InspectionStatus.choices, empty_label=ANY)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="grant__consortium__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip

    def of_mine(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what the reader carries out."""
        user: Any = self.request.user
        return rows.filter(inspector=user)


COLUMNS = (
    Column(
        "inspection", _("Inspection"), str, sort=("grant__application__title", "number"),
        href=lambda inspection: inspection.get_absolute_url(),
    ),
    Column("firm", _("Firm"), "grant.firm", sort="grant__firm__name"),
    Column("mode", HOW, lambda one: one.get_mode_display(), sort=in_order_of("mode", Mode)),
    Column("status", _("Status"), lambda one: one, STATUS, sort=in_order_of("status", InspectionStatus)),
    Column("planned", _("Planned for"), "planned_on", DAY, sort="planned_on"),
    Column("inspector", _("Who carries it out"), "inspector", sort="inspector__name"),
    Column("carried_out", _("Carried out on"), "carried_out_on", DAY, sort="carried_out_on"),
    Column("findings", _("Open findings"), "open_findings", NUMBER, sort="open_findings"),
)  # fmt: skip
