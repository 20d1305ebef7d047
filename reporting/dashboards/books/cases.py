"""The rows of the cases against the transfers: every row has its transfers, every transfer its row."""

from collections import defaultdict

from applications.eligibility.checks import differences
from applications.models import EligibilityCheck
from core.ledger.models import Transfer
from disbursements.models import LineStatus, PassThrough, PaymentLine, PaymentRequest
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models import GrantKind, PaymentKind
from reporting.dashboards.books import expected, handed_on, owed, paid, paying, pledges
from reporting.dashboards.books.found import Comparison


def awards() -> Comparison:
    """Compare awards with their transfers."""
    return expected.compare("awarded amounts = transfers from the call", expected.awards())


def payments() -> Comparison:
    """Compare payment requests with their transfers, and with the sum of their lines."""
    comparison = expected.compare("payment requests = released, paid and spent transfers", paid.payments())
    _compare_lines(comparison)
    return comparison


def _compare_lines(comparison: Comparison) -> None:
    """Compare what is asked with the lines that wait for a decision, and what is paid with the accepted."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for request, status, amount in PaymentLine.objects.values_list("request_id", "status", "subsidised_won"):
        sums[request, status] += amount
    kept: dict[int, int] = defaultdict(int)
    for one in PaymentRequest.objects.exclude(status=PaymentStatus.WITHDRAWN):
        accepted, name = sums[one.pk, LineStatus.ACCEPTED], f"payment request {one.pk}"
        met = one.payable_won + one.covered_won + one.kept_won
        if one.has_lines:
            comparison.same(f"{name}, sum of its accepted lines", accepted, met)
        elif met:
            comparison.same(f"{name}, amount asked without lines", one.requested_won, met)
        if one.has_lines and one.status in (PaymentStatus.DRAFTED, PaymentStatus.SUBMITTED):
            comparison.same(f"{name}, sum of its lines", sums[one.pk, LineStatus.OFFERED], one.requested_won)
        kept[one.grant_id] += one.kept_won - (met if one.kind == PaymentKind.HOLD_BACK else 0)
    for grant, won in kept.items():
        comparison.same(f"grant {grant}, paid beyond what was held back", 0, max(0, -won))


def contributions() -> Comparison:
    """Compare money passed on with its transfers."""
    return expected.compare("money passed on = its transfers", expected.contributions())


def gift_uses() -> Comparison:
    """Compare uses of contributions with their transfers."""
    return expected.compare("contributions spent = their transfers", expected.gift_uses())


def duties() -> Comparison:
    """Compare what a confirmed contribution met of the duty, or gave beyond it, with its amount."""
    comparison = Comparison("confirmed contributions = duty met + given beyond it")
    confirmed = (
        PassThrough.objects.filter(status=PassThroughStatus.CONFIRMED, payment__isnull=True)
        .exclude(payer__kind=GrantKind.CONTRIBUTION)
        .values_list("pk", "amount_won")
    )
    amounts = dict(
        Transfer.objects.filter(
            key__in=[f"pass:{pk}:{part}" for pk, _ in confirmed for part in ("duty", "voluntary")]
        ).values_list("key", "amount")
    )
    for pk, amount in confirmed:
        met = sum(amounts.get(f"pass:{pk}:{part}", 0) for part in ("duty", "voluntary"))
        comparison.same(f"money passed on {pk}, duty met and beyond", amount, met)
    return comparison


def statements() -> Comparison:
    """Compare verified statements with their kilograms in the ledger."""
    return expected.compare("verified kilograms = transfers to shares", expected.statements())


def unexplained() -> Comparison:
    """Look for transfers that no row calls for."""
    comparison = Comparison("every transfer belongs to a row")
    sources = (
        expected.awards(),
        paid.payments(),
        expected.contributions(),
        expected.gift_uses(),
        expected.statements(),
        handed_on.transfers(),
        owed.debt_transfers(),
        owed.set_offs(),
        owed.interest(),
        pledges.transfers(),
    )
    keys = {wanted.key for found in sources for wanted in found} | owed.interest_keys()
    passed = PassThrough.objects.filter(payment__isnull=True).values_list("pk", flat=True)
    keys |= {f"pass:{pk}:{part}" for pk in passed for part in ("duty", "voluntary")}
    keys |= set(paying.keys_of_falls())
    rows = Transfer.objects.order_by("pk").values_list(
        "key", "reverses__key", "source__owner_kind", "source__code", "target__owner_kind", "target__code"
    )
    for key, reverses, *sides in rows.iterator():
        comparison.compared += 1
        is_budget = sides == ["outside", "state", "call", "available"]
        if key not in keys and reverses not in keys and not is_budget:
            comparison.absent(f"transfer {key}", "a row that calls for it")
    return comparison


def eligibility() -> Comparison:
    """Judge every kept look at eligibility again from what it rested on."""
    comparison = Comparison("eligibility judged again = as it was kept")
    checks = EligibilityCheck.objects.order_by("pk").prefetch_related("findings")
    for check in checks.iterator(chunk_size=500):
        comparison.same(f"eligibility check {check.pk}", "", "; ".join(differences(check)))
    return comparison
