"""Money in motion for the pages: paid, passed on, measured, verified. Posted as the operations post it."""

import datetime as dt

from core.ledger.operations import Move, account, outside, post, post_event
from core.ledger.models import Unit
from core.users.models import User
from disbursements.models import Grant, PassThrough
from measurement.models import Measure
from reporting.statements.models import Statement
from tests.factories.cases import paper
from tests.factories.people import FIRST_DAY, MOMENT

PAID, PASSED = 80_000_000, 25_000_000
VERIFIED_KG = 12_345


def pay(grant: Grant, by: User, amount: int = PAID) -> None:
    """Let the bank pay a subsidy: paying, held, spent, and the duty that arises."""
    owner = grant.owner
    committed, paying = account(owner, "committed"), account(owner, "paying")
    held, spent = account(owner, "held"), account(owner, "spent")
    post(key=f"release:{grant.pk}", source=committed, target=paying, amount=amount,
         effective_on=FIRST_DAY, at=MOMENT, by=by, event=f"release:{grant.pk}")  # fmt: skip
    moves = [
        Move(f"confirm:{grant.pk}:held", paying, held, amount),
        Move(f"confirm:{grant.pk}:spent", held, spent, amount),
        Move(f"confirm:{grant.pk}:duty", outside("duty"), account(owner, "duty_open"), amount),
    ]
    post_event(moves=moves, effective_on=FIRST_DAY, at=MOMENT, by=by, event=f"confirm:{grant.pk}")


def pass_on(payer: Grant, receiver: Grant, by: User, amount: int = PASSED) -> PassThrough:
    """Let a firm contribute to the firm below, and that one confirm it."""
    incoming = account(receiver.owner, "gift_incoming")
    passed = PassThrough.objects.create(
        payer=payer, receiver=receiver, amount_won=amount, paid_on=FIRST_DAY, bank_reference="B-1",
        evidence=paper(by), recorded_at=MOMENT, recorded_by=by,
    )  # fmt: skip
    passed.begin(by=by, at=MOMENT)
    post(key=f"pass:{passed.pk}", source=outside(f"firm:{payer.firm_id}"), target=incoming, amount=amount,
         effective_on=FIRST_DAY, at=MOMENT, by=by, event=f"pass:{passed.pk}")  # fmt: skip
    moves = [
        Move(f"pass:{passed.pk}:held", incoming, account(receiver.owner, "gift_held"), amount),
        Move(
            f"pass:{passed.pk}:duty",
            account(payer.owner, "duty_open"),
            account(payer.owner, "duty_done"),
            amount,
        ),
    ]
    post_event(moves=moves, effective_on=FIRST_DAY, at=MOMENT, by=by, event=f"pass:{passed.pk}:confirm")
    return passed.move_to("CONFIRMED", by=by, at=MOMENT)


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
