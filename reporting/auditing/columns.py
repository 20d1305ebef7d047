"""The columns of the lists of samples and of audit findings."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.lists import MOMENT, NUMBER, STATUS, TEXT, TONNES, WON, Column
from reporting.auditing.models import AuditFinding, Sample

SAMPLES = (
    Column(
        "sample", _("Sample"), "__str__", sort="title", href=Sample.get_absolute_url,
        under=(Column("program", _("Programme"), "program", sort="program__name_ko"),),
    ),
    Column("population", _("Drawn from"), Sample.get_population_display, sort="population"),
    Column("layer", _("Strata"), Sample.get_layer_display, sort="layer"),
    Column("count", _("Population"), "population_count", NUMBER, sort="population_count"),
    Column("drawn", _("Drawn"), "drawn_count", NUMBER, sort="drawn_count"),
    Column("unlooked", _("Not looked at"), "unlooked_count", NUMBER, sort="unlooked_count"),
    Column(
        "at", _("Drawn on"), "drawn_at", MOMENT, sort="drawn_at",
        under=(Column("by", _("Drawn by"), "drawn_by", sort="drawn_by__name"),),
    ),
)  # fmt: skip


def _finding(finding: AuditFinding) -> Any:
    return finding


FINDINGS = (
    Column(
        "finding", _("Audit finding"), "__str__", sort="number", href=AuditFinding.get_absolute_url,
        under=(Column("line", _("Line"), "line_words", TEXT),),
    ),
    Column("status", _("Status"), _finding, STATUS, sort="status"),
    Column("kind", _("Kind"), AuditFinding.get_kind_display, sort="kind"),
    Column("won", _("Won it concerns"), "amount_won", WON, sort="amount_won"),
    Column("kg", _("Tonnes it concerns"), "kilograms", TONNES, sort="kilograms"),
    Column(
        "raised", _("Noted"), "raised_at", MOMENT, sort="raised_at",
        under=(Column("by", _("Noted by"), "raised_by", sort="raised_by__name"),),
    ),
    Column("program", _("Programme"), "program", sort="program__name_ko"),
)  # fmt: skip
