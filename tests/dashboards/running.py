"""Money in motion for the pages: paid, passed on, measured, verified, through the operations."""

import datetime as dt

from applications.models import Application, Holder
from core.ledger.models import Unit
from core.ledger.operations import Owner, account, outside, post
from core.users.models import User
from core.workflow import clock
from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentRequest
from firms.models import Firm
from measurement.models import Measure
from programs.models import Consortium
from reporting.statements.models import Statement
from tests.factories import cases
from tests.factories.cases import all_accepted, paper
from tests.factories.people import FIRST_DAY, MOMENT, business_number

#: the grant pays 60 % of the supply
SUPPLY, PAID, PASSED = 133_333_334, 80_000_000, 25_000_000
VERIFIED_KG = 12_345


def pay(grant: Grant, *, rep: User, officer: User, approver: User, payer: User) -> PaymentRequest:
    """Let a payment request of 80 million run its way: asked, checked, released, confirmed."""
    payment = operations.draft_payment(grant=grant, by=rep, at=MOMENT)
    operations.add_payment_line(
        payment=payment, cost_item=grant.application.cost_items.get(), invoice_number=f"{grant.pk:024d}",
        invoice_on=clock.day(MOMENT), supplier_number=business_number(77), supplier_name="시험기계",
        supply_won=SUPPLY, invoice=paper(rep), by=rep, at=MOMENT,
    )  # fmt: skip
    operations.submit_payment(payment=payment, by=rep, at=MOMENT)
    operations.check_payment(
        payment=payment,
        decisions=all_accepted(payment),
        finding="세금계산서와 견적이 일치함",
        by=officer,
        at=MOMENT,
    )
    operations.approve_payment(payment=payment, by=approver, at=MOMENT)
    operations.release_payment(payment=payment, by=payer, at=MOMENT)
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
        measure=measure, firm=measure.firm, period_from=FIRST_DAY, period_until=dt.date(2026, 6, 30), method="air_compressor",
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
    statement.shares.create(consortium=measure.consortium, share_bp=10_000, kilograms=kilograms)
    share = account(statement.owner, f"share:{measure.consortium_id}", Unit.KILOGRAM)
    post(key=f"verify:{statement.pk}:{measure.consortium_id}", source=outside("verified", Unit.KILOGRAM),
         target=share, amount=kilograms, effective_on=FIRST_DAY, at=MOMENT, by=verifier,
         event=f"verify:{statement.pk}")  # fmt: skip
    return statement


def regranted(
    consortium: Consortium, firm: Firm, *, own: int, regrant: int, rep: User, officer: User, approver: User,
    parent: Grant | None = None,
) -> Grant:  # fmt: skip
    """Award and accept a subsidy of which a part is to be handed on: from the call, or out of a parent's part."""
    kind = "INDIRECT" if parent else "SUBSIDY"
    case = cases.draft(
        consortium, firm, rep, grant_kind=kind, parent=parent.application if parent else None,
        title=f"{firm.name} 설비 교체",
    )  # fmt: skip
    Application.objects.filter(pk=case.pk).update(
        asked_won=own, regrant_asked_won=regrant, submitted_at=MOMENT, submitted_by=rep, assessed_at=MOMENT,
        assessed_by=officer,
    )  # fmt: skip
    Application.objects.filter(pk=case.pk).update(
        regrant_won=regrant, awarded_won=own, decided_at=MOMENT, decided_by=approver
    )
    case.refresh_from_db()
    for status, by in (("SUBMITTED", rep), ("ASSESSED", officer), ("AWARDED", approver)):
        case.move_to(status, by=by, at=MOMENT)
    source = (
        account(parent.application.owner, "regrant")
        if parent
        else account(Owner("call", case.call_id), "available")
    )
    for code, amount in (("committed", own), ("regrant", regrant)):
        if amount:
            key = f"award:{case.pk}" + (":regrant" if code == "regrant" else "")
            post(key=key, source=source, target=account(case.owner, code), amount=amount, effective_on=FIRST_DAY,
                 at=MOMENT, by=approver, event=f"award:{case.pk}")  # fmt: skip
    case.move_to("ACCEPTED", by=rep, at=MOMENT)
    Holder.objects.create(application=case, firm=case.firm, number=1, at=MOMENT, by=rep)
    grant = Grant.objects.create(
        application=case, parent=parent, kind=kind, firm=firm, consortium=consortium, awarded_won=own,
        regrant_won=regrant, accepted_at=MOMENT, accepted_by=rep,
    )  # fmt: skip
    return grant.begin(by=rep, at=MOMENT)
