"""One list as its reader asked for it in the address: filtered, sorted, paged, or whole for a spreadsheet."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum
from django.http import FileResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui import export
from core.ui.lists.columns import Cell, Column, flat
from core.ui.lists.filters import ListFilter

XLSX = "xlsx"
CHUNK = 500
NEWEST_FIRST = gettext_lazy("Newest first")


class Listing:
    """
    A list over a queryset: what its page shows, and the same rows and columns as a file.

    Rows may also be a list of objects that no table holds; then a column's `sort` is a function of the row.

    `prepare` gets the rows of a page (or of a piece of the file) and returns them with what their columns
    need, in a number of queries that does not depend on theirs. `order` decides where no column does.
    """

    def __init__(
        self,
        *,
        title: Any,
        columns: Sequence[Column],
        rows: QuerySet | list[Any],
        params: QueryDict,
        path: str,
        filter: ListFilter | None = None,
        order: Sequence[str] = ("-pk",),
        order_label: Any = NEWEST_FIRST,
        per_page: int = 20,
        prepare: Callable[[list[Any]], Iterable[Any]] = list,
    ) -> None:
        self.title, self.columns, self.path, self.params = title, tuple(columns), path, params
        self.filter, self.order, self.order_label = filter, tuple(order), order_label
        self.per_page, self.prepare, self._all = per_page, prepare, rows

    # --- What is asked for ------------------------------------------------------------------------

    @cached_property
    def sortable(self) -> dict[str, Column]:
        """Return the columns that can be sorted by, by key."""
        return {column.key: column for column in flat(self.columns) if column.sort is not None}

    @cached_property
    def sort(self) -> str:
        """Return the order asked for, as it stands in the address; empty where it names none of ours."""
        asked = self.params.get("sort", "")
        return asked if asked.removeprefix("-") in self.sortable else ""

    @cached_property
    def matching(self) -> QuerySet | list[Any]:
        """Return all rows that match, in the order asked for."""
        rows = self.filter.qs if self.filter is not None else self._all
        column = self.sortable.get(self.sort.removeprefix("-"))
        descending = self.sort.startswith("-")
        if isinstance(rows, list):
            return sorted(rows, key=column.sort, reverse=descending) if column else rows
        ordering = column.ordering(descending=descending) if column else []
        return rows.order_by(*ordering, *self.order)

    @cached_property
    def is_filtered(self) -> bool:
        """Say whether anything is asked for that could leave rows out."""
        return bool(self.filter is not None and any(self.params.get(name) for name in self.filter.filters))

    @property
    def is_narrowed(self) -> bool:
        """Say whether a filter besides the search box is used, so that none works unseen."""
        others = self.filter.filters.keys() - {"q"} if self.filter is not None else ()
        return bool(self.sort or any(self.params.get(name) for name in others))

    # --- What the page shows ----------------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        """Return the page asked for, or the nearest there is."""
        return Paginator(self.matching, self.per_page).get_page(self.params.get("page"))

    @property
    def count(self) -> int:
        """Return how many rows match."""
        return self.page.paginator.count

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """Return the page's rows as cells, the first of each naming the row."""
        return [
            [column.cell(row) for column in self.columns] for row in self.prepare(list(self.page.object_list))
        ]

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """Return the header cells, each with the link that sorts by it, and how it is sorted now."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> dict[str, Any]:
        is_asked = self.sort.removeprefix("-") == column.key
        now = ("descending" if self.sort.startswith("-") else "ascending") if is_asked else ""
        then = f"-{column.key}" if now == "ascending" else column.key
        return {
            "label": column.label,
            "is_number": column.format.is_number,
            "href": self.link(sort=then) if column.key in self.sortable else "",
            "sorted": now,
        }

    @cached_property
    def totals(self) -> list[Cell] | None:
        """Return the last row: sums over all rows that match, not only this page's; None without sums."""
        summed = {column.key: Sum(column.total) for column in self.columns if column.total is not None}
        if not summed or self.count < 2 or isinstance(self.matching, list):
            return None
        found = self.matching.order_by().aggregate(**summed)
        return [self._total(column, found) for column in self.columns]

    def _total(self, column: Column, found: dict[str, Any]) -> Cell:
        if column.key not in found:
            return Cell(label="", text="")
        text = column.format.shown(found[column.key] or 0)
        return Cell(label=column.label, text=text, is_number=column.format.is_number)

    @cached_property
    def fields(self) -> list[Any]:
        """Return the fields of the bar above the list: search, filters, order."""
        filters = list(self.filter.form) if self.filter is not None else []
        return [*filters, self._sort_form["sort"]] if self.sortable else filters

    @cached_property
    def _sort_form(self) -> forms.Form:
        form = forms.Form({"sort": self.sort})
        form.fields["sort"] = forms.ChoiceField(
            label=gettext_lazy("Sort by"), choices=self._orders(), required=False
        )
        return form

    def _orders(self) -> list[tuple[str, str]]:
        orders = [("", str(self.order_label))]
        for key, column in self.sortable.items():
            orders.append((key, _("%(column)s, ascending") % {"column": column.label}))
            orders.append((f"-{key}", _("%(column)s, descending") % {"column": column.label}))
        return orders

    # --- Addresses --------------------------------------------------------------------------------

    def link(self, **changed: str) -> str:
        """Return the address of this list with some of its state changed, from its first page."""
        params = self.params.copy()
        for name in ("page", "export"):
            params.pop(name, None)
        for name, value in changed.items():
            params[name] = value
        return f"{self.path}?{params.urlencode()}" if params else self.path

    @property
    def export_href(self) -> str:
        """Return where the same rows are had as a file."""
        return self.link(export=XLSX)

    @property
    def clear_href(self) -> str:
        """Return the address of the whole list."""
        kept = QueryDict(mutable=True)
        for name, value in self.kept:
            kept.appendlist(name, value)
        return f"{self.path}?{kept.urlencode()}" if kept else self.path

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Return what else stands in the address and is none of the list's business."""
        own = {"sort", "page", "export", *(self.filter.filters if self.filter is not None else ())}
        return [(name, value) for name, values in self.params.lists() for value in values if name not in own]

    # --- The file ---------------------------------------------------------------------------------

    @property
    def wants_file(self) -> bool:
        """Say whether the address asks for the file."""
        return self.params.get("export") == XLSX

    def all_rows(self) -> Iterator[Any]:
        """Yield every row that matches, prepared piece by piece, so that no list is too long."""
        found = self.matching
        rows = iter(found) if isinstance(found, list) else found.iterator(chunk_size=CHUNK)
        while piece := list(itertools.islice(rows, CHUNK)):
            yield from self.prepare(piece)

    def download(self, *, by: Any, at: dt.datetime) -> FileResponse:
        """Return the list as a file: the columns of the page, all rows that match, in its order."""
        asked = self.filter.said() if self.filter is not None else []
        order = dict(self._orders())[self.sort] if self.sortable else str(self.order_label)
        notes = [*asked, (gettext_lazy("Sort by"), order)]
        return export.answer(
            title=str(self.title), columns=list(flat(self.columns)), rows=self.all_rows(), notes=notes,
            by=by, at=at,
        )  # fmt: skip
