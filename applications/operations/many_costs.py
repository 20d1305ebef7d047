"""All cost items of a draft at once, as a workbook gives them: what is new, what changes, what goes."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from applications import rules
from applications.costs import cost_items_of
from applications.models import Application, CostItem, Quote
from applications.operations.costs import (
    Offered,
    check_file_once,
    check_technology,
    locked,
    offered_to,
    put,
)
from core.evidence import operations as evidence
from core.evidence.models import Attachment
from core.ledger.operations import check_amount
from core.users.models import User
from core.workflow.operations import operation
from core.workflow.refusals import StaleVersion
from measurement import operations as measurement
from measurement.models import Measure
from measurement.operations import Described, Estimates
from measurement.queries import expectation_of
from programs.models import Technology


@dataclass(frozen=True)
class CostEntry:
    """What is said about one cost item, as `add_cost_item` takes it; `item` is the one it changes, if any."""

    cost_kind: str
    technology: Technology | None
    name: str
    cost_won: int
    quote_supplier: str
    quote_on: dt.date
    quote: Attachment
    quote_won: int | None = None
    maker: str = ""
    model: str = ""
    site: str = ""
    expectation: Mapping[str, Any] = field(default_factory=dict)
    item: CostItem | None = None

    @property
    def quoted(self) -> dict[str, Any]:
        """What it says of the chosen quote, by column of the quote; its sum is the cost if none is given."""
        sum_won = self.cost_won if self.quote_won is None else self.quote_won
        return {"supplier": self.quote_supplier, "quoted_on": self.quote_on, "sum_won": sum_won}


#: what of an entry is a column of its cost item, and of its quote {column: name in the entry}
COLUMNS = ("name", "maker", "model", "cost_won")
QUOTED = {"supplier": "quote_supplier", "quoted_on": "quote_on", "sum_won": "quote_won"}


@dataclass(frozen=True)
class CostChanges:
    """What would become of the cost items: new entries, (item, entry, names of what differs), items to go."""

    added: tuple[CostEntry, ...]
    changed: tuple[tuple[CostItem, CostEntry, tuple[str, ...]], ...]
    removed: tuple[CostItem, ...]
    unchanged: tuple[CostItem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would become different."""
        return not (self.added or self.changed or self.removed)


def state_of(items: Sequence[CostItem]) -> str:
    """Return a short word for what the cost items are now: another one as soon as anybody changes any."""
    versions = [f"{i.pk}:{i.version}:{i.measure.version if i.measure else ''}" for i in items]
    return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:16]


def changes_between(items: Sequence[CostItem], entries: Sequence[CostEntry]) -> CostChanges:
    """Return what taking over the entries would do to the cost items; those without an entry go."""
    given = {entry.item.pk: entry for entry in entries if entry.item}
    pairs = [(item, given[item.pk]) for item in items if item.pk in given]
    compared = [(item, entry, _differing(item, entry)) for item, entry in pairs]
    return CostChanges(
        added=tuple(entry for entry in entries if entry.item is None),
        changed=tuple(found for found in compared if found[2]),
        removed=tuple(item for item in items if item.pk not in given),
        unchanged=tuple(item for item, _entry, names in compared if not names),
    )


def _differing(item: CostItem, entry: CostEntry) -> tuple[str, ...]:
    names = [name for name in COLUMNS if getattr(item, name) != getattr(entry, name)]
    chosen = item.chosen_quote
    names += [QUOTED[column] for column, said in entry.quoted.items() if getattr(chosen, column) != said]
    if chosen.attachment_id != entry.quote.pk and chosen.attachment.blob_id != entry.quote.blob_id:
        names.append("quote")
    if item.measure:
        names += ["site"] if item.measure.site != entry.site else []
        stored = expectation_of(item.measure)
        asked = {**stored, **entry.expectation}
        names += [name for name, value in asked.items() if stored.get(name) != value]
    return tuple(names)


def check_entry(application: Application, entry: CostEntry, offered: Offered, estimates: Estimates) -> None:
    """
    Refuse an entry for what `add_cost_item` and `change_cost_item` would refuse it for.

    :raises InvalidAmount, TechnologyMissing, TechnologyNotOffered, QuoteTooOld, QuoteNotMadeYet,
        QuoteFileTwice, MethodRefusal: as they do.
    """
    if entry.item is None:
        check_technology(application, entry.cost_kind, entry.technology, offered)
    check_amount(entry.cost_won)
    check_amount(entry.quoted["sum_won"])
    rules.check_quote_day(entry.quote_on, offered.today)
    if entry.item:
        check_file_once(entry.item, entry.quote, instead_of=entry.item.chosen_quote, field="quote")
    if entry.technology and entry.technology.method:
        estimates.check(entry.technology, entry.expectation)


@operation
def set_cost_items(
    *, application: Application, entries: Sequence[CostEntry], state: str, by: User, at: dt.datetime
) -> CostChanges:
    """
    Make the cost items of a draft what the entries say: add, change and take out, all of it or nothing.

    `state` is `state_of` the cost items that were compared with the entries. The number of queries does not
    depend on the number of entries.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    :raises StaleVersion: if somebody changed a cost item since.
    :raises InvalidAmount, TechnologyMissing, TechnologyNotOffered, QuoteTooOld, MethodRefusal: as
        `add_cost_item` does.
    """
    application = locked(application, by, at)
    items = cost_items_of(application)
    if state_of(items) != state:
        raise StaleVersion
    changes = changes_between(items, entries)
    offered, estimates = offered_to(application, at), Estimates()
    for entry in entries:
        check_entry(application, entry, offered, estimates)
    _add(application, changes.added, by=by, at=at)
    _change(application, changes.changed, by=by, at=at)
    _remove(changes.removed)
    return changes


def _add(application: Application, entries: Sequence[CostEntry], *, by: User, at: dt.datetime) -> None:
    if not entries:
        return
    files = evidence.keep_again(attachments=[entry.quote for entry in entries], by=by, at=at)
    described = {number: one for number, entry in enumerate(entries) if (one := _described(entry))}
    measures = measurement.describe_measures(
        firm=application.firm,
        consortium=application.consortium,
        described=list(described.values()),
        by=by,
        at=at,
    )
    by_number = dict(zip(described, measures, strict=True))
    items = [
        CostItem(
            application=application,
            cost_kind=entry.cost_kind,
            technology=entry.technology,
            measure=by_number.get(number),
            **{name: getattr(entry, name) for name in COLUMNS},
        )
        for number, entry in enumerate(entries)
    ]
    CostItem.objects.bulk_create(items)
    Quote.objects.bulk_create(
        Quote(cost_item=item, attachment=file, is_chosen=True, added_at=at, added_by=by, **entry.quoted)
        for item, entry, file in zip(items, entries, files, strict=True)
    )
    _claim(files, by=by, at=at)


def _change(
    application: Application,
    changed: Sequence[tuple[CostItem, CostEntry, tuple[str, ...]]],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    if not changed:
        return
    requoted = [(item, entry) for item, entry, names in changed if "quote" in names]
    files = evidence.keep_again(attachments=[entry.quote for _item, entry in requoted], by=by, at=at)
    chosen = {item.pk: item.chosen_quote for item, _entry, _names in changed}
    for (item, _entry), file in zip(requoted, files, strict=True):
        chosen[item.pk].attachment = file
    for item, entry, _names in changed:
        put(item, **{name: getattr(entry, name) for name in COLUMNS})
        put(chosen[item.pk], **entry.quoted)
    _write([item for item, _entry, _names in changed], COLUMNS)
    _write(list(chosen.values()), (*QUOTED, "attachment"))
    _claim(files, by=by, at=at)
    edited = [
        (item.measure, one) for item, entry, _names in changed if item.measure and (one := _described(entry))
    ]
    measurement.edit_measures(firm=application.firm, edited=edited, by=by, at=at)


def _write(rows: Sequence[Any], columns: Sequence[str]) -> None:
    """Write these columns of rows that are there already, in one go."""
    type(rows[0]).objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=list(columns)
    )


def _remove(items: Sequence[CostItem]) -> None:
    """Take cost items out, each with its measure unless something was metered there already."""
    if not items:
        return
    measures = [item.measure_id for item in items if item.measure_id]
    Quote.objects.filter(cost_item__in=[item.pk for item in items]).delete()
    CostItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    Measure.objects.filter(pk__in=measures, meters__isnull=True).delete()


def _described(entry: CostEntry) -> Described | None:
    """Return what the entry says about its measure; only equipment whose technology has a method has one."""
    if entry.technology is None or not entry.technology.method:
        return None
    return Described(entry.technology, entry.name, entry.site, entry.expectation)


def _claim(files: Sequence[Attachment], *, by: User, at: dt.datetime) -> None:
    if files:
        owner = Subquery(Quote.objects.filter(attachment=OuterRef("pk")).values("cost_item")[:1])
        evidence.attach_all(
            attachments=files, owner_kind="cost_item", owner_id=owner, purpose="quote", by=by, at=at
        )
