"""
On which months signed figures rest: a table that upper rooms fill in `AppConfig.ready()`.

This room knows which version a programme uses; what was signed with it is known only above.
"""

import datetime as dt
from collections.abc import Callable

from programs.models import Program

#: called with (program, purpose, family); returns the first days of the signed months
Asked = Callable[[Program, str, str], set[dt.date]]

_asked: list[Asked] = []


def declare(asked: Asked) -> None:
    """Have `asked` answered before the version of a month changes."""
    if asked not in _asked:
        _asked.append(asked)


def used_months(program: Program, purpose: str, family: str) -> set[dt.date]:
    """Return the first days of the months whose version can't change any more."""
    found: set[dt.date] = set()
    for asked in _asked:
        found |= asked(program, purpose, family)
    return found
