"""A list of running, suspended and closed businesses as a CSV file becomes rows. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.evidence.sheets.text import NotText, lines_of
from core.workflow.refusals import Refusal
from firms.models import BusinessState
from firms.rules import check_business_number

#: what the columns may be called: ours, and as the tax office calls them
COLUMNS = {
    "business_number": ("business_number", "사업자등록번호"),
    "state": ("state", "상태", "납세자상태"),
    "closed_on": ("closed_on", "폐업일", "폐업일자"),
}
STATES = {
    "running": BusinessState.RUNNING,
    "계속사업자": BusinessState.RUNNING,
    "suspended": BusinessState.SUSPENDED,
    "휴업자": BusinessState.SUSPENDED,
    "closed": BusinessState.CLOSED,
    "폐업자": BusinessState.CLOSED,
}


@dataclass(frozen=True)
class ListedRow:
    """One line of a list: the business number, its state, and for a closed one the day."""

    business_number: str
    state: str
    closed_on: dt.date | None


@dataclass
class ListFile:
    """What a list says, by business number, and which of its lines can't be read, with the reason."""

    rows: dict[str, ListedRow] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class NotAList(Refusal):
    """The file lacks a column, or is no table at all."""


def read_list(text: str) -> ListFile:
    """
    Return the rows of a CSV list; of two lines about one number the later one counts.

    :raises NotAList: if it has no column for the business number or for the state, or is no table.
    """
    try:
        header, *lines = lines_of(text.removeprefix("\ufeff")) or [[]]
    except NotText as problem:
        raise NotAList(_("A quote in the list is never closed.")) from problem
    places = _places(header)
    found = ListFile()
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        cells = {column: line[place].strip() for column, place in places.items() if place < len(line)}
        try:
            row = _row(cells)
        except (Refusal, ValueError) as problem:
            found.problems.append(_("Line %(line)s: %(problem)s") % {"line": number, "problem": problem})
        else:
            found.rows[row.business_number] = row
    return found


def _places(header: Sequence[str]) -> dict[str, int]:
    """Return {our column: its place in a line}."""
    called = [name.strip().lower() for name in header]
    found = {
        column: place
        for column, names in COLUMNS.items()
        for place, name in enumerate(called)
        if name in names
    }
    for column in ("business_number", "state"):
        if column not in found:
            raise NotAList(
                _("The list has no column “%(column)s”.") % {"column": " / ".join(COLUMNS[column])}
            )
    return found


def _row(cells: dict[str, str]) -> ListedRow:
    said = cells.get("state", "")
    state = STATES.get(said.lower())
    if state is None:
        raise ValueError(_("“%(state)s” is no state of a business.") % {"state": said})
    closed_on = _day(cells.get("closed_on", "")) if state == BusinessState.CLOSED else None
    return ListedRow(check_business_number(cells.get("business_number", "")), state, closed_on)


def _day(text: str) -> dt.date:
    digits = text.replace("-", "").replace(".", "")
    try:
        return dt.datetime.strptime(digits, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise ValueError(_("“%(day)s” is no day on which a business closed.") % {"day": text}) from None
