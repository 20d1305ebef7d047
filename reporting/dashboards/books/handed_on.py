"""Subsidy through the chain: hops, parts taken back, money paid back, and where each payment lies."""

from collections import defaultdict
from collections.abc import Iterator

from applications.models import Application, Kind
from applications.workflow import Halt, Status
from disbursements.models import Debt, Grant, GrantReduction, MoneyReturn, PassThrough, PaymentRequest
from disbursements.queries import conduits
from disbursements.workflow import PAID, DebtKind, GrantStatus, PassThroughStatus, PaymentStatus
from programs.models import Consortium, GrantKind
from reporting.dashboards.books import expected
from reporting.dashboards.books.expected import Expected, own
from reporting.dashboards.books.found import Comparison
from reporting.dashboards.books.ledger import balances_by_owner


def hops() -> Iterator[Expected]:
    """Yield what every record, confirmation and dispute of subsidy handed on moved."""
    owners = {pk: application for pk, _kind, application, _firm in expected.grants()}
    rows = PassThrough.objects.filter(payment__isnull=False).select_related("payment__grant")
    for hop in rows.order_by("pk"):
        payer, receiver = owners.get(hop.payer_id), owners.get(hop.receiver_id)
        if payer is None or receiver is None or hop.payment is None:
            continue  # the check of the chain names the missing grant
        for_whom, key, amount = hop.payment.grant.application_id, f"pass:{hop.pk}", hop.amount_won
        conduit, incoming = own(payer, f"conduit:{for_whom}"), own(receiver, f"incoming:{for_whom}")
        why = f"subsidy handed on {hop.pk}"
        yield Expected(f"{key}:record", conduit, incoming, amount, why)
        if hop.status == PassThroughStatus.DISPUTED:
            yield Expected(f"reverse:{key}:record", incoming, conduit, amount, why)
        elif hop.status == PassThroughStatus.CONFIRMED and receiver != for_whom:
            yield Expected(f"{key}:arrive", incoming, own(receiver, f"conduit:{for_whom}"), amount, why)
        elif hop.status == PassThroughStatus.CONFIRMED:
            yield Expected(f"{key}:held", incoming, own(receiver, "held"), amount, why)
            yield Expected(f"{key}:spent", own(receiver, "held"), own(receiver, "spent"), amount, why)


def reductions() -> Iterator[Expected]:
    """Yield what every shrinking and cancelling moved back to where the award came from."""
    for reduction in GrantReduction.objects.select_related("grant__application").order_by("pk"):
        case = reduction.grant.application
        back, why = expected.came_from(case), f"reduction {reduction.pk} of grant {reduction.grant_id}"
        parts = (("own", "committed", reduction.own_won), ("regrant", "regrant", reduction.regrant_won))
        for name, code, amount in parts:
            if amount:
                yield Expected(f"reduce:{reduction.pk}:{name}", own(case.pk, code), back, amount, why)


def returns() -> Iterator[Expected]:
    """Yield what every subsidy paid back moved to its programme."""
    rows = MoneyReturn.objects.select_related("grant__consortium").order_by("pk")
    for returned in rows:
        owner, program = returned.grant.application_id, returned.grant.consortium.program_id
        source, target = own(owner, returned.account), ("program", program, "returned")
        why = f"money paid back {returned.pk}"
        yield Expected(f"return:{returned.pk}", source, target, returned.amount_won, why)


def transfers() -> Iterator[Expected]:
    """Yield everything of this file."""
    yield from hops()
    yield from reductions()
    yield from returns()


def handed_on() -> Comparison:
    """Compare subsidy handed on, taken back and paid back with its transfers."""
    return expected.compare("subsidy handed on, taken back, paid back = its transfers", transfers())


def destinations() -> Comparison:
    """
    Compare, for every linked grant, what the bank paid for it with where that lies; and each conduit in the
    ledger with the payments that lie there by their rows.
    """
    comparison = Comparison("what the bank paid for a linked grant = where it lies")
    lie = balances_by_owner("application")
    paid: dict[int, int] = defaultdict(int)
    back: dict[int, int] = defaultdict(int)
    requests = PaymentRequest.objects.filter(
        status=PaymentStatus.CONFIRMED, grant__kind=GrantKind.INDIRECT
    ).values_list("grant__application_id", "payable_won")
    for case, won in requests:
        paid[case] += won
    for account, won in MoneyReturn.objects.filter(payment__isnull=False).values_list(
        "account", "amount_won"
    ):
        back[int(account.removeprefix("conduit:"))] += won
    on_the_way: dict[int, int] = defaultdict(int)
    for codes in lie.values():
        for code, won in codes.items():
            if code.startswith(("conduit:", "incoming:")):
                on_the_way[int(code.split(":")[1])] += won
    own_returns, (recovered, stopped) = _own_returns(), _recovered()
    for pk, case in Grant.objects.filter(kind=GrantKind.INDIRECT).values_list("pk", "application_id"):
        arrived = lie[case]["held"] + lie[case]["spent"] + own_returns[case] + recovered[case]
        gone = back[case] + stopped[case]
        comparison.same(f"grant {pk}, paid for it", paid[case], on_the_way[case] + arrived + gone)
    _compare_conduits(comparison, lie)
    return comparison


def _own_returns() -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = MoneyReturn.objects.filter(payment__isnull=True).values_list("grant__application_id", "amount_won")
    for case, won in rows:
        found[case] += won
    return found


def _recovered() -> tuple[dict[int, int], dict[int, int]]:
    """Return, by the case it was for, what standing debts took of it: after it arrived, and on its way."""
    arrived: dict[int, int] = defaultdict(int)
    on_its_way: dict[int, int] = defaultdict(int)
    rows = Debt.objects.standing().filter(kind=DebtKind.PRINCIPAL)
    names = ("grant__application", "payment__grant__application", "held_won", "spent_won", "conduit_won")
    for case, destination, held, spent, conduit in rows.values_list(*names):
        arrived[case] += held + spent
        if destination is not None:
            on_its_way[destination] += conduit
    return arrived, on_its_way


def _compare_conduits(comparison: Comparison, lie: dict[int, dict[str, int]]) -> None:
    by_rows: dict[tuple[int, str], int] = defaultdict(int)
    for one in conduits(Consortium.objects.values_list("pk", flat=True)):
        holder, kind = (one.next, "incoming") if one.is_on_its_way else (one.holder, "conduit")
        by_rows[holder.application_id, f"{kind}:{one.payment.grant.application_id}"] += one.amount_won
    in_ledger = {
        (owner, code): won
        for owner, codes in lie.items()
        for code, won in codes.items()
        if code.startswith(("conduit:", "incoming:"))
    }
    for owner, code in sorted({*by_rows, *in_ledger}):
        rows, won = by_rows.get((owner, code), 0), in_ledger.get((owner, code), 0)
        comparison.same(f"account application:{owner}.{code}, payments that lie there", rows, won)


def regrants() -> Comparison:
    """Compare what stands of every part to hand on with what lies there and what stands of awards below."""
    comparison = Comparison("part to hand on = left + what was granted below")
    lie = balances_by_owner("application")
    below: dict[int, int] = defaultdict(int)
    cases = list(
        Application.objects.filter(kind=Kind.GRANT, status__in=[Status.AWARDED, Status.ACCEPTED]).exclude(
            grant_kind=GrantKind.CONTRIBUTION
        )
    )
    for case in cases:
        if case.parent_id is not None:
            below[case.parent_id] += case.standing_won + case.standing_regrant_won
    for case in cases:
        left = lie[case.pk]["regrant"] + below[case.pk]
        comparison.same(f"application {case.pk} “{case}”, to hand on", case.standing_regrant_won, left)
    return comparison


def standing() -> Comparison:
    """Compare what cases say of their grants: suspended or over, and what was taken back."""
    comparison = Comparison("cases say what became of their grants")
    taken: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for pk, own_won, regrant_won in GrantReduction.objects.values_list("grant", "own_won", "regrant_won"):
        taken[pk][0] += own_won
        taken[pk][1] += regrant_won
    words = {
        GrantStatus.SUSPENDED: Halt.SUSPENDED.value,
        GrantStatus.CANCELLED: Halt.CANCELLED.value,
        GrantStatus.CLOSED: Halt.CLOSED.value,
    }
    for grant in Grant.objects.select_related("application").order_by("pk"):
        case = grant.application
        comparison.same(
            f"application {case.pk}, halted", words.get(GrantStatus(grant.status), ""), case.halted
        )
        said = [case.reduced_won, case.regrant_reduced_won]
        comparison.same(f"application {case.pk}, taken back", taken[grant.pk], said)
    return comparison


#: accounts that are empty once a grant is closed, by the first part of their codes
EMPTIED = ("committed", "regrant", "paying", "held", "conduit", "incoming")


def closed() -> Comparison:
    """
    Look for money left with closed grants, and for requests that are not over.

    What the bank sends back after the end waits in `committed` until the office takes it back.
    """
    comparison = Comparison("closed grants: nothing left, nothing asked")
    lie = balances_by_owner("application")
    came_back = PaymentRequest.objects.filter(
        times_confirmed__gt=0, status__in=(PaymentStatus.APPROVED, PaymentStatus.RETURNED)
    )
    over = PaymentRequest.objects.filter(status__in=(*PAID, PaymentStatus.WITHDRAWN))
    waiting = PaymentRequest.objects.exclude(pk__in=came_back).exclude(pk__in=over).order_by("pk")
    awaited = set(came_back.values_list("grant", flat=True))
    for grant in Grant.objects.filter(status=GrantStatus.CLOSED).order_by("pk"):
        emptied = EMPTIED[1:] if grant.pk in awaited else EMPTIED
        accounts = lie[grant.application_id].items()
        left = {code: won for code, won in accounts if won and code.split(":")[0] in emptied}
        comparison.same(f"grant {grant.pk}, money left", {}, left)
        requests = list(waiting.filter(grant=grant).values_list("pk", flat=True))
        comparison.same(f"grant {grant.pk}, requests not over", [], requests)
    return comparison
