"""Anchors' pledges and closes of fiscal years: rows against transfers, and sums against balances."""

from collections import defaultdict
from collections.abc import Iterator

from core.ledger.models import Transfer
from disbursements.models import (
    CashKind,
    FiscalYearClose,
    FiscalYearCloseLine,
    InKind,
    Pledge,
    PledgeCash,
    PledgeGift,
)
from disbursements.queries.year_close import closing_lines
from disbursements.workflow import InKindStatus, PledgeGiftStatus, YearCloseStatus
from reporting.dashboards.books import expected
from reporting.dashboards.books.expected import Expected, own
from reporting.dashboards.books.found import Comparison
from reporting.dashboards.books.ledger import balances_by_owner

STATE = ("outside", 0, "state")


def transfers() -> Iterator[Expected]:
    """Yield what every movement of a pledge and every line of a year's close moved."""
    yield from _cash()
    yield from _gifts()
    yield from _closes()


def _cash() -> Iterator[Expected]:
    rows = PledgeCash.objects.select_related("pledge", "gift__grant").order_by("pk")
    for cash in rows.iterator():
        paid_in, anchor = ("pledge", cash.pledge_id, "paid_in"), ("outside", 0, f"firm:{cash.pledge.firm_id}")
        source, target = (anchor, paid_in) if cash.kind == CashKind.PAID_IN else (paid_in, anchor)
        if cash.gift is not None:
            source, target = own(cash.gift.grant.application_id, "gift_held"), paid_in
        why = f"cash {cash.pk} of pledge {cash.pledge_id}"
        yield Expected(f"pledge_cash:{cash.pk}", source, target, cash.amount_won, why)


def _gifts() -> Iterator[Expected]:
    confirmed = PledgeGift.objects.confirmed().select_related("grant").order_by("pk")
    for gift in confirmed.iterator():
        held = own(gift.grant.application_id, "gift_held")
        why = f"gift {gift.pk} of pledge {gift.pledge_id}"
        paid_in = ("pledge", gift.pledge_id, "paid_in")
        yield Expected(f"pledge_gift:{gift.pk}", paid_in, held, gift.amount_won, why)


def _closes() -> Iterator[Expected]:
    rows = FiscalYearCloseLine.objects.filter(close__status=YearCloseStatus.CLOSED)
    for line in rows.select_related("account").order_by("pk").iterator():
        source, why = expected.place(line.account), f"line {line.pk} of the close {line.close_id}"
        if line.lapsed_won:
            yield Expected(f"close:{line.pk}:lapse", source, STATE, line.lapsed_won, why)
        if line.carried_to_id is not None:
            opened = ("call", line.carried_to_id, "available")
            yield Expected(f"close:{line.pk}:carry", source, opened, line.carried_won, why)


def moved() -> Comparison:
    """Compare pledges and closes of years with their transfers."""
    return expected.compare("pledges and closes of years = their transfers", transfers())


def sums() -> Comparison:
    """Compare what the rows of every pledge come to with what lies in it; in kind with what was promised."""
    comparison = Comparison("at every pledge: paid in = given + given back + left")
    lie = balances_by_owner("pledge")
    left: dict[int, int] = defaultdict(int)
    signs = {CashKind.PAID_IN: 1, CashKind.RETURNED: 1, CashKind.PAID_BACK: -1}
    for pledge, kind, won in PledgeCash.objects.values_list("pledge", "kind", "amount_won"):
        left[pledge] += signs[CashKind(kind)] * won
    for pledge, won in PledgeGift.objects.confirmed().values_list("pledge", "amount_won"):
        left[pledge] -= won
    on_its_way: dict[int, int] = defaultdict(int)
    waiting = PledgeGift.objects.filter(status=PledgeGiftStatus.RECORDED)
    for pledge, won in waiting.values_list("pledge", "amount_won"):
        on_its_way[pledge] += won
    recognised: dict[int, int] = defaultdict(int)
    judged = InKind.objects.filter(status=InKindStatus.RECOGNISED)
    for pledge, value in judged.values_list("pledge", "recognised_won"):
        recognised[pledge] += value or 0
    for pledge, promised in Pledge.objects.order_by("pk").values_list("pk", "in_kind_won"):
        name = f"pledge {pledge}"
        comparison.same(f"{name}, cash that lies there", left[pledge], lie.get(pledge, {}).get("paid_in", 0))
        if on_its_way[pledge] > left[pledge]:
            comparison.absent(f"{name}, on its way", f"≤ {left[pledge]:,}", on_its_way[pledge])
        if recognised[pledge] > promised:
            comparison.absent(f"{name}, recognised in kind", f"≤ {promised:,}", recognised[pledge])
    return comparison


def closes() -> Comparison:
    """
    Derive every closed year again: what lay in each account at its end but for the close, and that all of it
    left, to the state or to the next year's call.
    """
    comparison = Comparison("closed years: closing balance = lapsed + carried over")
    for close in FiscalYearClose.objects.filter(status=YearCloseStatus.CLOSED).order_by("pk"):
        lines = list(close.lines.select_related("account"))
        posted: dict[int, int] = defaultdict(int)
        for source, won in Transfer.objects.filter(event=f"close:{close.pk}").values_list("source", "amount"):
            posted[source] += won
        still = {line.account.pk: line.closing for line in closing_lines(close.program, close.last_day)}
        for line in lines:
            name = f"close {close.pk} “{close}”, {line.account.name}"
            lay = still.get(line.account_id, 0) + posted[line.account_id]
            comparison.same(f"{name}, closing balance", line.closing_won, lay)
            comparison.same(f"{name}, left it", line.closing_won, posted[line.account_id])
        for pk in still.keys() - {line.account_id for line in lines}:  # booked into the year after its close
            comparison.same(f"close {close.pk} “{close}”, account {pk}, closing balance", 0, still[pk])
    return comparison
