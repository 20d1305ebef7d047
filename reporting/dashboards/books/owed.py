"""Debts, set-offs and settlements against the transfers; confirmed figures against their lines."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from django.db.models import Sum

from core.ledger.models import Transfer
from disbursements.models import Debt, DebtEntry, EntryKind, RelatedPart, SetOff, Settlement
from disbursements.queries import line_of
from disbursements.workflow import STANDING_DEBTS, DebtGround, DebtKind, DebtStatus
from programs.models import GrantKind
from reporting.dashboards.books.expected import Expected, Place, compare, own
from reporting.dashboards.books.found import Comparison


def debts() -> Comparison:
    """Compare debts with their transfers, their entries with what they are, and the status with both."""
    moved = chain(debt_transfers(), set_offs())
    comparison = compare("debts = ordered, paid, set off and written off transfers", moved)
    rows = Debt.objects.filter(status__in=STANDING_DEBTS).annotate(met=Sum("entries__amount_won"))
    for pk, status, amount, met in rows.order_by("pk").values_list("pk", "status", "amount_won", "met"):
        is_met = (met or 0) == amount
        comparison.same(f"debt {pk}, settled", status != DebtStatus.ORDERED, is_met)
    _compare_related(comparison)
    return comparison


def _compare_related(comparison: Comparison) -> None:
    """Compare, for every debt ordered below, what is written down with each grant above (Act, art. 30)."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for debt, grant, won in RelatedPart.objects.values_list("debt", "grant", "amount_won"):
        found[debt][grant] = won
    ordered = Debt.objects.filter(ordered_at__isnull=False, kind=DebtKind.PRINCIPAL)
    for one in ordered.select_related("grant").order_by("pk"):
        is_below = one.grant.kind == GrantKind.INDIRECT
        above = [grant.pk for grant in line_of(one.grant)[:-1]] if is_below else []
        wanted = dict.fromkeys(above, one.amount_won)
        comparison.same(f"debt {one.pk}, related parts above", wanted, found[one.pk])


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
    for settlement in Settlement.objects.filter(status="CONFIRMED").order_by("pk"):
        ordered = Debt.objects.filter(
            grant=settlement.grant_id, kind=DebtKind.PRINCIPAL, ground=DebtGround.EXCESS,
            ordered_at=settlement.confirmed_at,
        )  # fmt: skip
        found = sum(ordered.values_list("amount_won", flat=True))
        comparison.same(f"settlement {settlement.pk}, excess ordered", settlement.excess_won, found)
    return comparison


def interest() -> Iterator[Expected]:
    """Yield the interest of confirmed settlements, and its way to the programme where it was paid in."""
    rows = Settlement.objects.filter(status="CONFIRMED", interest_won__gt=0)
    paid = set(
        Transfer.objects.filter(key__startswith="settlement:", key__endswith=":interest_paid").values_list(
            "key", flat=True
        )
    )
    for one in rows.select_related("grant__consortium").order_by("pk"):
        lies, key = own(one.grant.application_id, "interest"), f"settlement:{one.pk}:interest"
        why = f"settlement {one.pk}"
        yield Expected(key, ("outside", 0, "bank"), lies, one.interest_won, why)
        if f"{key}_paid" in paid:  # whether it was paid in is in no row; that nothing else was, is
            programme = ("program", one.grant.consortium.program_id, "interest")
            yield Expected(f"{key}_paid", lies, programme, one.interest_won, why)
