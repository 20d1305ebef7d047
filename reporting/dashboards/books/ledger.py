"""The ledger against itself: totals, overdrafts, units, owners, reversals."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Sum

from applications.models import Application
from core.ledger.models import Account, Transfer
from disbursements.models import Debt, Pledge
from firms.models import Firm
from programs.models import Call, Consortium, Program
from reporting.claims.models import Claim
from reporting.dashboards.books.found import Comparison
from reporting.statements.models import Statement

#: kind of owner → the table whose rows own accounts of it
OWNERS: dict[str, Any] = {
    "call": Call,
    "application": Application,
    "lot": Statement,
    "program": Program,
    "debt": Debt,
    "pledge": Pledge,
    "claim": Claim,
}


def totals() -> Comparison:
    """Compare the totals that the database keeps with the sums of the transfers."""
    comparison = Comparison("account totals = sums of their transfers")
    into = dict(Transfer.objects.order_by().values_list("target_id").annotate(Sum("amount")))
    out_of = dict(Transfer.objects.order_by().values_list("source_id").annotate(Sum("amount")))
    for account in Account.objects.order_by("pk"):
        comparison.same(f"account {account.name}, total in", into.get(account.pk, 0), account.total_in)
        comparison.same(f"account {account.name}, total out", out_of.get(account.pk, 0), account.total_out)
    return comparison


def overdrafts() -> Comparison:
    """Look for accounts below zero, on their totals and after every single transfer."""
    comparison = Comparison("no account below zero, after any transfer")
    balances: dict[int, int] = defaultdict(int)
    accounts = Account.objects.in_bulk()
    moves = Transfer.objects.order_by("pk").values_list("key", "source_id", "target_id", "amount")
    for key, source, target, amount in moves.iterator():
        balances[source] -= amount
        balances[target] += amount
        comparison.compared += 1
        account = accounts.get(source)
        if account is not None and account.owner_kind != "outside" and balances[source] < 0:
            comparison.absent(f"account {account.name} after transfer {key}", "0 or more", balances[source])
    for account in accounts.values():
        if account.owner_kind != "outside" and account.balance < 0:
            comparison.absent(f"account {account.name}", "0 or more", account.balance)
    return comparison


def sides() -> Comparison:
    """Look for transfers without an account, with two units, with nothing in them, or under a used key."""
    comparison = Comparison("both sides of every transfer exist, in one unit, under a key of its own")
    units = dict(Account.objects.values_list("pk", "unit"))
    rows = Transfer.objects.order_by("pk").values_list("key", "source_id", "target_id", "amount")
    for key, source, target, amount in rows.iterator():
        comparison.same(f"transfer {key}, source account", True, source in units)
        comparison.same(f"transfer {key}, target account", True, target in units)
        comparison.same(f"transfer {key}, unit", units.get(source), units.get(target))
        comparison.same(f"transfer {key}, amount above zero", True, amount > 0)
    for row in Transfer.objects.order_by().values("key").annotate(times=Count("pk")).filter(times__gt=1):
        comparison.absent(f"key {row['key']}", "one transfer", row["times"])
    return comparison


def owners() -> Comparison:
    """Look for accounts whose owner does not exist: a row that is missing."""
    comparison = Comparison("every account has an owner")
    known = {kind: set(model.objects.values_list("pk", flat=True)) for kind, model in OWNERS.items()}
    firms = set(Firm.objects.values_list("pk", flat=True))
    for account in Account.objects.order_by("pk"):
        comparison.compared += 1
        if account.owner_kind == "outside":
            if account.code.startswith("firm:") and int(account.code[5:]) not in firms:
                comparison.absent(f"account {account.name}", f"firm {account.code[5:]}")
        elif account.owner_kind not in known:
            comparison.absent(f"account {account.name}", "a known kind of owner", account.owner_kind)
        elif account.owner_id not in known[account.owner_kind]:
            comparison.absent(f"account {account.name}", f"{account.owner_kind} {account.owner_id}")
        elif account.owner_kind == "lot":
            _share(comparison, account)
        elif account.code.startswith(("conduit:", "incoming:")):
            destination = int(account.code.split(":")[1])
            if destination not in known["application"]:
                comparison.absent(f"account {account.name}", f"application {destination}")
    return comparison


def _share(comparison: Comparison, account: Account) -> None:
    consortium = account.code.removeprefix("share:")
    if not Consortium.objects.filter(pk=consortium).exists():
        comparison.absent(f"account {account.name}", f"consortium {consortium}")


def reversals() -> Comparison:
    """Compare every transfer that puts another right with that one."""
    comparison = Comparison("every reversal mirrors its transfer")
    for transfer in Transfer.objects.filter(reverses__isnull=False).select_related("reverses"):
        was = transfer.reverses
        mirrored = (was.target_id, was.source_id, was.amount) if was else None
        found = (transfer.source_id, transfer.target_id, transfer.amount)
        comparison.same(f"transfer {transfer.key}", mirrored, found)
    return comparison


def balances_by_owner(kind: str) -> dict[int, dict[str, int]]:
    """Return {owner id: {code: balance}} of one kind, from the transfers alone."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for side, sign in (("target", 1), ("source", -1)):
        sums = (
            Transfer.objects.filter(**{f"{side}__owner_kind": kind})
            .order_by()
            .values_list(f"{side}__owner_id", f"{side}__code")
            .annotate(total=Sum("amount"))
        )
        for owner, code, total in sums:
            found[owner][code] += sign * total
    return found
