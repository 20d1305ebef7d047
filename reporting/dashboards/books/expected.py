"""Which transfers the rows of the cases call for, key by key (docs/ledger.md), and which there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from applications.models import Application, Holder, Kind, Objection, ObjectionStatus
from core.ledger.models import Transfer
from core.ratios import WHOLE_BP
from disbursements.models import GiftUse, Grant, PassThrough
from disbursements.workflow import PassThroughStatus
from programs.models import GrantKind
from reporting.dashboards.books.found import Comparison
from reporting.statements.models import Statement
from reporting.statements.operations.booking import differences, shares_booked
from reporting.statements.rules import split
from reporting.statements.workflow import SIGNED

#: how many transfers are read with one query
AT_ONCE = 5_000
#: an account by owner kind, owner id and code
Place = tuple[str, int, str]


@dataclass(frozen=True)
class Expected:
    """One transfer that a row calls for."""

    key: str
    source: Place
    target: Place
    amount: int
    why: str


def own(application_id: int, code: str) -> Place:
    """Return an account of a case."""
    return "application", application_id, code


def awards() -> Iterator[Expected]:
    """
    Yield the award of every subsidy out of call or grant above, and its release where it was withdrawn.

    An award that an upheld objection overturned is on record with that objection, in the order of awards.
    """
    cases = Application.objects.filter(kind=Kind.GRANT).exclude(grant_kind=GrantKind.CONTRIBUTION)
    overturned = _overturned()
    for case in cases.order_by("pk"):
        decided = [(won, regrant, True) for won, regrant in overturned[case.pk]]
        if case.awarded_won is not None:
            decided.append((case.awarded_won, case.regrant_won, case.status == "WITHDRAWN"))
        for nth, (won, regrant, is_released) in enumerate(decided, start=1):
            yield from _award(case, nth, won, regrant, is_released=is_released)


def _award(case: Application, nth: int, won: int, regrant: int, *, is_released: bool) -> Iterator[Expected]:
    source, why = came_from(case), f"application {case.pk} “{case}”"
    awarded = f"award:{case.pk}:{nth}" if nth > 1 else f"award:{case.pk}"
    # the second release of payment 5 is release:5:2
    released = f"release:{awarded}" if nth > 1 else f"release:{case.pk}"
    for suffix, code, amount in (("", "committed", won), (":regrant", "regrant", regrant)):
        if not amount:
            continue
        yield Expected(f"{awarded}{suffix}", source, own(case.pk, code), amount, why)
        if is_released:
            yield Expected(f"{released}{suffix}", own(case.pk, code), source, amount, why)


def _overturned() -> dict[int, list[tuple[int, int]]]:
    """Return, by case, the awards that upheld objections took back, oldest first: own part and regrant."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    upheld = Objection.objects.filter(status=ObjectionStatus.UPHELD, decided_won__isnull=False)
    rows = upheld.order_by("decision_at").values_list("application", "decided_won", "decided_regrant_won")
    for application, won, regrant in rows:
        found[application].append((won or 0, regrant))
    return found


def came_from(case: Application) -> Place:
    """Return where the money of an award came from: the regrant of the case above, else the call."""
    if case.parent_id is not None:
        return own(case.parent_id, "regrant")
    return "call", case.call_id, "available"


def topmost_cases() -> dict[int, int]:
    """Return {case: the topmost case of its line}, for every case."""
    above = dict(Application.objects.values_list("pk", "parent_id"))
    found = {}
    for case in above:
        top = case
        while above.get(top):
            top = above[top]
        found[case] = top
    return found


def contributions() -> Iterator[Expected]:
    """Yield what every record, confirmation and dispute of a contribution moved, duties aside."""
    owners = {pk: (kind, app, firm) for pk, kind, app, firm in grants()}
    held = holders_by_case()
    for passed in PassThrough.objects.filter(payment__isnull=True).order_by("pk"):
        payer, receiver = owners.get(passed.payer_id), owners.get(passed.receiver_id)
        if payer is None or receiver is None:
            continue  # the check of the chain names the missing grant
        kind, application_id, firm_id = payer
        giver = held_at(held.get(application_id, []), passed.recorded_at, firm_id)
        source = own(application_id, "gift_held") if kind == GrantKind.CONTRIBUTION else _firm(giver)
        incoming, why = own(receiver[1], "gift_incoming"), f"money passed on {passed.pk}"
        key = f"pass:{passed.pk}"
        yield Expected(f"{key}:record", source, incoming, passed.amount_won, why)
        if passed.status == PassThroughStatus.CONFIRMED:
            yield Expected(f"{key}:held", incoming, own(receiver[1], "gift_held"), passed.amount_won, why)
        if passed.status == PassThroughStatus.DISPUTED:
            yield Expected(f"reverse:{key}:record", incoming, source, passed.amount_won, why)


def grants() -> Iterable[tuple[int, str, int, int]]:
    """Return (id, kind, application, firm) of every grant."""
    return Grant.objects.values_list("pk", "kind", "application_id", "firm_id")


def holders_by_case() -> dict[int, list[tuple[dt.datetime, int]]]:
    """Return {case: since when which firm holds it}, the first one first."""
    found: dict[int, list[tuple[dt.datetime, int]]] = defaultdict(list)
    rows = Holder.objects.order_by("application_id", "number").values_list("application_id", "at", "firm_id")
    for application, at, firm in rows:
        found[application].append((at, firm))
    return found


def held_at(holders: Iterable[tuple[dt.datetime, int]], at: dt.datetime, otherwise: int) -> int:
    """Return which firm held a case at that moment."""
    return next((firm for since, firm in reversed(list(holders)) if since <= at), otherwise)


def _firm(firm_id: int) -> Place:
    return "outside", 0, f"firm:{firm_id}"


def gift_uses() -> Iterator[Expected]:
    """Yield what every use of a contribution moved."""
    for pk, owner, amount in GiftUse.objects.order_by("pk").values_list(
        "pk", "grant__application_id", "amount_won"
    ):
        held, spent = own(owner, "gift_held"), own(owner, "gift_spent")
        yield Expected(f"gift_use:{pk}", held, spent, amount, f"contribution spent {pk}")


def statements() -> Iterator[Expected]:
    """Yield the kilograms of every signed statement, split anew by the shares it froze."""
    signed = Statement.objects.filter(status__in=SIGNED).prefetch_related("shares", "restates__shares")
    for statement in signed.order_by("pk"):
        shares = shares_booked(statement)
        if sum(shares.values()) != WHOLE_BP:
            continue  # the check of the shares names the statement
        parts = split(statement.booked_kg, shares)
        if statement.restates is None:
            yield from _booked(statement, "verify", parts)
        else:
            before = {share.consortium_id: share.kilograms for share in statement.restates.shares.all()}
            yield from _booked(statement, "restate", differences(before, parts))


def _booked(statement: Statement, event: str, changes: Mapping[int, int]) -> Iterator[Expected]:
    """Yield a transfer per share that changes; what a share did not hold any more is not among them."""
    short = {share.consortium_id: share.short_kg for share in statement.shares.all()}
    world = ("outside", 0, "verified")
    for consortium, change in changes.items():
        share = ("lot", statement.owner.id, f"share:{consortium}")
        source, target = (world, share) if change > 0 else (share, world)
        kilograms = abs(change) - short.get(consortium, 0)
        if kilograms:
            key, why = f"{event}:{statement.pk}:{consortium}", f"statement {statement.pk}"
            yield Expected(key, source, target, kilograms, why)


def by_key(keys: Iterable[str]) -> dict[str, Transfer]:
    """Return the transfers under these keys, with both accounts."""
    wanted = list(keys)
    return {t.key: t for t in Transfer.objects.filter(key__in=wanted).select_related("source", "target")}


def place(account: object) -> Place:
    """Return the owner and code of an account."""
    return account.owner_kind, account.owner_id, account.code  # type: ignore[attr-defined]


def compare(title: str, wanted: Iterable[Expected]) -> Comparison:
    """Compare the transfers that rows call for with those there are, some thousand at a time."""
    comparison = Comparison(title)
    rows = iter(wanted)
    while some := list(islice(rows, AT_ONCE)):
        _compare(comparison, some)
    return comparison


def _compare(comparison: Comparison, wanted: list[Expected]) -> None:
    there = by_key(expected.key for expected in wanted)
    for expected in wanted:
        transfer = there.get(expected.key)
        if transfer is None:
            comparison.compared += 1
            comparison.absent(f"transfer {expected.key} of {expected.why}", expected.amount)
            continue
        subject = f"transfer {expected.key} of {expected.why}"
        comparison.same(f"{subject}, amount", expected.amount, transfer.amount)
        comparison.same(f"{subject}, source", expected.source, place(transfer.source))
        comparison.same(f"{subject}, target", expected.target, place(transfer.target))
