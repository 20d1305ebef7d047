"""Everything public, read at one moment and yielded record by record, in bounded memory."""

from collections.abc import Iterator
from typing import Any

from core.workflow.moments import one_moment
from reporting.register import public
from reporting.register.gathering import grants, reductions, wholes
from reporting.register.gathering.setting import Setting
from reporting.register.gathering.sums import Book
from reporting.register.public import RecordKind, public_record

Yielded = tuple[RecordKind, dict[str, Any]]


def records(*, least_firms: int) -> Iterator[Yielded]:
    """Yield every public record of this moment; reductions where a sum consists of `least_firms` firms."""
    with one_moment():
        for kind, fields in _gathered(least_firms):
            yield kind, public_record(kind, fields)


def _gathered(least: int) -> Iterator[Yielded]:
    setting = Setting.read()
    book = Book()
    for fields in grants.disclosed(setting, book):
        yield RecordKind.GRANT, fields
    for fields in grants.payments(setting):
        yield RecordKind.PASSED_ON, fields
    cells = reductions.count(public.lots(), setting, least)
    for fields in reductions.records(cells, setting, book):
        yield RecordKind.REDUCTION, fields
    for kind, fields in wholes.records(setting, book, cells):
        yield kind, fields
