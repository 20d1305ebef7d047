"""Reading debts: what is open of each, what is bound to payments, what can be recovered of a grant."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.ledger.queries import balance
from disbursements.models import Debt, DebtEntry, Grant, InstalmentPlan, PaymentRequest, SetOff
from disbursements.queries.held import free_held
from disbursements.recovery import Part, unpaid
from disbursements.workflow import DebtStatus, PaymentStatus
from firms.sanctions.models import Exclusion


def _sum(rows: QuerySet) -> Any:
    summed = rows.order_by().values("debt").annotate(won=Sum("amount_won")).values("won")
    return Coalesce(Subquery(summed), Value(0), output_field=BigIntegerField())


def with_open(debts: QuerySet) -> QuerySet:
    """Add `met_won` and `open_won` to debts: what lessened them and what is left to pay, won."""
    entries = DebtEntry.objects.filter(debt=OuterRef("pk"))
    return debts.annotate(met_won=_sum(entries)).annotate(open_won=F("amount_won") - F("met_won"))


def open_won(debt: Debt) -> int:
    """Return what is left to pay of a debt, won."""
    return debt.amount_won - met_won(debt)


def met_won(debt: Debt) -> int:
    """Return what lessened a debt so far, won."""
    return debt.entries.aggregate(won=Sum("amount_won"))["won"] or 0


def bound(rows: Any = None) -> QuerySet[SetOff]:
    """
    Return the set-offs that wait for their payment: not lifted, not posted, the request not ended.

    A request that an advance covers whole has ended, too: the bank pays nothing of it.
    """
    rows = SetOff.objects.all() if rows is None else rows
    return rows.filter(lifted_at__isnull=True, entry__isnull=True).exclude(
        payment__status__in=(PaymentStatus.WITHDRAWN, PaymentStatus.COVERED)
    )


def free_won(debt: Debt) -> int:
    """Return what can be paid of a debt in another way: open, and bound to no payment."""
    return open_won(debt) - (bound(debt.set_offs).aggregate(won=Sum("amount_won"))["won"] or 0)


def set_off_won(payment: PaymentRequest) -> int:
    """Return what of a payment is set off against debts, won: bound, or posted with it."""
    standing = payment.set_offs.filter(lifted_at__isnull=True)
    return standing.aggregate(won=Sum("amount_won"))["won"] or 0


def recoverable(grant: Grant) -> tuple[int, int]:
    """
    Return what can be recovered of a grant, won: held and spent; proposals count as taken.

    What was proposed of the money held may have been kept since for lines that it covers: then none is left.
    """
    proposed = grant.debts.filter(status=DebtStatus.PROPOSED).aggregate(
        held=Sum("held_won"), spent=Sum("spent_won")
    )
    spent = balance(grant.owner, "spent")
    return max(0, free_held(grant) - (proposed["held"] or 0)), max(0, spent - (proposed["spent"] or 0))


def unpaid_parts(plan: InstalmentPlan) -> list[Part]:
    """
    Return the parts of a plan that were not paid since it was agreed to, the next one first.

    What was bound to a payment by then is no part of the plan, and pays none of it when it is set off.
    """
    parts = [Part(part.due_on, part.amount_won) for part in plan.parts.all()]
    since = plan.debt.entries.filter(at__gte=plan.agreed_at).exclude(set_off__bound_at__lt=plan.agreed_at)
    return unpaid(parts, since.aggregate(won=Sum("amount_won"))["won"] or 0)


def next_part(debt: Debt) -> Part | None:
    """Return the next part to be paid of a debt, if a plan runs."""
    plan = debt.plans.filter(ended_at__isnull=True).first()
    return next(iter(unpaid_parts(plan)), None) if plan else None


def charged(debt: Debt, kind: str) -> int:
    """Return what was charged of a kind beside a debt, won: proposed or ordered, and not withdrawn."""
    over = (DebtStatus.DROPPED, DebtStatus.WITHDRAWN)
    beside = debt.beside.filter(kind=kind).exclude(status__in=over)
    return beside.aggregate(won=Sum("amount_won"))["won"] or 0


def owed_by(firm_id: int, user: Any) -> QuerySet[Debt]:
    """Return the debts of a firm, among those the person sees, of which something is free for a set-off."""
    ordered = Debt.objects.visible_to(user).filter(firm=firm_id, status=DebtStatus.ORDERED)
    return with_open(ordered.with_parties()).filter(open_won__gt=0).order_by("due_on", "pk")


def under_recovery(grants: Iterable[int]) -> bool:
    """Say whether something is still owed for one of these grants, or proposed to be."""
    waiting = (DebtStatus.PROPOSED, DebtStatus.ORDERED)
    return Debt.objects.filter(Q(grant__in=list(grants)), status__in=waiting).exists()


def exclusion_source(debt: Debt) -> str:
    """Return how an exclusion names the debt it rests on."""
    return f"debt:{debt.public_id}"


def exclusion_of(debt: Debt) -> Exclusion | None:
    """Return the exclusion that rests on a debt, with its end if it ended early, or None."""
    found = Exclusion.objects.filter(source=exclusion_source(debt)).select_related("end")
    return found.first()
