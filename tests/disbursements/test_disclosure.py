"""What has to be disclosed of a fiscal year (Act, art. 26-10)."""

import datetime as dt

import pytest

from core.users.models import User
from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import disclosure
from disbursements.settling import disclosure_due_on

pytestmark = pytest.mark.django_db


def listed(year: int) -> list[int]:
    return [grant.received_won for grant in disclosure.to_disclose(Grant.objects.all(), year)]


class TestDisclosure:
    def test_is_of_what_was_received_in_the_year(
        self, confirmed_payment: PaymentRequest, officer: User, moment: dt.datetime
    ):
        assert listed(2026) == [confirmed_payment.payable_won]
        assert listed(2025) == []
        operations.return_from_bank(payment=confirmed_payment, reason="오류", by=officer, at=moment)
        assert listed(2026) == []

    @pytest.mark.parametrize(("least", "number"), [(-1, 1), (0, 1), (1, 0)])
    def test_begins_with_the_sum_of_the_law(
        self, least: int, number: int, confirmed_payment: PaymentRequest, monkeypatch: pytest.MonkeyPatch
    ):
        sum_won = confirmed_payment.payable_won + least
        monkeypatch.setattr(disclosure, "statutory_number", lambda kind, on: sum_won)
        assert len(listed(2026)) == number

    def test_is_due_four_months_after_the_year(self):
        assert disclosure_due_on(2026) == dt.date(2027, 4, 30)
