"""The columns of the list of export packs."""

from django.utils.translation import gettext_lazy as _

from core.ui.lists import MOMENT, NUMBER, Column
from reporting.exports.models import ExportPack

COLUMNS = (
    Column(
        "pack", _("Export pack"), "__str__", sort=("step", "number"), href=ExportPack.get_absolute_url,
        under=(Column("program", _("Programme"), "program", sort="program__name_ko"),),
    ),
    Column("total", _("Rows"), "rows_total", NUMBER, sort="rows_total"),
    Column("new", _("New"), "rows_new", NUMBER, sort="rows_new"),
    Column("changed", _("Changed"), "rows_changed", NUMBER, sort="rows_changed"),
    Column("vanished", _("No longer there"), "rows_vanished", NUMBER, sort="rows_vanished"),
    Column(
        "made", _("Made"), "made_at", MOMENT, sort="made_at",
        under=(Column("by", _("Made by"), "made_by", sort="made_by__name"),),
    ),
)  # fmt: skip
