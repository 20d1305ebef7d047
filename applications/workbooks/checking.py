"""From rows to entries: every row passes the form of its cost item, then the rules of the operation."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.costs import cost_items_of
from applications.models import Application, CostItem
from applications.operations.costs import check_technology, offered_to
from applications.operations.many_costs import CostEntry, check_entry
from applications.operations.workbooks import QUOTE, WORKBOOK
from applications.workbooks.columns import NUMBER, TECHNOLOGY
from applications.workbooks.forms import RowForm, names_of
from core.evidence.models import Attachment
from core.evidence.queries import attachments_of
from core.evidence.sheets.columns import Column, folded, in_all_languages
from core.evidence.sheets.reading import Contents, Problem, Row
from core.workflow.refusals import Refusal
from measurement.operations import Estimates
from programs.models import CostKind, Technology


class UnknownNumber(Refusal):
    message = _(
        "This draft has no cost item of this number. Empty the cell if the row is new, or download the "
        "template again."
    )


class NumberTwice(Refusal):
    message = _("This number stands in an earlier row already. Empty the cell if this row is another item.")


class UnknownChoice(Refusal):
    message = _("“%(typed)s” is none of: %(choices)s. Choose from the list.")


class KindStays(Refusal):
    message = _(
        "The kind and technology of a cost item can't be changed. Empty the cell “Number” of this row: then "
        "it is added as new, and the old one is taken out."
    )


class NotForThisRow(Refusal):
    message = _(
        "Nothing is asked here for “%(about)s”. Empty the cell, or choose another kind or technology."
    )


class Checker:
    """The rows of one draft's workbook against its form and rules; everything is read once, for all rows."""

    def __init__(
        self, application: Application, columns: Sequence[Column], workbook: Attachment, at: dt.datetime
    ) -> None:
        self.application, self.columns = application, columns
        self.items = cost_items_of(application)
        self.by_number = {item.public_id: item for item in self.items}
        self.kinds = _choices((kind, [kind.value, *in_all_languages(kind.label)]) for kind in CostKind)
        technologies = list(application.call.program.technologies.select_related("program"))
        self.technologies = _choices((t, [t.code, t.name_ko, t.name_en]) for t in technologies)
        self.offered, self.estimates = offered_to(application, at), Estimates()
        self.quotes, self.fresh = _quotes(application, workbook, self.items)
        self.forms: dict[tuple[str, int | None], RowForm] = {}
        self.seen: set[str] = set()

    def entries(self, contents: Contents) -> list[CostEntry]:
        """Return the entries of all good rows; what is wrong with the others is added to the problems."""
        found = []
        for row in contents.rows:
            entry = self._entry(row, contents)
            if entry is not None:
                found.append(entry)
        return found

    def _entry(self, row: Row, contents: Contents) -> CostEntry | None:
        def complain(key: str, why: Any) -> None:
            if key not in row.spoilt:  # that cell was named already
                value = row.typed.get(key, "")[:80]
                contents.problems.append(Problem(contents.sheet, row.place(key), value, str(why)))

        before = len(contents.problems)
        try:
            item, kind, technology = self._what(row)
        except Refusal as refusal:
            complain(refusal.field or NUMBER.key, refusal)
            return None
        form, current_file = self._form(kind, technology), item.chosen_quote.attachment if item else None
        keys = self._keys(row, form, kind, technology, complain)
        places = {column.field: key for key, column in keys.items()}
        if not form.fill({name: row.typed.get(key, "") for name, key in places.items()}, current_file):
            for name, errors in form.errors.items():
                complain(places.get(name, name), " ".join(str(error) for error in errors))
        if len(contents.problems) > before or row.spoilt:
            return None
        entry = CostEntry(cost_kind=kind, technology=technology, item=item, **form.operation_arguments())
        try:
            check_entry(self.application, entry, self.offered, self.estimates)
        except Refusal as refusal:
            complain(places.get(refusal.field or "", NUMBER.key), refusal)
            return None
        return entry

    def _what(self, row: Row) -> tuple[CostItem | None, str, Technology | None]:
        """
        Return the cost item that a row changes, if any, its kind and the technology of equipment.

        :raises UnknownNumber, NumberTwice, UnknownChoice, TechnologyMissing, TechnologyNotOffered, KindStays:
            naming the column.
        """
        item, kind, technology = self._item(row), self._kind(row), self._technology(row)
        technology = technology if kind == CostKind.EQUIPMENT else None
        if item is None:
            check_technology(self.application, kind, technology, self.offered)
        elif (item.cost_kind, item.technology_id) != (kind, technology.pk if technology else None):
            raise KindStays(field="cost_kind")
        return item, kind, technology

    def _item(self, row: Row) -> CostItem | None:
        number = row.typed.get(NUMBER.key, "")
        if not number:
            return None
        if number not in self.by_number:
            raise UnknownNumber(field=NUMBER.key)
        if number in self.seen:
            raise NumberTwice(field=NUMBER.key)
        self.seen.add(number)
        return self.by_number[number]

    def _kind(self, row: Row) -> str:
        text = row.typed.get("cost_kind", "")
        kind = self.kinds.get(folded(text))
        if kind is None:
            raise UnknownChoice(
                typed=text, choices=", ".join(str(k.label) for k in CostKind), field="cost_kind"
            )
        return str(kind.value)

    def _technology(self, row: Row) -> Technology | None:
        text = row.typed.get(TECHNOLOGY.key, "")
        technology: Technology | None = self.technologies.get(folded(text))
        if text and technology is None:
            names = dict.fromkeys(t.name for t in self.technologies.values() if t.pk in self.offered.ids)
            raise UnknownChoice(typed=text, choices=", ".join(names), field=TECHNOLOGY.key)
        return technology

    def _form(self, kind: str, technology: Technology | None) -> RowForm:
        key = (kind, technology.pk if technology else None)
        if key not in self.forms:
            method = technology.method if technology else ""
            form = RowForm(method=method, is_equipment=kind == CostKind.EQUIPMENT)
            form.offer(self.quotes, self.fresh)
            self.forms[key] = form
        return self.forms[key]

    def _keys(
        self, row: Row, form: RowForm, kind: str, technology: Technology | None, complain: Any
    ) -> dict[str, Column]:
        """Return the columns that this row's form has fields for; what is typed in others is pointed at."""
        method = technology.method if technology else ""
        keys = {c.key: c for c in self.columns if c.field in form.fields and c.method in ("", method)}
        about = technology.name if technology else CostKind(kind).label
        for column in self.columns[2:]:
            if (
                column.key not in keys
                and row.typed.get(column.key)
                and not (column is TECHNOLOGY and technology)
            ):
                complain(column.key, NotForThisRow(about=str(about)))
        return keys


def _choices(pairs: Any) -> dict[str, Any]:
    return {folded(word): value for value, words in pairs for word in words if word}


def _quotes(
    application: Application, workbook: Attachment, items: Sequence[CostItem]
) -> tuple[dict[str, Attachment], set[str]]:
    """Return the quotes by name, and the names of those that came with this workbook; later ones go first."""
    books = Attachment.objects.filter(owner_kind=WORKBOOK, owner_id=application.pk, pk__lte=workbook.pk)
    uploaded = list(attachments_of(QUOTE, books.values_list("pk", flat=True)).order_by("owner_id", "pk"))
    files = {
        name: a
        for a in [*(i.chosen_quote.attachment for i in items), *uploaded]
        for name in names_of(a.filename)
    }
    fresh = {name for a in uploaded if a.owner_id == workbook.pk for name in names_of(a.filename)}
    return files, fresh
