"""Whatever is altered behind the triggers' back is named: one damage for each thing that the money stretch keeps."""

import datetime as dt
import io
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.db import transaction

from core.evidence.checks import XML
from core.evidence.operations import store
from core.workflow import clock
from core.workflow.models import SEOUL
from disbursements import operations
from disbursements.bank.layouts import DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from disbursements.models import end_to_end_id
from reporting.dashboards.books import assets, cases, ledger, owed, paying, pledges
from reporting.dashboards.books.found import Comparison
from tests.dashboards.test_books import damage, differences
from tests.disbursements.conftest import line_terms
from tests.disbursements.test_bank_files import camt
from tests.disbursements.test_settlements import AFTER, settle
from tests.factories import cases as made
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT

__all__ = ["settle"]
pytestmark = pytest.mark.django_db
TODAY = clock.day(MOMENT)
PAYER = "30100000260101"
NEW_YEAR = dt.datetime(2027, 1, 1, tzinfo=SEOUL)


class Damage(NamedTuple):
    """One statement as an administrator could run it, the comparison that finds it, and what that names."""

    sql: str
    found_by: Callable[[], Comparison]
    named: str


TABLE = {
    "a transfer": Damage(
        "UPDATE ledger_transfer SET amount = amount - 1 WHERE key LIKE 'release:%%:1'",
        cases.payments, "transfer release:",
    ),
    "a total": Damage(
        "UPDATE ledger_account SET total_in = total_in + 1 WHERE code = 'returned'", ledger.totals, "returned"
    ),
    "a reversal": Damage(
        "UPDATE ledger_transfer SET amount = amount + 1 WHERE reverses_id IS NOT NULL",
        ledger.reversals, "transfer reverse:release:",
    ),
    "the key of a transfer": Damage(
        "UPDATE ledger_transfer SET key = 'pocket' WHERE key LIKE 'set_off:%%:debt'",
        cases.unexplained, "transfer pocket: expected a row",
    ),
    "the entry of a batch": Damage(
        "UPDATE disbursements_batchentry SET amount_won = amount_won - 1", paying.batches, "hash"
    ),
    "who released": Damage(
        "UPDATE disbursements_paymentrequestchange SET by_id = (SELECT checked_by_id FROM"
        " disbursements_paymentrequest LIMIT 1) WHERE to_status = 'RELEASED'",
        paying.hands, "people who took two steps",
    ),
    "a statement's entry": Damage(
        "UPDATE disbursements_statemententry SET amount_won = amount_won + 1 WHERE outcome = 'MATCHED'",
        paying.answers, "statement entry",
    ),
    "a debt": Damage(
        "UPDATE disbursements_debt SET amount_won = amount_won + 1, spent_won = spent_won + 1"
        " WHERE kind = 'PRINCIPAL'",
        owed.debts, ":order:spent",
    ),
    "a set-off": Damage(
        "UPDATE disbursements_setoff SET amount_won = amount_won + 1", owed.debts, "transfer set_off:"
    ),
    "the figures of a settlement": Damage(
        "UPDATE disbursements_settlement SET confirmed_won = confirmed_won + 1",
        owed.settlements, "sum of its lines",
    ),
    "the excess of a settlement": Damage(
        "UPDATE disbursements_settlement SET excess_won = excess_won + 1",
        owed.settlements, "excess ordered",
    ),
    "interest that was paid in": Damage(
        "UPDATE ledger_transfer SET amount = amount - 1 WHERE key LIKE 'settlement:%%:interest_paid'",
        owed.settlements, ":interest_paid",
    ),
    "the price of an asset": Damage(
        "UPDATE disbursements_asset SET funded_won = funded_won + 1", assets.assets, "subsidised part"
    ),
    "a serial number": Damage(
        "DELETE FROM evidence_mark WHERE kind = 'serial'", assets.assets, "its mark"
    ),
    "cash of a pledge": Damage(
        "UPDATE disbursements_pledgecash SET amount_won = amount_won + 1",
        pledges.sums, "cash that lies there",
    ),
    "a close of a year": Damage(
        "UPDATE disbursements_fiscalyearcloseline SET closing_won = closing_won + 3, lapsed_won = lapsed_won + 3",
        pledges.closes, "closing balance",
    ),
}  # fmt: skip


@pytest.fixture
def world(
    grant, running, officer, second_officer, approving_officer, paying_officer, tier1_rep, anchor_rep, settle
):
    """80 million paid, 5 of 10 million owed set off, a batch sent back, settled, pledged, closed."""
    debt = operations.propose_debt(
        grant=grant, ground="MISUSE", amount=10_000_000, reason="목적 외 사용", by=officer, at=MOMENT
    )
    operations.order_debt(debt=debt, reason="회수", by=approving_officer, at=MOMENT)
    second = operations.draft_payment(grant=grant, by=tier1_rep, at=MOMENT)
    terms = line_terms(grant, tier1_rep, n=2, supply_won=50_000_000)
    operations.add_payment_line(payment=second, **terms, by=tier1_rep, at=MOMENT)
    operations.submit_payment(payment=second, by=tier1_rep, at=MOMENT)
    operations.check_payment(
        payment=second, decisions=all_accepted(second), finding="확인", by=officer, at=MOMENT
    )
    operations.bind_set_off(payment=second, debt=debt, amount=5_000_000, by=approving_officer, at=MOMENT)
    operations.approve_payment(payment=second, by=approving_officer, at=MOMENT)
    _through_the_bank(grant.consortium.program, second, officer, paying_officer)
    _pledged(running, anchor_rep)
    asset = grant.assets.get()
    operations.complete_asset(
        asset=asset, maker="시험기계", model="SC-75", serials="SN-1", machines=1, site="부산",
        installed_on=TODAY, plate=made.paper(tier1_rep, b"\x89PNG\r\n\x1a\n"), by=tier1_rep, at=MOMENT,
    )  # fmt: skip
    operations.record_debt_payment(
        debt=debt, amount=5_000_000, paid_on=TODAY, bank_reference="D-1", by=officer, at=MOMENT
    )
    settlement = operations.open_settlement(grant=grant, by=officer, at=AFTER)
    report = made.paper(tier1_rep, filename="report.pdf")
    settle(settlement, tier1_rep, confirm=90_000_000, interest=777, report=report)
    operations.record_interest(settlement=settlement, by=second_officer, at=AFTER)
    close = operations.prepare_year_close(
        program=grant.consortium.program, year=2026, carried={}, by=officer, at=NEW_YEAR
    )
    operations.decide_year_close(close=close, by=approving_officer, at=NEW_YEAR)


def _through_the_bank(program, payment, officer, payer) -> None:
    """Release a payment with a batch; the bank sends it back, then pays it."""
    operations.set_bank_profile(
        program=program, payer_name="산업통상부", bank_code="011", number=PAYER, columns=DEFAULT_COLUMNS,
        answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949", by=officer, at=MOMENT,
    )  # fmt: skip
    for attempt, direction in ((1, "CRDT"), (2, "DBIT")):
        batch = operations.compose_batch(program=program, pays_on=TODAY, by=officer, at=MOMENT)
        operations.add_to_batch(batch=batch, payment=payment, by=officer, at=MOMENT)
        operations.release_batch(batch=batch, by=payer, at=MOMENT)
        data = camt((end_to_end_id(payment.pk, attempt), 25_000_000, direction, f"R-{attempt}"))
        file = store(
            file=io.BytesIO(data), filename="answer", allowed=frozenset({XML}), by=officer, at=MOMENT
        )
        statement = operations.receive_statement(program=program, file=file, by=officer, at=MOMENT)
        assert operations.reconcile_statement(statement=statement, by=officer, at=MOMENT) == {}


def _pledged(consortium, anchor_rep) -> None:
    pledge = operations.promise(
        consortium=consortium, cash_won=25_000_000, in_kind_won=0, purpose="자부담", by=anchor_rep, at=MOMENT
    )
    operations.pay_in(
        pledge=pledge, amount_won=25_000_000, bank_reference="IN", evidence=made.paper(anchor_rep),
        paid_on=TODAY, by=anchor_rep, at=MOMENT,
    )  # fmt: skip


class TestDamage:
    def test_to_anything_is_named(self, world):
        assert differences() == []
        for what, planted in TABLE.items():
            with transaction.atomic():
                damage(planted.sql)
                found = [str(one) for one in planted.found_by().differences]
                transaction.set_rollback(True)
            assert any(planted.named in line for line in found), (what, found)
        assert differences() == []
