"""Columns: header, value, how it is shown, how it goes into a spreadsheet, and what it is sorted by."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import BaseExpression, OrderBy
from django.utils.translation import gettext_lazy as _

from core.ratios import WHOLE_BP
from core.ui import badges, formats
from core.ui.templatetags import ui

Read = Callable[[Any], Any]


class Badge(NamedTuple):
    """A fact in words and a tone, for a column of the format BADGE."""

    label: Any
    tone: str = "neutral"

    def get_status_display(self) -> str:
        """Speak like a case, so that it is drawn like a status."""
        return str(self.label)

    @property
    def status_tone(self) -> str:
        """Return the tone a badge of it has."""
        return self.tone


@dataclass(frozen=True)
class Format:
    """
    How the values of a column are shown and exported.

    `exported` gives what a spreadsheet can count with: whole won, decimal tonnes, a date; `number_format` is
    the spreadsheet's, `unit` stands in its header; what `is_whole` is not broken into two lines.
    """

    shown: Read
    exported: Read
    number_format: str = "General"
    unit: Any = ""
    is_number: bool = False
    is_badge: bool = False
    is_whole: bool = False
    width: int = 18


def _words(value: Any) -> str | None:
    return None if value is None else str(value) or None


def _seoul(moment: dt.datetime | None) -> dt.datetime | None:
    """Return the moment as a clock in Seoul shows it: a spreadsheet knows no time zones."""
    return moment.astimezone(formats.SEOUL).replace(tzinfo=None) if moment else None


def _date(value: Any) -> dt.date | None:
    return value.astimezone(formats.SEOUL).date() if isinstance(value, dt.datetime) else value


def _part_of_one(basis_points: int | None) -> Decimal | None:
    return None if basis_points is None else Decimal(basis_points) / WHOLE_BP


def _tonnes(kilograms: int | None) -> Decimal | None:
    return None if kilograms is None else Decimal(kilograms) / 1000


def _number(value: Any) -> str:
    return formats.NOTHING if value is None else formats.trimmed(Decimal(value))


def status_format(*, public: bool = False) -> Format:
    """Return the format of a case's status; `public` asks for the applicant's wording."""

    def drawn(case: Any) -> Any:
        return badges.badge(case, public=public) if case is not None else None

    return Format(
        drawn, lambda case: str(badges.badge(case, public=public)["label"]) if case else None, is_badge=True
    )


TEXT = Format(lambda value: _words(value) or formats.NOTHING, _words, width=28)
WON = Format(ui.won, lambda won: won, "#,##0", _("won"), is_number=True)
TONNES = Format(formats.tonnes, _tonnes, "#,##0.000", "tCO₂e", is_number=True)
NUMBER = Format(_number, lambda number: number, "#,##0.######", is_number=True, width=12)
PERCENT = Format(formats.percent, _part_of_one, "0.##%", is_number=True, width=12)
DAY = Format(formats.day, _date, "yyyy-mm-dd", is_whole=True, width=13)
MOMENT = Format(formats.moment, _seoul, "yyyy-mm-dd hh:mm", is_whole=True)
MONTH = Format(formats.month, lambda day: day, "yyyy-mm", is_whole=True, width=11)
BUSINESS_NUMBER = Format(
    formats.business_number,
    lambda digits: formats.business_number(digits) if digits else None,
    is_whole=True,
    width=16,
)
STATUS = BADGE = status_format()


@dataclass(frozen=True)
class Cell:
    """One cell of a page: its text or badge, where it leads, and what stands in small below."""

    label: Any
    text: Any
    href: str = ""
    badge: Any = None
    is_number: bool = False
    is_whole: bool = False
    under: "tuple[Cell, ...]" = ()


@dataclass(frozen=True)
class Column:
    """
    One column, declared once.

    `value` is a path of attributes ("firm.name") or a function of the row. `sort` is what the database orders
    by: a path, an expression, or several; without it the column can't be sorted. `under` are columns that
    stand in small below this one on the page, and beside it in the spreadsheet. `total` is what is
    summed up over all rows that match.
    """

    key: str
    label: Any
    value: str | Read
    format: Format = TEXT
    sort: Any = None
    href: Read | None = None
    under: "tuple[Column, ...]" = ()
    total: Any = None
    _read: Read = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        read = self.value if callable(self.value) else _reader(self.value)
        object.__setattr__(self, "_read", read)

    def cell(self, row: Any) -> Cell:
        """Return this column's cell of a row, as the page shows it."""
        shown = self.format.shown(self._read(row))
        is_badge = self.format.is_badge and shown is not None
        return Cell(
            label=self.label,
            text=formats.NOTHING if shown is None else shown,
            badge=shown if is_badge else None,
            href=(self.href(row) or "") if self.href else "",
            is_number=self.format.is_number,
            is_whole=self.format.is_whole,
            under=tuple(cell for column in self.under if (cell := column.cell(row)).text != formats.NOTHING),
        )

    def exported(self, row: Any) -> Any:
        """Return what the spreadsheet gets of a row."""
        return self.format.exported(self._read(row))

    @property
    def header(self) -> str:
        """Return the head of the spreadsheet's column, with its unit."""
        unit = f" ({self.format.unit})" if self.format.unit else ""
        return f"{self.label}{unit}"

    def ordering(self, *, descending: bool = False) -> list[OrderBy]:
        """Return what the database orders by; rows without a value come last either way."""
        wanted = self.sort if isinstance(self.sort, tuple | list) else (self.sort,)
        keys = [key if isinstance(key, BaseExpression) else F(key) for key in wanted]
        return [key.desc(nulls_last=True) if descending else key.asc(nulls_last=True) for key in keys]


def _reader(path: str) -> Read:
    """Return a function that follows a path of attributes and calls a method at its end; a gap gives None."""
    parts = path.split(".")
    whole = attrgetter(path)

    def read(row: Any) -> Any:
        try:
            value = whole(row)
            return value() if callable(value) else value
        except AttributeError:
            for part in parts:
                row = getattr(row, part)
                if row is None:
                    return None
            raise

    return read


def flat(columns: Iterable[Column]) -> Iterator[Column]:
    """Yield every column, those that stand in small below another one too."""
    for column in columns:
        yield column
        yield from flat(column.under)


def in_order_of(path: str, choices: Any) -> Case:
    """Return what sorts by the order of `choices`: a status along its way, not by its letters."""
    steps = [When(**{path: value}, then=Value(place)) for place, value in enumerate(choices.values)]
    return Case(*steps, default=Value(len(steps)), output_field=IntegerField())
