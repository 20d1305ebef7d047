"""What an uploaded workbook of readings would add, read from exactly the bytes that were kept."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.evidence.models import Attachment
from core.evidence.sheets.reading import Problem, read
from core.evidence.sheets.uploads import WorkbookWrong, by_place, contents_of
from core.evidence.workbooks import Book
from core.ui.formats import month as shown_month
from core.workflow.refusals import Refusal
from measurement.flagging import examined, sentence, stored
from measurement.models import Measure
from measurement.operations.workbooks import Registers, state_of
from measurement.refusals import NoNewReadings
from measurement.tables import ZERO
from measurement.workbooks.checking import Checker
from measurement.workbooks.columns import COLUMNS, NUMBER, READINGS
from measurement.workbooks.tables import as_workbook, is_workbook


@dataclass(frozen=True)
class Preview:
    """What would be added, or why nothing can: entries, problems, notes, the state of the measures."""

    state: str
    entries: Sequence[Registers] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    #: what would be asked about once it is taken over: meter, month, and why
    questions: Sequence[str] = ()
    refusal: str = ""
    #: whether something was added since the template was downloaded; a CSV file does not say
    is_stale: bool = False

    @property
    def may_be_taken_over(self) -> bool:
        """Whether there is something to add and nothing in its way."""
        return bool(self.entries and not self.problems)

    @property
    def month_count(self) -> int:
        """How many registers would be added."""
        return sum(len(entry.rows) for entry in self.entries)

    def check(self) -> None:
        """
        Refuse to take over what has something in its way.

        :raises WorkbookWrong, NoNewReadings, Refusal: saying what.
        """
        if self.refusal:
            raise Refusal(self.refusal)
        if self.problems:
            raise WorkbookWrong(count=len(self.problems))
        if not self.entries:
            raise NoNewReadings


def preview(measures: Sequence[Measure], workbook: Attachment, at: dt.datetime) -> Preview:
    """Return what taking the workbook over would do; every refusal is in it, none is raised."""
    state = state_of(measures)
    try:
        data = contents_of(workbook)
        contents = read(Book(as_workbook(data)), COLUMNS, READINGS, NUMBER)
    except Refusal as refusal:
        return Preview(state, refusal=str(refusal))
    entries = Checker(measures, contents, at).entries()
    return Preview(
        state,
        entries,
        problems=sorted(contents.problems, key=by_place),
        notes=contents.notes,
        questions=[question for entry in entries for question in _questions(entry)],
        is_stale=is_workbook(data) and contents.state != state,
    )


def _questions(entry: Registers) -> Iterator[str]:
    """Yield what is remarkable about the months that one meter would get; nothing of it stops the entry."""
    known = stored(entry.measure, entry.quantity.name)
    start, new = entry.opening or ZERO, []
    for month, closing in entry.rows:
        new.append((month, start, closing, ZERO))
        start = closing if entry.quantity.is_register else ZERO
    asked = {month for month, _closing in entry.rows}
    for finding in examined(entry.measure, entry.quantity.name, [*known, *new], asked):
        said = sentence(finding.kind, finding.detail, entry.quantity.shown_unit)
        yield f"{entry.measure.name} · {entry.quantity.label} {shown_month(finding.month)}: {said}"
