"""From the calculation to the booked kilograms."""

import pytest

from core.ledger.queries import balance
from reporting.statements.models import Statement

pytestmark = pytest.mark.django_db


class TestVerify:
    def test_books_the_kilograms_to_the_lead_consortium(self, verified: Statement) -> None:
        share = f"share:{verified.measure.consortium_id}"
        assert verified.reduction_kg == balance(verified.owner, share) == 27_246
