"""Where a programme's money lies at the end of a fiscal year, from the transfers effective by then."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum

from applications.models import Application
from core.ledger.models import Account, Transfer
from disbursements.queries.money import family
from programs.models import Call, GrantKind, Program

#: what is shown of a call besides: families of its cases' accounts
COMMITTED, PAYING, HELD = ("committed", "regrant"), ("paying",), ("held", "conduit", "incoming")


@dataclass(frozen=True)
class ClosingLine:
    """One account that a year's end closes: what lay there, and what stays with the call's grants."""

    account: Account
    call: Call | None
    closing: int
    committed: int = 0
    paying: int = 0
    held: int = 0


def closing_lines(program: Program, on: dt.date) -> list[ClosingLine]:
    """
    Return the accounts of a programme with anything in them at the end of that day, calls first.

    What counts is the day to which a transfer belongs, not when it was learned of. Five queries.
    """
    calls = {call.pk: call for call in program.calls.order_by("pk")}
    accounts = Account.objects.filter(
        Q(owner_kind="call", owner_id__in=calls, code="available")
        | Q(owner_kind="program", owner_id=program.pk)
    ).order_by("owner_kind", "pk")
    lie, cases = _balances(accounts, on), _of_cases(calls, on)
    return [
        ClosingLine(account, calls[account.owner_id], lie[account.pk], *cases[account.owner_id])
        if account.owner_kind == "call"
        else ClosingLine(account, None, lie[account.pk])
        for account in accounts
        if lie[account.pk]
    ]


def balance_on(account: Account, on: dt.date) -> int:
    """Return what lay in an account at the end of a day, in whole units."""
    return _balances([account], on)[account.pk]


def _balances(accounts: Iterable[Account], on: dt.date) -> dict[int, int]:
    ids = [account.pk for account in accounts]
    found: dict[int, int] = defaultdict(int)
    by_then = Transfer.objects.filter(effective_on__lte=on).order_by()
    for side, sign in (("target", 1), ("source", -1)):
        rows = by_then.filter(**{f"{side}__in": ids}).values_list(side).annotate(Sum("amount"))
        for pk, won in rows:
            found[pk] += sign * won
    return found


def _of_cases(calls: Iterable[int], on: dt.date) -> dict[int, tuple[int, int, int]]:
    """Return, by call, what its subsidies had committed, at the bank and held at the end of that day."""
    cases = dict(
        Application.objects.filter(call__in=list(calls))
        .exclude(grant_kind=GrantKind.CONTRIBUTION)
        .values_list("pk", "call_id")
    )
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    by_then = Transfer.objects.filter(effective_on__lte=on).order_by()
    for side, sign in (("target", 1), ("source", -1)):
        of_cases = by_then.filter(
            **{f"{side}__owner_kind": "application", f"{side}__owner_id__in": list(cases)}
        )
        rows = of_cases.values_list(f"{side}__owner_id", f"{side}__code").annotate(won=Sum("amount"))
        for owner, code, won in rows:
            sums[cases[owner]][family(code)] += sign * won
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for call, lying in sums.items():
        committed, paying, held = (sum(lying[name] for name in names) for names in (COMMITTED, PAYING, HELD))
        found[call] = (committed, paying, held)
    return found


def next_calls(program: Program, year: int) -> list[Call]:
    """Return the calls of the next fiscal year that the same ministry answers for, to which money can go."""
    wanted = Call.objects.filter(
        program__office=program.office_id,
        program__fiscal_year=year + 1,
        program__is_practice=program.is_practice,
    )
    return list(wanted.select_related("program").order_by("pk"))
