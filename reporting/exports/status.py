"""The network's status file: reading its cells, and how it differs from a pack. Pure: bytes in, rows out."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from core.evidence import workbooks
from core.evidence.sheets.text import NotText, decoded, lines_of
from core.workflow.refusals import Refusal
from reporting.exports.steps import Table

#: the columns by which a status file is read
KEY, AMOUNT, STATUS = "관리번호", "금액", "상태"
HEADINGS = (KEY, AMOUNT, STATUS)
#: how many wrong cells are named at once
NAMED = 20


class Answered(NamedTuple):
    """One row of a status file: its line, the number of the case, won and status as the network has them."""

    line: int
    key: str
    amount: int | None
    status: str


class Gap(NamedTuple):
    """One difference: line of the file, number, kind, what the pack says, what the file says."""

    line: int | None
    key: str
    kind: str
    here: str
    there: str


class NotReadable(Refusal):
    message = gettext_lazy("This is neither an XLSX workbook nor a CSV file in UTF-8 or CP949.")


class WrongCells(Refusal):
    message = gettext_lazy("Nothing was read. Cells to be mended first: %(cells)s")


def read(data: bytes) -> list[Answered]:
    """
    Return the rows of a status file, XLSX or CSV in UTF-8 or CP949.

    :raises NotReadable: if it is neither.
    :raises WrongCells: if columns are missing or cells are wrong; names each cell.
    """
    lines = iter(_lines(data))
    head = [str(cell or "").strip() for cell in next(lines, [])]
    missing = [heading for heading in HEADINGS if heading not in head]
    if missing:
        words = _("row 1: the column “%(heading)s” is missing")
        raise WrongCells(cells="; ".join(words % {"heading": heading} for heading in missing), field="file")
    places = [head.index(heading) for heading in HEADINGS]
    rows: list[Answered] = []
    wrong: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(lines, start=2):
        given = [str(cells[place] if place < len(cells) and cells[place] is not None else "").strip()
                 for place in places]  # fmt: skip
        if any(given):
            wrong += _wrong(number, given, places, seen)
            rows.append(Answered(number, given[0], _won(given[1]), given[2]))
    if wrong:
        raise WrongCells(cells="; ".join(wrong[:NAMED]) + (" …" if len(wrong) > NAMED else ""), field="file")
    return rows


def _wrong(number: int, given: list[str], places: list[int], seen: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with the cells of a row, each with its name."""
    names = [f"{get_column_letter(place + 1)}{number}" for place in places]
    key, amount, _status = given
    if not key:
        yield _("%(cell)s: the number of the case is missing") % {"cell": names[0]}
    elif key in seen:
        yield _("%(cell)s: the number %(key)s stands in row %(row)s as well") % {
            "cell": names[0], "key": key, "row": seen[key],
        }  # fmt: skip
    seen.setdefault(key, number)
    if amount and _won(amount) is None:
        yield _("%(cell)s: “%(text)s” is no amount in whole won") % {"cell": names[1], "text": amount[:40]}


def _won(text: str) -> int | None:
    bare = text.replace(",", "").removesuffix("원").removesuffix(".0").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 15 else None


def _lines(data: bytes) -> Iterable[list[Any]]:
    try:
        return workbooks.first_rows(data) if data.startswith(b"PK") else lines_of(decoded(data))
    except (NotText, Refusal) as error:
        raise NotReadable(field="file") from error


def gaps(
    table: Table, here: Iterable[tuple[str, dict[str, Any]]], there: Iterable[Answered]
) -> Iterator[Gap]:
    """Yield the differences between a pack's rows and those of a status file."""
    answered = {row.key: row for row in there}
    for key, values in here:
        row = answered.pop(key, None)
        if row is None:
            yield Gap(None, key, "MISSING_THERE", _told(values, table.amount), "")
            continue
        amount, status = values.get(table.amount), values.get(table.status)
        if table.amount and row.amount != amount:
            told = "" if row.amount is None else f"{row.amount:,}"
            yield Gap(row.line, key, "OTHER_AMOUNT", _told(values, table.amount), told)
        if table.status and row.status != status:
            yield Gap(row.line, key, "OTHER_STATUS", str(status or "")[:80], row.status[:80])
    for row in answered.values():
        yield Gap(row.line, row.key[:40], "UNKNOWN_HERE", "", "" if row.amount is None else f"{row.amount:,}")


def _told(values: dict[str, Any], heading: str) -> str:
    value = values.get(heading)
    return f"{value:,}" if isinstance(value, int) else ""
