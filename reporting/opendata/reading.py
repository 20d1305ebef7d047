"""
Reading the disclosed grants for the file, of one moment, so many at a time.

Which grants those are says `reporting.register.public`, and nothing here. There is one query for all grants,
and a few for each chunk; nothing is kept from one chunk to the next.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from applications.models import Holder
from core.ledger.models import Transfer
from core.workflow import clock
from disbursements.models import Grant, GrantReduction
from disbursements.queries.received import arriving, gifts_arriving
from programs.models import GrantKind
from reporting.opendata.facts import GrantFacts, Payment, TakenBack
from reporting.opendata.publication import Organisation, firm_named, office_named

#: so many grants are in memory at once
CHUNK = 500
#: what is read of a grant, and nothing else
COLUMNS = (
    "pk", "public_id", "kind", "awarded_won", "regrant_won", "accepted_at", "application_id",
    "application__title", "application__starts_on", "application__ends_on", "application__decided_at",
    "firm__business_number", "firm__name", "firm__region",
    "parent__public_id", "parent__firm__business_number", "parent__firm__name", "parent__firm__region",
    "consortium__program__code", "consortium__program__name_ko",
    "consortium__program__office__code", "consortium__program__office__name_ko", "gives_on",
)  # fmt: skip


def read(grants: QuerySet[Grant], chunk: int = CHUNK) -> Iterator[GrantFacts]:
    """Yield what is published of these grants, in the order in which they were made."""
    given = Grant.objects.filter(parent=OuterRef("pk"), kind=GrantKind.CONTRIBUTION).order_by()
    rows = grants.annotate(gives_on=Exists(given)).order_by("pk").values_list(*COLUMNS, named=True)
    for some in _chunks(rows.iterator(chunk_size=chunk), chunk):
        beside = _beside(some)
        for row in some:
            yield _facts(row, beside)


def _chunks(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    return iter(lambda: list(islice(rows, size)), [])


@dataclass
class Beside:
    """What other tables say of the grants of a chunk; by application, what was taken back by grant."""

    payments: dict[int, list[Payment]] = field(default_factory=lambda: defaultdict(list))
    gifts: dict[int, list[Payment]] = field(default_factory=lambda: defaultdict(list))
    taken_back: dict[int, list[TakenBack]] = field(default_factory=lambda: defaultdict(list))
    moments: dict[int, list[dt.datetime]] = field(default_factory=lambda: defaultdict(list))


def _beside(rows: Iterable[Any]) -> Beside:
    """Return what other tables say of some grants: four queries."""
    found = Beside()
    case_of = {row.pk: row.application_id for row in rows}
    cases = list(case_of.values())
    _note_payments(arriving(), cases, found.payments, found.moments)
    _note_payments(gifts_arriving(), cases, found.gifts, found.moments)
    taken = GrantReduction.objects.filter(grant__in=list(case_of)).order_by("pk")
    for grant, key, own, regrant, at in taken.values_list(
        "grant_id", "public_id", "own_won", "regrant_won", "at"
    ):
        found.taken_back[grant].append(TakenBack(key, clock.day(at), own, regrant))
        found.moments[case_of[grant]].append(at)
    holders = Holder.objects.filter(application__in=cases).order_by().values_list("application")
    for case, at in holders.annotate(since=Max("at")):
        found.moments[case].append(at)
    return found


def _note_payments(
    transfers: QuerySet[Transfer],
    cases: list[int],
    payments: dict[int, list[Payment]],
    moments: dict[int, list[dt.datetime]],
) -> None:
    """Note what came to these cases and stayed, and when it came and went."""
    rows = transfers.filter(target__owner_id__in=cases).order_by("effective_on", "pk")
    columns = ("target__owner_id", "public_id", "effective_on", "amount", "at", "reversed_by__at")
    for case, key, on, won, at, went_back_at in rows.values_list(*columns):
        moments[case].append(went_back_at or at)
        if went_back_at is None:
            payments[case].append(Payment(key, on, won))


def _facts(row: Any, beside: Beside) -> GrantFacts:
    case = row.application_id
    decided_at = row.application__decided_at or row.accepted_at
    is_gift = row.kind == GrantKind.CONTRIBUTION
    return GrantFacts(
        public_id=row.public_id,
        kind=row.kind,
        title=row.application__title,
        recipient=firm_named(row.firm__business_number, row.firm__name, row.firm__region),
        funder=_funder(row),
        parent=row.parent__public_id or "",
        program_code=row.consortium__program__code,
        program_name=row.consortium__program__name_ko,
        decided_on=clock.day(decided_at),
        starts_on=row.application__starts_on,
        ends_on=row.application__ends_on,
        own_won=row.awarded_won,
        regrant_won=row.regrant_won,
        taken_back=tuple(beside.taken_back[row.pk]),
        payments=tuple((beside.gifts if is_gift else beside.payments)[case]),
        gives_on=is_gift and row.gives_on,
        modified_at=max(decided_at, row.accepted_at, *beside.moments[case]),
    )


def _funder(row: Any) -> Organisation:
    """Return who gives: the firm above that hands on or gives its own, else the office of the programme."""
    if row.parent__public_id:
        return firm_named(row.parent__firm__business_number, row.parent__firm__name, row.parent__firm__region)
    office = "consortium__program__office__"
    return office_named(getattr(row, f"{office}code"), getattr(row, f"{office}name_ko"))
