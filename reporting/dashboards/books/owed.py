"""Debts, set-offs and settlements against the transfers; confirmed figures against their lines."""

from collections.abc import Iterator

from django.db.models import Sum

from disbursements.models import Debt, DebtEntry, EntryKind, SetOff, Settlement
from disbursements.workflow import STANDING_DEBTS, DebtKind, DebtStatus
from reporting.dashboards.books.expected import Expected, Place, compare, own
from reporting.dashboards.books.found import Comparison


def debts() -> Comparison:
    """Compare debts with their transfers, their entries with what they are, and the status with both."""
    comparison = compare("debts = ordered, paid, set off and written off transfers", debt_transfers())
    rows = Debt.objects.filter(status__in=STANDING_DEBTS).annotate(met=Sum("entries__amount_won"))
    for pk, status, amount, met in rows.order_by("pk").values_list("pk", "status", "amount_won", "met"):
        is_met = (met or 0) == amount
        comparison.same(f"debt {pk}, settled", status != DebtStatus.ORDERED, is_met)
    return comparison


def debt_transfers() -> Iterator[Expected]:
    """Yield what every order, withdrawal and entry of a debt moved."""
    found = Debt.objects.exclude(ordered_at__isnull=True).select_related(
        "grant__consortium", "payment__grant"
    )
    for debt in found.prefetch_related("entries").order_by("pk"):
        target, why = ("debt", debt.pk, debt.code), f"debt {debt.pk}"
        for key, source, amount in _ordered(debt):
            yield Expected(key, source, target, amount, why)
            if debt.status == DebtStatus.WITHDRAWN:
                yield Expected(f"reverse:{key}", target, source, amount, why)
        for entry in debt.entries.all():
            yield _entry(debt, entry, target)


def _ordered(debt: Debt) -> Iterator[tuple[str, Place, int]]:
    key, owner = f"debt:{debt.pk}:order", debt.grant.application_id
    if debt.kind != DebtKind.PRINCIPAL:
        yield key, ("outside", 0, f"firm:{debt.firm_id}"), debt.amount_won
        return
    for code, won in (("held", debt.held_won), ("spent", debt.spent_won)):
        if won:
            yield f"{key}:{code}", own(owner, code), won
    if debt.payment:
        conduit = own(owner, f"conduit:{debt.payment.grant.application_id}")
        yield f"{key}:conduit", conduit, debt.conduit_won


def _entry(debt: Debt, entry: DebtEntry, source: Place) -> Expected:
    code = "returned" if debt.kind == DebtKind.PRINCIPAL else debt.code
    target: Place = ("program", debt.grant.consortium.program_id, code)
    key = f"debt:{debt.pk}:entry:{entry.pk}"
    if entry.kind == EntryKind.WRITTEN_OFF:
        target = ("debt", debt.pk, "written_off")
    if entry.kind == EntryKind.SET_OFF:
        key = f"set_off:{entry.set_off_id}:debt"
    return Expected(key, source, target, entry.amount_won, f"entry {entry.pk} of debt {debt.pk}")


def set_offs() -> Iterator[Expected]:
    """Yield what every set-off moved of the grant whose payment it lessened."""
    posted = SetOff.objects.filter(entry__isnull=False).select_related("payment__grant")
    for one in posted.order_by("pk"):
        owner = one.payment.grant.application_id
        key, held = f"set_off:{one.pk}:held", own(owner, "held")
        yield Expected(key, own(owner, "committed"), held, one.amount_won, f"set-off {one.pk}")


def settlements() -> Comparison:
    """Compare confirmed settlements with their lines and the interest they posted."""
    comparison = compare("settlements = interest posted, lines confirmed", interest())
    confirmed = Settlement.objects.filter(status="CONFIRMED").annotate(sum=Sum("lines__confirmed_won"))
    for pk, said, lines in confirmed.order_by("pk").values_list("pk", "confirmed_won", "sum"):
        comparison.same(f"settlement {pk}, sum of its lines", said, lines or 0)
    return comparison


def interest() -> Iterator[Expected]:
    """Yield the interest that confirmed settlements posted; whether it was paid in is not in a row."""
    rows = Settlement.objects.filter(status="CONFIRMED", interest_won__gt=0).select_related("grant")
    for one in rows.order_by("pk"):
        owner, key = one.grant.application_id, f"settlement:{one.pk}:interest"
        source: Place = ("outside", 0, "bank")
        yield Expected(key, source, own(owner, "interest"), one.interest_won, f"settlement {one.pk}")


def interest_keys() -> set[str]:
    """Return the keys under which interest that was paid in may stand."""
    rows = Settlement.objects.filter(status="CONFIRMED", interest_won__gt=0).values_list("pk", flat=True)
    return {f"settlement:{pk}:interest_paid" for pk in rows}
