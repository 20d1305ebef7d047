"""A field of several rows, as a small table with empty rows below for more; works without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: so many empty rows stand below the filled ones
SPARE_ROWS = 3
#: more rows than this are refused, and of a longer table no more than these are looked through
MOST_ROWS, LAST_ROW = 200, 10_000


@dataclass(frozen=True)
class CellOfRow:
    """One column of the rows: its name, its words, and the field that each of its cells is."""

    name: str
    label: Any
    field: forms.Field

    @property
    def is_hidden(self) -> bool:
        """Whether the cell goes along unseen."""
        return self.field.widget.is_hidden


def is_filled(row: dict[str, Any], cells: Sequence[CellOfRow]) -> bool:
    """Say whether somebody typed something into a row where it is seen."""
    return any(str(row.get(cell.name) or "").strip() for cell in cells if not cell.is_hidden)


class RowsInput(forms.Widget):
    """Draws rows of inputs, and reads them; each keeps its place, so that a number means what is seen."""

    template_name = "components/rows.html"
    use_fieldset = True

    def __init__(self, cells: Sequence[CellOfRow] = (), caption: Any = "", attrs: dict | None = None) -> None:
        self.cells = tuple(cells)
        self.caption = caption
        super().__init__(attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """
        Return the rows as they were typed, up to the last one in which something was.

        Of a table that is too long only rows with something in them are left, one more than are taken.
        """
        count = str(data.get(f"{name}.rows", ""))
        number = min(int(count), LAST_ROW) if count.isascii() and count.isdigit() and len(count) < 10 else 0
        rows = [self._row(data, files, f"{name}.{n}") for n in range(number)]
        filled = [n for n, row in enumerate(rows, start=1) if is_filled(row, self.cells)]
        if filled and filled[-1] > MOST_ROWS:
            return [rows[n - 1] for n in filled[: MOST_ROWS + 1]]
        return rows[: filled[-1] if filled else 0]

    def _row(self, data: Any, files: Any, prefix: str) -> dict[str, Any]:
        return {
            cell.name: cell.field.widget.value_from_datadict(data, files, f"{prefix}.{cell.name}")
            for cell in self.cells
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}.rows" not in data

    def id_for_label(self, id_: str | None) -> str:
        """Return nothing: the group takes the focus, not one of its cells."""
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        filled = list(value or [])
        rows = [*filled, *({} for _spare in range(SPARE_ROWS))]
        return {
            "widget": {"name": name, "caption": self.caption},
            "number": len(rows),
            "heads": [cell.label for cell in self.cells if not cell.is_hidden],
            "rows": [self._drawn(f"{name}.{n}", row, n + 1, attrs) for n, row in enumerate(rows)],
        }

    def _drawn(self, prefix: str, row: dict[str, Any], number: int, attrs: Any) -> dict[str, Any]:
        """Return the inputs of one row, those that are seen with their labels, the others together."""
        seen, unseen = [], []
        for cell in self.cells:
            name = f"{prefix}.{cell.name}"
            value = cell.field.prepare_value(row.get(cell.name))
            own = {"id": f"id_{name}", "class": self._class(cell)}
            label = f"{cell.label} – {number}"
            if cell.is_hidden:
                unseen.append(cell.field.widget.render(name, value, {"id": f"id_{name}"}))
            else:
                own["aria-label"] = label
                seen.append({"label": cell.label, "input": cell.field.widget.render(name, value, own)})
        return {"cells": seen, "unseen": unseen}

    def _class(self, cell: CellOfRow) -> str:
        return "krds-form-select" if isinstance(cell.field.widget, forms.Select) else "krds-input"


class RowsField(forms.Field):
    """Cleans to a list of {name of the column: cleaned value}, one for every row that is not empty."""

    def __init__(self, cells: Sequence[CellOfRow], **kwargs: Any) -> None:
        self.cells = tuple(cells)
        kwargs.setdefault("widget", RowsInput(cells, caption=kwargs.get("label", "")))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """Return the cleaned rows without empty ones; every wrong cell is named by its row and column."""
        if value and len(value) > MOST_ROWS:
            words = _("Fill in at most %(most)s rows.")
            raise ValidationError(words, code="too_many", params={"most": MOST_ROWS})
        cleaned, wrong = [], []
        for number, row in enumerate(value or [], start=1):
            if not is_filled(row, self.cells):
                continue
            clean_row = {}
            for cell in self.cells:
                try:
                    clean_row[cell.name] = cell.field.clean(row.get(cell.name))
                except ValidationError as error:
                    wrong += [self._placed(number, cell, text) for text in error.messages]
            cleaned.append(clean_row)
        if wrong:
            raise ValidationError(wrong)
        return cleaned

    def _placed(self, number: int, cell: CellOfRow, text: str) -> ValidationError:
        words = _("Row %(row)s, %(column)s: %(problem)s")
        params = {"row": number, "column": cell.label, "problem": text}
        return ValidationError(words, code="cell", params=params)
