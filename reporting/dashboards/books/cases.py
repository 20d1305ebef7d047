"""The rows of the cases against the transfers: every row has its transfers, every transfer its row."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from django.db import connection, transaction

from applications.eligibility.checks import differences
from applications.models import EligibilityCheck
from core.ledger.models import Transfer
from disbursements.models import LineStatus, PassThrough, PaymentLine, PaymentRequest
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models import GrantKind, PaymentKind
from reporting.dashboards.books import claims, expected, handed_on, owed, paid, paying, pledges
from reporting.dashboards.books.found import Comparison

#: transfers under a key of no row, which reverse none of a row and appropriate no budget
UNEXPLAINED = """
    SELECT moved.key FROM ledger_transfer moved
    JOIN ledger_account source ON source.id = moved.source_id
    JOIN ledger_account target ON target.id = moved.target_id
    LEFT JOIN ledger_transfer was ON was.id = moved.reverses_id
    WHERE NOT EXISTS (SELECT FROM books_keys known WHERE known.key = moved.key)
      AND NOT EXISTS (SELECT FROM books_keys known WHERE known.key = was.key)
      AND (source.owner_kind, source.code, target.owner_kind, target.code)
          <> ('outside', 'state', 'call', 'available')
    ORDER BY moved.id
"""


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
    """
    Look for transfers that no row calls for: the keys of all rows are copied into a table of the moment, and
    the database looks for what is not in it.
    """
    comparison = Comparison("every transfer belongs to a row", compared=Transfer.objects.count())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE books_keys (key text NOT NULL) ON COMMIT DROP")
        keys = _keys()
        while some := list(islice(keys, expected.AT_ONCE)):  # read before each copy: one connection does both
            with cursor.copy("COPY books_keys FROM STDIN") as copy:
                for key in some:
                    copy.write_row((key,))
        cursor.execute(UNEXPLAINED)
        for (key,) in cursor.fetchall():
            comparison.absent(f"transfer {key}", "a row that calls for it")
        cursor.execute("DROP TABLE books_keys")
    return comparison


def _keys() -> Iterator[str]:
    """Yield every key that a row may have posted under."""
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
        claims.transfers(),
    )
    for found in sources:
        yield from (wanted.key for wanted in found)
    passed = PassThrough.objects.filter(payment__isnull=True).values_list("pk", flat=True)
    for pk in passed.iterator():
        yield from (f"pass:{pk}:duty", f"pass:{pk}:voluntary")
    yield from paying.keys_of_falls()
    yield from claims.keys_of_returns()


def eligibility() -> Comparison:
    """Judge every kept look at eligibility again from what it rested on."""
    comparison = Comparison("eligibility judged again = as it was kept")
    checks = EligibilityCheck.objects.order_by("pk").prefetch_related("findings")
    for check in checks.iterator(chunk_size=500):
        comparison.same(f"eligibility check {check.pk}", "", "; ".join(differences(check)))
    return comparison
