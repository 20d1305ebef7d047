"""What a table that is handed over is made of: steps, columns, and how a value is written."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from programs.models import Program

#: rows read from the database at a time
CHUNK = 500

Value = str | int | None


class Step(TextChoices):
    CALL = "CALL", _("Call")
    APPLICATION = "APPLICATION", _("Application")
    DECISION = "DECISION", _("Decision")
    PAYMENT = "PAYMENT", _("Payment")
    PASSED_ON = "PASSED_ON", _("Money passed on")
    CHANGE = "CHANGE", _("Change after the award")
    RETURN = "RETURN", _("Money returned")
    SETTLEMENT = "SETTLEMENT", _("Settlement")
    RECOVERY = "RECOVERY", _("Recovery")
    ASSET = "ASSET", _("Important property")
    ASSET_REPORT = "ASSET_REPORT", _("Report on important property")


@dataclass(frozen=True)
class Column:
    """
    One column: its heading in the network's words, our field, what it means, unit, format, if it is required.

    Headings and meanings are Korean, as the network's are.
    """

    heading: str
    field: str
    meaning: str
    read: Callable[[Any], Any]
    unit: str = ""
    format: str = "문자"
    is_required: bool = True

    def value(self, row: Any) -> Value:
        """Return what the file says: whole won, a day as text, else text; nothing where there is nothing."""
        found = self.read(row)
        if isinstance(found, dt.datetime):
            found = clock.day(found)
        if found is None or found == "":
            return None
        return found if isinstance(found, int) else str(found)


@dataclass(frozen=True)
class Table:
    """What one step hands over: its rows, their columns, which of these is number, amount and status."""

    step: str
    rows: Callable[[Program], QuerySet]
    columns: tuple[Column, ...]
    key: str = "관리번호"
    amount: str = ""
    status: str = "상태"

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings in the order of the file."""
        return tuple(column.heading for column in self.columns)

    def read(self, program: Program) -> Iterator[dict[str, Value]]:
        """Yield each row as {heading: value}, a piece at a time, however many there are."""
        for row in self.rows(program).order_by("pk").iterator(chunk_size=CHUNK):
            yield {column.heading: column.value(row) for column in self.columns}


def won(heading: str, field: str, meaning: str, read: Callable[[Any], Any]) -> Column:
    """Return a column of whole won."""
    return Column(heading, field, meaning, read, "원", "정수")


def day(
    heading: str, field: str, meaning: str, read: Callable[[Any], Any], *, is_required: bool = True
) -> Column:
    """Return a column of a day."""
    return Column(heading, field, meaning, read, "", "YYYY-MM-DD", is_required)


def number(field: str) -> Column:
    """Return the column that names a row, as the network returns it."""
    return Column("관리번호", field, "이 시스템의 건 번호(변하지 않음)", lambda row: row.public_id)


def status(field: str) -> Column:
    """Return the column of the status, as its code."""
    return Column("상태", field, "처리 상태 코드", lambda row: row.status)


def firm(field: str, read: Callable[[Any], Any]) -> tuple[Column, Column]:
    """Return the columns that name a firm."""
    return (
        Column("사업자등록번호", f"{field}.business_number", "보조사업자의 사업자등록번호 10자리",
               lambda row: read(row).business_number, "", "숫자 10자리"),
        Column("업체명", f"{field}.name", "보조사업자의 등록 상호", lambda row: read(row).name),
    )  # fmt: skip


CASE = Column(
    "교부신청번호",
    "grant.application.public_id",
    "교부신청 건의 번호",
    lambda row: row.grant.application.public_id,
)
