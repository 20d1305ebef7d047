"""Facts that several rooms know, each through a source of its own. A room that learns more adds one here."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.apps import apps

from core.workflow import clock
from disbursements.models import AssetSerial, BankAccount, CancelledInvoice
from measurement.models import Meter
from reporting.signals.facts import Cancellation, Change, Serial, Where

Source = Callable[[], Iterable[Any]]


def meters() -> Iterator[Serial]:
    """Yield the serial numbers of meters, which stand on the machines they watch."""
    rows = Meter.objects.filter(measure__consortium__program__is_practice=False).select_related(
        "measure__consortium", "measure__cost_item__application"
    )
    for meter in rows.order_by("pk"):
        item = getattr(meter.measure, "cost_item", None)
        where = Where(
            meter.measure.consortium.program_id,
            application=item.application_id if item else None,
            firm=meter.measure.firm_id,
            measure=meter.measure_id,
        )
        yield Serial(where, "meter", meter.serial, meter.measure.name)


def assets() -> Iterator[Serial]:
    """Yield the serial numbers in the register of assets."""
    rows = AssetSerial.objects.filter(asset__grant__consortium__program__is_practice=False)
    for serial in rows.select_related("asset__grant__consortium").order_by("pk"):
        grant = serial.asset.grant
        where = Where(grant.consortium.program_id, application=grant.application_id, firm=grant.firm_id)
        yield Serial(where, "machine", serial.number, serial.asset.name)


def cancelled() -> Iterator[Cancellation]:
    """Yield the invoices that a list of the tax office shows as cancelled."""
    for number, day in CancelledInvoice.objects.order_by("pk").values_list("number", "cancelled_on"):
        yield Cancellation(number, day)


def bank_accounts() -> Iterator[tuple[int, str]]:
    """Yield the account to which each firm is paid, as one text: the one confirmed last."""
    rows = BankAccount.objects.filter(confirmed_at__isnull=False, program__is_practice=False)
    for firm, bank, number in rows.order_by("confirmed_at", "pk").values_list("firm", "bank_code", "number"):
        yield firm, f"{bank} {number}"


def changed_accounts() -> Iterator[Change]:
    """Yield every change of where a firm is paid."""
    rows = BankAccount.objects.filter(confirmed_at__isnull=False, program__is_practice=False)
    names = ("firm", "program", "grant", "bank_code", "number", "confirmed_at")
    before: dict[tuple[Any, ...], str] = {}
    for firm, program, grant, bank, number, at in rows.order_by("confirmed_at", "pk").values_list(*names):
        now, known = f"{bank} {number}", before.get((firm, program, grant), "")
        if known and known != now:
            yield Change(firm, "account", known, now, clock.day(at))
        before[firm, program, grant] = now


def representatives() -> Iterator[Change]:
    """Yield every change of who represents a firm, from the history of the register."""
    events = apps.get_model("firms", "FirmEvent").objects.order_by("pgh_obj_id", "pgh_id")
    rows = events.values_list("pgh_obj_id", "representative_name", "pgh_created_at")
    for firm, versions in groupby(rows, lambda row: row[0]):
        before = ""
        for _firm, name, at in versions:
            if before and name != before:
                yield Change(firm, "representative", before, name, clock.day(at))
            before = name


#: table of Facts → who knows rows of it. "accounts" are (firm, bank account as one text).
SOURCES: dict[str, list[Source]] = {
    "cancellations": [cancelled],
    "serials": [meters, assets],
    "changes": [representatives, changed_accounts],
    "accounts": [bank_accounts],
}


def rows(table: str) -> tuple[Any, ...]:
    """Return what all sources of a table know."""
    return tuple(row for source in SOURCES[table] for row in source())
