"""Taking a list of closed businesses over."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from core.users.models import User
from core.workflow.operations import operation
from firms.closures.reading import ListedRow
from firms.models import BusinessState, Firm, ListedBusiness


@dataclass(frozen=True)
class Preview:
    """What a list would change: how many numbers are new, say something else, or are older than known."""

    new: int
    changed: int
    unchanged: int
    outdated: int
    #: firms registered here that the list calls closed
    closed_firms: tuple[str, ...]


def preview(rows: Mapping[str, ListedRow], listed_on: dt.date) -> Preview:
    """Return what the list would change, without changing anything."""
    known = _known(rows)
    newer = {number: row for number, row in rows.items() if not _is_outdated(known.get(number), listed_on)}
    changed = [n for n, row in newer.items() if n in known and not _says(known[n], row)]
    new = [number for number in newer if number not in known]
    closed = [number for number, row in newer.items() if row.state == BusinessState.CLOSED]
    firms = Firm.objects.filter(business_number__in=closed).order_by("name", "pk")
    return Preview(
        new=len(new),
        changed=len(changed),
        unchanged=len(newer) - len(new) - len(changed),
        outdated=len(rows) - len(newer),
        closed_firms=tuple(f"{firm.name} ({firm.business_number})" for firm in firms),
    )


@operation
def import_list(
    *, rows: Mapping[str, ListedRow], listed_on: dt.date, source: str, by: User, at: dt.datetime
) -> Preview:
    """
    Take a list over, number by number; what a newer list said stays. Only `import_closures` calls this.

    Numbers that the list does not name keep what earlier lists said of them.
    """
    known = _known(rows, lock=True)
    found = preview(rows, listed_on)
    for number, row in sorted(rows.items()):
        listed = known.get(number) or ListedBusiness(business_number=number)
        if _is_outdated(known.get(number), listed_on):
            continue
        listed.state, listed.closed_on = row.state, row.closed_on
        listed.listed_on, listed.source = listed_on, source
        listed.imported_at, listed.imported_by = at, by
        listed.save()
    return found


def _known(rows: Mapping[str, ListedRow], *, lock: bool = False) -> dict[str, ListedBusiness]:
    found = ListedBusiness.objects.filter(business_number__in=list(rows)).order_by("business_number")
    return {row.business_number: row for row in (found.select_for_update() if lock else found)}


def _is_outdated(known: ListedBusiness | None, listed_on: dt.date) -> bool:
    return known is not None and known.listed_on > listed_on


def _says(known: ListedBusiness, row: ListedRow) -> bool:
    return (known.state, known.closed_on) == (row.state, row.closed_on)
