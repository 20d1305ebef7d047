"""Factors by workbook: the template, what an uploaded one would enter, and which cells are to be mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook

from core.evidence.checks import CSV
from core.evidence.models import Attachment
from core.evidence.sheets.columns import DAY, INSTRUCTIONS, QUANTITY, Column
from core.evidence.sheets.reading import Contents, Problem, Row, read, read_sheet
from core.evidence.sheets.separated import csv_sheet
from core.evidence.sheets.uploads import WorkbookWrong, by_place, contents_of
from core.evidence.sheets.writing import FORMATS, head, instruct, offer, put, saved
from core.evidence.workbooks import Book
from core.workflow.refusals import Refusal
from measurement.factoring.forms import FactorForm
from measurement.factoring.operations import FactorEntry, check_entry
from measurement.factoring.queries import table_state
from measurement.factoring.refusals import CodeUnfit, UnitUnfit
from measurement.models import Factor, FactorTable

#: title of the sheet
FACTORS = gettext_lazy("Emission factors")

CODE = Column("code", gettext_lazy("Code"), help=gettext_lazy("For instance city_gas_ncv."), is_required=True)
VALUE = Column("value", gettext_lazy("Value"), QUANTITY, gettext_lazy("Above zero."), is_required=True)
UNIT = Column("unit", gettext_lazy("Unit"), help=gettext_lazy("For instance MJ/Nm3."), is_required=True)
FROM = Column("period_from", gettext_lazy("Valid or measured from"), DAY, is_required=True)
UNTIL = Column("period_until", gettext_lazy("Valid or measured until"), DAY)
SOURCE_KO = Column("source_ko", gettext_lazy("Source, in Korean"))
SOURCE_EN = Column("source_en", gettext_lazy("Source, in English"))
COLUMNS = (CODE, VALUE, UNIT, FROM, UNTIL, SOURCE_KO, SOURCE_EN)


class CodeTwice(Refusal):
    message = gettext_lazy("This code stands in an earlier row already.")


class NothingToEnter(Refusal):
    message = gettext_lazy("The workbook has no rows; there is nothing to take over.")


@dataclass(frozen=True)
class Line:
    """A row that would be entered, and the factor it would replace, if there is one."""

    entry: FactorEntry
    replaced: Factor | None


@dataclass(frozen=True)
class Preview:
    """What would be entered, or why nothing can: lines, problems, notes, the state of the table."""

    state: str
    lines: Sequence[Line] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    refusal: str = ""

    @property
    def may_be_taken_over(self) -> bool:
        """Whether there is something to enter and nothing in its way."""
        return bool(self.lines and not self.problems)

    def check(self) -> None:
        """
        Refuse to take over what has something in its way.

        :raises WorkbookWrong, NothingToEnter, Refusal: saying what.
        """
        if self.refusal:
            raise Refusal(self.refusal)
        if self.problems:
            raise WorkbookWrong(count=len(self.problems))
        if not self.lines:
            raise NothingToEnter


def preview(table: FactorTable, workbook: Attachment) -> Preview:
    """Return what taking the workbook over would do; every refusal is in it, none is raised."""
    state = table_state(table)
    try:
        contents = _contents(workbook)
    except Refusal as refusal:
        return Preview(state, refusal=str(refusal))
    known = {factor.code: factor for factor in table.factors.all()}
    entries = _entries(table, contents)
    return Preview(
        state,
        [Line(entry, known.get(entry.code)) for entry in entries],
        sorted(contents.problems, key=by_place),
        contents.notes,
    )


def _contents(workbook: Attachment) -> Contents:
    """
    Return what the uploaded file says: the sheet of factors of a workbook, or the rows of a CSV file.

    :raises Refusal: if there are no rows to speak of.
    """
    data = contents_of(workbook)
    if workbook.blob.media_type == CSV:
        return read_sheet(csv_sheet(data), COLUMNS, CODE, None)
    return read(Book(data), COLUMNS, FACTORS, CODE)


def to_mark(workbook: Attachment) -> bytes:
    """Return the uploaded workbook; of a CSV file the workbook that Excel would make of it."""
    data = contents_of(workbook)
    if workbook.blob.media_type != CSV:
        return data
    sheet = csv_sheet(data)
    book = Workbook()
    book.active.title = sheet.title
    for number, cells in sheet.rows:
        for cell in cells:
            put(book.active, number, cell.column, cell.value, "@")
    return saved(book)


def _entries(table: FactorTable, contents: Contents) -> list[FactorEntry]:
    """Return the rows that pass the form that is filled in by hand; what does not is told to `contents`."""
    found: dict[str, FactorEntry] = {}
    for row in contents.rows:
        form = FactorForm(row.typed)
        if not form.is_valid():
            for name, errors in form.errors.items():
                _complain(contents, row, name, " ".join(str(error) for error in errors))
            continue
        entry = form.entry(table.source_ko, table.source_en)
        try:
            check_entry(entry, table.family)
        except (CodeUnfit, UnitUnfit) as unfit:
            _complain(contents, row, unfit.field or CODE.key, unfit)
            continue
        if entry.code in found:
            _complain(contents, row, CODE.key, CodeTwice())
        elif not row.spoilt:
            found[entry.code] = entry
    return list(found.values())


def _complain(contents: Contents, row: Row, key: str, why: object) -> None:
    if key not in row.spoilt:  # that cell was named already
        value = row.typed.get(key, "")[:80]
        contents.problems.append(Problem(contents.sheet, row.place(key), value, str(why)))


def template(table: FactorTable) -> bytes:
    """Return the workbook to fill in, with the rows that the table has."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(FACTORS)
    head(sheet, [column.heading for column in COLUMNS])
    for number, factor in enumerate(table.factors.order_by("code"), start=2):
        for place, column in enumerate(COLUMNS, start=1):
            put(sheet, number, place, getattr(factor, column.key), FORMATS.get(column.kind, "@"))
    offer(book, sheet, COLUMNS, {})
    told = [(_("Row by row"), _("Each row is one factor. A row takes the place of what has its code."))]
    instruct(book.create_sheet(str(INSTRUCTIONS)), told, COLUMNS, table_state(table))
    return saved(book)
