"""One ledger account for people: whose it is, what moved, and who may look."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, Value, When, Window
from django.urls import reverse

from applications.models import Application
from core.ledger.models import Account, Transfer
from core.users.scopes import ScopeKind
from core.workflow import clock
from disbursements.models import Grant
from firms.models import Firm
from programs.models import Call
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES
from reporting.dashboards.words import account_words
from reporting.statements.models import Statement


@dataclass(frozen=True)
class Side:
    """An account as its reader sees it: in words, of whom, and where it leads if they may follow."""

    words: Any
    whose: Any = ""
    href: str = ""
    case_href: str = ""


def sees_cases(user: Any, at: dt.datetime, *pairs: tuple[str, int | None]) -> bool:
    """Say whether the person reads cases as an officer or auditor: anywhere, or over one of the pairs."""
    scopes = user.scopes(VIEW_CASES, clock.day(at))
    return scopes.covers(*pairs) if pairs else bool(scopes)


def address(account: Account) -> str:
    """Return the address of an account's transfers."""
    return reverse("dashboards:account", args=[account.public_id])


def describe(accounts: Iterable[Account], user: Any, at: dt.datetime) -> dict[int, Side]:
    """Return {account id: Side} for many accounts, in one query per kind of owner."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    accounts = list(accounts)
    for account in accounts:
        by_kind[account.owner_kind].add(account.owner_id)
    owners = {
        "application": _cases(user, by_kind["application"]),
        "lot": visible_lots(user, at, by_kind["lot"]),
        "call": _calls(user, at, by_kind["call"]),
    }
    givers = _givers(accounts)
    # What goes in and out of the book concerns every programme: for those who read everything.
    outside = user.scopes(VIEW_CASES, clock.day(at)).everything
    return {a.pk: _side(a, owners.get(a.owner_kind, {}).get(a.owner_id), givers, outside) for a in accounts}


def _cases(user: Any, ids: set[int]) -> dict[int, Any]:
    """Return {application id: case}: the application, or its grant where only that is open (far down)."""
    if not ids:
        return {}
    cases: dict[int, Any] = Application.objects.visible_to(user).select_related("firm").in_bulk(ids)
    if rest := ids - cases.keys():
        grants = Grant.objects.visible_to(user).with_parties().filter(application__in=rest)
        cases |= {grant.application_id: grant for grant in grants}
    return cases


def with_sides(accounts: Iterable[Account], user: Any, at: dt.datetime) -> list[Any]:
    """Return the accounts with what they are in words, and where they lead, at hand."""
    found: list[Any] = list(accounts)
    sides = describe(found, user, at)
    for account in found:
        account.side = sides[account.pk]
    return found


def visible_lots(user: Any, at: dt.datetime, ids: set[int]) -> dict[int, Statement]:
    """
    Return the statements whose kilograms the person may follow.

    The anchor answers for the kilograms of its chain, but the statements hold process data of its suppliers.
    """
    anchored = Q(
        measure__consortium__anchor__in=user.scopes(VIEW_OWN_CASES, clock.day(at)).of(ScopeKind.FIRM)
    )
    open_to = (
        set(Statement.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        if ids
        else set()
    )
    found = (
        Statement.objects.filter(anchored | Q(pk__in=open_to), pk__in=ids)
        if ids
        else Statement.objects.none()
    )
    lots = {statement.pk: statement for statement in found.select_related("firm", "measure")}
    for pk, statement in lots.items():
        statement.is_open = pk in open_to  # type: ignore[attr-defined]
    return lots


def _calls(user: Any, at: dt.datetime, ids: set[int]) -> dict[int, Call]:
    calls = Call.objects.filter(pk__in=ids).select_related("program")
    return {call.pk: call for call in calls if sees_cases(user, at, *call.program.scope_pairs)}


def _givers(accounts: Iterable[Account]) -> dict[str, str]:
    codes = {a.code for a in accounts if a.owner_kind == "outside" and a.code.startswith("firm:")}
    names = (
        dict(Firm.objects.filter(pk__in=[int(c[5:]) for c in codes]).values_list("pk", "name"))
        if codes
        else {}
    )
    return {code: names.get(int(code[5:]), "") for code in codes}


def _side(account: Account, owner: Any, givers: dict[str, str], outside: bool) -> Side:
    words = account_words(account.owner_kind, account.code)
    if account.owner_kind == "outside":
        return Side(words, givers.get(account.code, ""), address(account) if outside else "")
    if owner is None:
        return Side(words)
    if isinstance(owner, Call):
        return Side(words, owner.name, address(account), owner.program.get_absolute_url())
    is_lot = isinstance(owner, Statement)
    firm = owner.firm
    case_href = "" if is_lot and not owner.is_open else owner.get_absolute_url()
    return Side(words, f"{firm} · {owner}", address(account), case_href)


def may_see(account: Account, side: Side) -> bool:
    """Say whether a described account's transfers may be read: whoever may see its case may."""
    return bool(side.href)


def running(accounts: Iterable[Account]) -> QuerySet[Transfer]:
    """Return the transfers of the accounts together, newest first, each with its change and the balance."""
    ids = [account.pk for account in accounts]
    into = Case(When(target_id__in=ids, then=F("amount")), default=Value(0), output_field=BigIntegerField())
    out = Case(When(source_id__in=ids, then=F("amount")), default=Value(0), output_field=BigIntegerField())
    return (
        Transfer.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids))
        .annotate(change=into - out, balance_after=Window(Sum(into - out), order_by=F("pk").asc()))
        .select_related("source", "target", "by")
        .order_by("-pk")
    )
