"""Money in motion for the pages: paid, passed on, measured, verified, through the operations."""

import datetime as dt

from core.ledger.models import Unit
from core.ledger.operations import account, outside, post
from core.users.models import User
from core.workflow import clock
from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentRequest
from measurement.models import Measure
from reporting.statements.models import Statement
from tests.factories.cases import paper
from tests.factories.people import FIRST_DAY, MOMENT, business_number

#: the grant pays 60 % of the supply
SUPPLY, PAID, PASSED = 133_333_334, 80_000_000, 25_000_000
VERIFIED_KG = 12_345


def pay(grant: Grant, *, rep: User, officer: User, approver: User) -> PaymentRequest:
    """Let a payment request of 80 million run its way: asked, checked, released, confirmed."""
    payment = operations.draft_payment(grant=grant, by=rep, at=MOMENT)
    operations.add_payment_line(
        payment=payment, cost_item=grant.application.cost_items.get(), invoice_number=f"{grant.pk:024d}",
        invoice_on=clock.day(MOMENT), supplier_number=business_number(77), supplier_name="시험기계",
        supply_won=SUPPLY, invoice=paper(rep), by=rep, at=MOMENT,
    )  # fmt: skip
    operations.submit_payment(payment=payment, by=rep, at=MOMENT)
    operations.check_payment(payment=payment, finding="세금계산서와 견적이 일치함", by=officer, at=MOMENT)
    operations.release_payment(payment=payment, by=approver, at=MOMENT)
    return operations.confirm_payment(
        payment=payment, paid_on=clock.day(MOMENT), bank_reference=f"BANK-{grant.pk}", amount_won=PAID,
        by=officer, at=MOMENT,
    )  # fmt: skip


def pass_on(payer: Grant, receiver: Grant, *, giver: User, taker: User, amount: int = PASSED) -> PassThrough:
    """Let a firm contribute to the firm below, and that one confirm it."""
    passed = operations.record_pass_through(
        payer=payer, receiver=receiver, amount_won=amount, paid_on=clock.day(MOMENT),
        bank_reference=f"B-{PassThrough.objects.count()}", evidence=paper(giver), by=giver, at=MOMENT,
    )  # fmt: skip
    return operations.confirm_pass_through(pass_through=passed, amount_won=amount, by=taker, at=MOMENT)


def verify(measure: Measure, verifier: User, by: User, kilograms: int = VERIFIED_KG) -> Statement:
    """Make a signed statement with its kilograms in the ledger."""
    statement = Statement.objects.create(
        measure=measure, period_from=FIRST_DAY, period_until=dt.date(2026, 6, 30), method="air_compressor",
        method_form="measured_sec", baseline_kg=20_000, project_kg=7_655, leakage_kg=0, reduction_kg=kilograms,
        figures_hash="f" * 64, calculated_at=MOMENT, calculated_by=by,
    )  # fmt: skip
    statement.begin(by=by, at=MOMENT)
    statement.move_to("SUBMITTED", by=by, at=MOMENT)
    statement.verifier = verifier
    statement.assigned_at, statement.assigned_by = MOMENT, by
    statement.submitted_at, statement.submitted_by = MOMENT, by
    statement.save()
    statement.move_to("ASSIGNED", by=by, at=MOMENT)
    Statement.objects.filter(pk=statement.pk).update(
        status="VERIFIED", verified_at=MOMENT, verified_by=verifier, verified_hash="f" * 64
    )
    statement.refresh_from_db()
    statement.changes.create(from_status="ASSIGNED", to_status="VERIFIED", by=verifier, at=MOMENT)
    share = account(statement.owner, f"share:{measure.consortium_id}", Unit.KILOGRAM)
    post(key=f"verify:{statement.pk}:{measure.consortium_id}", source=outside("verified", Unit.KILOGRAM),
         target=share, amount=kilograms, effective_on=FIRST_DAY, at=MOMENT, by=verifier,
         event=f"verify:{statement.pk}")  # fmt: skip
    return statement
