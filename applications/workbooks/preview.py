"""What an uploaded workbook would do to its draft, read from exactly the bytes that were kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import arithmetic
from applications.models import Application
from applications.operations.many_costs import QUOTED, CostChanges, CostEntry, changes_between, state_of
from applications.workbooks.checking import Checker
from applications.workbooks.columns import COSTS, KIND, columns_for
from core.evidence.models import Attachment
from core.evidence.sheets.columns import Column
from core.evidence.sheets.reading import Contents, Problem, read
from core.evidence.sheets.uploads import LISTED, WorkbookWrong, by_place, contents_of
from core.evidence.workbooks import Book
from core.workflow.refusals import Refusal
from programs.models import Technology
from programs.queries import technologies_on
from programs.rules import CostLine


class NothingToTakeOver(Refusal):
    message = _("The workbook says what the draft holds already; there is nothing to take over.")


@dataclass
class Preview:
    """What would happen, or why nothing can: changes and their sums, problems, notes, the draft's state."""

    state: str
    before_won: int
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    refusal: str = ""
    #: whether the draft was changed since the template was downloaded
    is_stale: bool = False
    entries: Sequence[CostEntry] = ()
    changes: CostChanges | None = None
    headings: dict[str, Any] = field(default_factory=dict)

    @property
    def may_be_taken_over(self) -> bool:
        """Whether there is something to do and nothing in its way."""
        return bool(self.changes and not self.changes.is_empty and not self.problems)

    @property
    def after_won(self) -> int:
        """The sum of all costs afterwards, won."""
        return sum(entry.cost_won for entry in self.entries)

    @property
    def added_won(self) -> int:
        """The sum of what is new, won."""
        return sum(entry.cost_won for entry in self.changes.added) if self.changes else 0

    @property
    def removed_won(self) -> int:
        """The sum of what goes, won."""
        return sum(item.cost_won for item in self.changes.removed) if self.changes else 0

    @property
    def changed_won(self) -> int:
        """By how much what changes becomes more or less, won."""
        if self.changes is None:
            return 0
        return sum(entry.cost_won - item.cost_won for item, entry, _names in self.changes.changed)

    def check(self) -> None:
        """
        Refuse to take over what has something in its way.

        :raises WorkbookWrong, NothingToTakeOver, Refusal: saying what.
        """
        if self.refusal:
            raise Refusal(self.refusal)
        if self.problems:
            raise WorkbookWrong(count=len(self.problems))
        if not self.may_be_taken_over:
            raise NothingToTakeOver

    def changed_lines(self) -> list[tuple[str, list[tuple[Any, Any, Any]]]]:
        """Return, for each change that is listed, what is bought and (heading, before, afterwards)."""
        if self.changes is None:
            return []
        return [
            (entry.name, [(self.headings.get(n, n), _said(item, n), _said(entry, n)) for n in names])
            for item, entry, names in self.changes.changed[:LISTED]
        ]

    def support(self, application: Application, at: dt.datetime) -> tuple[Any, str]:
        """Return what the draft would get afterwards, or why nothing can be computed."""
        lines = [
            CostLine(e.cost_kind, e.cost_won, e.technology.grade if e.technology else "")
            for e in self.entries
        ]
        return arithmetic.preview(application, at, lines) if lines else (None, "")


def columns_of(application: Application, at: dt.datetime) -> list[Column]:
    """Return the columns of a draft's workbook: for what is paid for, and for what it holds already."""
    return columns_for([*technologies_of(application, at), *_technologies_held(application)])


def technologies_of(application: Application, at: dt.datetime) -> list[Technology]:
    """Return the technologies that may be chosen in the draft."""
    day = arithmetic.rules_day(application, at)
    return list(technologies_on(application.call.program, day))


def _technologies_held(application: Application) -> list[Technology]:
    return list(Technology.objects.filter(pk__in=application.cost_items.values("technology")))


def preview(application: Application, workbook: Attachment, at: dt.datetime) -> Preview:
    """Return what taking the workbook over would do; every refusal is in it, none is raised."""
    columns = columns_of(application, at)
    checker = Checker(application, columns, workbook, at)
    state, before = state_of(checker.items), sum(item.cost_won for item in checker.items)
    try:
        contents: Contents = read(Book(contents_of(workbook)), columns, COSTS, KIND)
    except Refusal as refusal:
        return Preview(state, before, refusal=str(refusal))
    entries = checker.entries(contents)
    problems = sorted(contents.problems, key=by_place)
    return Preview(
        state,
        before,
        problems=problems,
        notes=contents.notes,
        is_stale=contents.state != state,
        entries=entries,
        changes=None if problems else changes_between(checker.items, entries),
        headings={column.field: column.heading for column in columns},
    )


def _said_of_quote(of: Any, name: str) -> Any:
    """Return what the chosen quote of a cost item is, or an entry says it is, under a name of the entry."""
    file = of.quote if isinstance(of, CostEntry) else of.chosen_quote.attachment
    if name == "quote":
        return file.filename
    column = next(column for column, said in QUOTED.items() if said == name)
    return of.quoted[column] if isinstance(of, CostEntry) else getattr(of.chosen_quote, column)


def _said(of: Any, name: str) -> Any:
    """Return what a cost item or an entry says under a name."""
    if name in (*QUOTED.values(), "quote"):
        return _said_of_quote(of, name)
    if hasattr(of, name):
        return getattr(of, name)
    measure = getattr(of, "measure", None)
    if measure is not None:
        return measure.site if name == "site" else measure.expectation.get(name, "")
    return getattr(of, "expectation", {}).get(name, "")
