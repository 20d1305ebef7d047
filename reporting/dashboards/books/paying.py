"""The hands of payments, their batches and the bank's answers, derived again."""

from collections.abc import Iterator

from django.db.models import Q

from core.ledger.models import Transfer
from disbursements.hands import Taken, are_kept_apart, hand_of
from disbursements.models import Outcome, PaymentBatch, PaymentRequest, StatementEntry, end_to_end_id
from disbursements.workflow import BatchStatus, PaymentStatus
from reporting.dashboards.books.found import Comparison


def hands() -> Comparison:
    """Compare, over all a payment went through, that no person took two steps that are kept apart."""
    comparison = Comparison("asked, checked, approved, released: different people")
    for payment in PaymentRequest.objects.order_by("pk").prefetch_related("changes"):
        steps = [Taken(c.from_status, c.to_status, c.people) for c in payment.changes.all()]
        comparison.same(f"payment request {payment.pk}, people who took two steps", 0, _twice(steps))
    return comparison


def _twice(steps: list[Taken]) -> int:
    """Return how many pairs of steps that are kept apart share a person."""
    found = [(hand, step.people) for step in steps if (hand := hand_of(step.from_status, step.to_status))]
    return sum(
        bool(people & others) and are_kept_apart(hand, other)
        for n, (hand, people) in enumerate(found)
        for other, others in found[n + 1 :]
    )


def batches() -> Comparison:
    """Compare every released batch with its hash, and each payment with its release."""
    comparison = Comparison("released batches = their hashes and their releases")
    released = PaymentBatch.objects.filter(status=BatchStatus.RELEASED).order_by("pk")
    for batch in released.prefetch_related("entries"):
        comparison.same(f"batch {batch.pk}, hash", batch.content_hash, batch.computed_hash())
        for entry in batch.entries.all():
            key = f"release:{entry.payment_id}:{entry.attempt}"
            moved = Transfer.objects.filter(key=key).values_list("amount", flat=True).first()
            comparison.same(f"batch {batch.pk}, transfer {key}", entry.amount_won, moved or 0)
    return comparison


def answers() -> Comparison:
    """Compare every matched entry with a confirmation of that amount, and every return with its way back."""
    comparison = Comparison("reconciled entries = what the bank's answers moved")
    settled = StatementEntry.objects.filter(outcome__in=[Outcome.MATCHED, Outcome.RETURNED])
    for entry in settled.order_by("pk"):
        attempt = entry.end_to_end_id.rpartition("-")[2]
        named = end_to_end_id(entry.payment_id or 0, int(attempt) if attempt.isdigit() else 0)
        comparison.same(f"statement entry {entry.pk}, name", named, entry.end_to_end_id)
        key = f"release:{entry.payment_id}:{attempt}"
        wanted = key if entry.is_debit else f"reverse:{key}"
        moved = Transfer.objects.filter(key=wanted).values_list("amount", flat=True).first()
        comparison.same(f"statement entry {entry.pk}, {wanted}", entry.amount_won, moved or 0)
    return comparison


def falls() -> Comparison:
    """Compare the duty of every payment that came back after it was paid with what fell of it."""
    comparison = Comparison("duties of payments that came back = fallen + voluntary")
    amounts = fallen()
    for payment in PaymentRequest.objects.filter(times_confirmed__gt=0).order_by("pk"):
        stands = payment.times_confirmed if payment.status == PaymentStatus.CONFIRMED else None
        for nth in range(1, payment.times_confirmed + 1):
            key = f"confirm:{payment.pk}:{nth}:duty" if nth > 1 else f"confirm:{payment.pk}:duty"
            posted = Transfer.objects.filter(key=key).values_list("amount", flat=True).first()
            if posted is None:
                continue
            gone = amounts.get(f"fall:{key}", 0) + amounts.get(f"fall:{key}:voluntary", 0)
            comparison.same(f"duty {key}, fallen", 0 if nth == stands else posted, gone)
            met, back = amounts.get(f"refill:{key}", 0), amounts.get(f"refill:{key}:voluntary", 0)
            comparison.same(f"duty {key}, met by what had become voluntary", met, back)
    return comparison


def fallen() -> dict[str, int]:
    """Return {key: won} of the duties that fell or became voluntary, and of what met them again."""
    moved = Q(key__startswith="fall:confirm:") | Q(key__startswith="refill:confirm:")
    return dict(Transfer.objects.filter(moved).values_list("key", "amount"))


def keys_of_falls() -> Iterator[str]:
    """Yield the keys under which the duty of a payment that came back may have moved."""
    for pk, times in PaymentRequest.objects.filter(times_confirmed__gt=0).values_list(
        "pk", "times_confirmed"
    ):
        for nth in range(1, times + 1):
            key = f"confirm:{pk}:{nth}:duty" if nth > 1 else f"confirm:{pk}:duty"
            yield from (f"fall:{key}", f"fall:{key}:voluntary")
            for refill in (f"refill:{key}", f"refill:{key}:voluntary"):
                yield from (refill, f"reverse:{refill}")
