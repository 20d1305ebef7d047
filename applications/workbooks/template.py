"""The template of cost items, with what the draft holds."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from applications.models import CostItem
from applications.operations.many_costs import COLUMNS as STORED
from applications.operations.many_costs import QUOTED, state_of
from applications.workbooks.columns import COSTS, KIND, NUMBER, TECHNOLOGY
from core.evidence.sheets.columns import INSTRUCTIONS, Column
from core.evidence.sheets.writing import FORMATS, head, instruct, offer, put, saved
from measurement.queries import expectation_of
from programs.models import Technology


def template(
    *,
    columns: Sequence[Column],
    items: Sequence[CostItem],
    kinds: Iterable[Any],
    offered: Iterable[Technology],
) -> bytes:
    """Return the workbook to fill in, with the draft's cost items in it."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(COSTS)
    head(sheet, [column.heading for column in columns])
    sheet.freeze_panes = "E2"
    for number, item in enumerate(items, start=2):
        values = _values(item)
        for place, column in enumerate(columns, start=1):
            put(sheet, number, place, values.get(column.key), FORMATS.get(column.kind, "@"))
    choices = {KIND.key: [str(kind.label) for kind in kinds], TECHNOLOGY.key: [t.name for t in offered]}
    offer(book, sheet, columns, choices)
    instruct(book.create_sheet(str(INSTRUCTIONS)), _told(), columns, state_of(items))
    return saved(book)


def _values(item: CostItem) -> dict[str, Any]:
    """Return what a cost item's row holds, by column."""
    values: dict[str, Any] = {name: getattr(item, name) for name in STORED}
    chosen = item.chosen_quote
    values |= {name: getattr(chosen, column) for column, name in QUOTED.items()}
    values |= {NUMBER.key: item.public_id, KIND.key: str(item.get_cost_kind_display())}
    values |= {TECHNOLOGY.key: item.technology.name if item.technology else ""}
    values["quote"] = chosen.attachment.filename
    if item.measure:
        values["site"] = item.measure.site
        method = item.measure.technology.method
        values |= {f"{method}.{name}": number for name, number in expectation_of(item.measure).items()}
    return values


def _told() -> list[tuple[Any, Any]]:
    """Return what is to be known before the sheet is filled in."""
    return [
        (
            _("What it is"),
            _("Each row of the first sheet is one cost item. What the draft holds is in it already."),
        ),
        (_("Adding"), _("Write a new row and leave its number empty.")),
        (_("Changing"), _("Change the row, and leave its number.")),
        (_("Taking out"), _("Delete the whole row.")),
        (
            _("Quotes"),
            _(
                "Write the name of the quote's file; upload the files together with the workbook. "
                "Each row says what the chosen quote is; quotes that compete with it are added on the page."
            ),
        ),
        (_("Not possible"), _("Formulas, merged cells, macros and passwords. Paste values only.")),
    ]
