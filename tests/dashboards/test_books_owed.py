"""The books hold with debts, set-offs and settlements; damage to each is named."""

import pytest

from core.ledger.models import Transfer
from disbursements import operations
from disbursements.models import Settlement
from tests.dashboards.test_books import damage, differences
from tests.disbursements.conftest import (
    approved_payment,
    checked_payment,
    confirmed_payment,
    drafted_payment,
    released_payment,
    submitted_payment,
)
from tests.disbursements.test_debts import debt, propose
from tests.disbursements.test_set_off import approve, release, second
from tests.disbursements.test_settlements import AFTER, settle, settlement
from tests.factories.people import MOMENT

__all__ = [
    "approve", "approved_payment", "checked_payment", "confirmed_payment", "debt", "drafted_payment", "propose",
    "release", "released_payment", "second", "settle", "settlement", "submitted_payment",
]  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def set_off(debt, second, approve, release, officer, approving_officer):
    """Half of a debt is set off; the rest is open."""
    operations.bind_set_off(payment=second, debt=debt, amount=5_000_000, by=approving_officer, at=MOMENT)
    approve()
    release()
    operations.confirm_payment(
        payment=second, paid_on=MOMENT.date(), bank_reference="B-2", amount_won=37_000_000, by=officer,
        at=MOMENT,
    )  # fmt: skip
    return debt


class TestDebts:
    def test_hold_and_a_changed_transfer_is_named(self, set_off, approving_officer):
        operations.write_off_debt(debt=set_off, reason="회수 불능", by=approving_officer, at=MOMENT)
        assert differences() == []
        moved = Transfer.objects.get(key=f"debt:{set_off.pk}:order:spent")
        damage("UPDATE ledger_transfer SET amount = amount + 1 WHERE id = %s", moved.pk)
        assert any(f"debt:{set_off.pk}:order:spent" in line for line in differences())

    def test_a_withdrawn_order_holds_and_a_missing_debt_is_named(self, debt, approving_officer):
        operations.withdraw_debt(debt=debt, reason="처분 취소", by=approving_officer, at=MOMENT)
        assert differences() == []
        damage("DELETE FROM disbursements_debt WHERE id = %s", debt.pk)
        assert any(f"expected debt {debt.pk}" in line for line in differences())

    def test_a_changed_entry_is_named(self, set_off):
        damage("UPDATE disbursements_debtentry SET amount_won = amount_won - 1")
        assert any(f"of debt {set_off.pk}" in line for line in differences())


class TestSettlements:
    def test_hold_and_a_changed_line_is_named(self, settlement, tier1_rep, settle):
        settle(settlement, tier1_rep, confirm=50_000_000, interest=777)
        assert differences() == []
        damage("UPDATE disbursements_settlementline SET confirmed_won = confirmed_won + 1")
        (line,) = differences()
        assert line.startswith(f"settlement {settlement.pk}, sum of its lines")

    def test_interest_without_its_settlement_is_named(self, settlement, tier1_rep, officer, settle):
        settle(settlement, tier1_rep, interest=777)
        operations.record_interest(settlement=settlement, by=officer, at=AFTER)
        assert differences() == []
        damage("UPDATE disbursements_settlement SET interest_won = 0 WHERE id = %s", settlement.pk)
        assert any("interest" in line for line in differences())
        assert Settlement.objects.get().interest_won == 0
