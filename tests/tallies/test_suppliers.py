"""The anchor's suppliers: each by tier with support, tonnes and claims; energy for the office alone."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.ledger.models import Unit
from core.ledger.operations import Owner, account
from measurement.models import Meter
from reporting.tallies.kept.suppliers import suppliers_of
from tests.factories.people import FIRST_DAY, FirmFactory
from tests.factories.programmes import join
from tests.tallies.test_kept import move, read, up_to_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(running: Any, measure: Any, tier1_clerk: Any, officer: Any) -> Any:
    meter = Meter.objects.create(measure=measure, quantity="electricity_kwh", unit="kWh", serial="E-1")
    read(meter, FIRST_DAY, 987_654, tier1_clerk)
    lot = measure.statements.get()
    share = account(lot.owner, f"share:{running.pk}", Unit.KILOGRAM)
    claim = account(Owner("claim", 5), f"lot:{lot.pk}:{running.pk}", Unit.KILOGRAM)
    move("claim", share, claim, 2_345, officer, dt.date(2026, 7, 1))
    up_to_date()
    return running


def address(consortium: Any) -> str:
    return reverse("tallies:suppliers", args=[consortium.public_id])


class TestSuppliers:
    def test_each_by_tier_with_its_figures(self, counted: Any, tier1: Any, tier2: Any) -> None:
        found = {(one.firm.pk, one.tier): one.part for one in suppliers_of(counted)}
        assert set(found) == {(tier1.pk, 1), (tier2.pk, 2)}
        first = found[tier1.pk, 1]
        assert (first.paid_won, first.verified_kg, first.claimed_kg) == (80_000_000, 12_345, 2_345)
        assert first.metered_kwh == 987_654
        assert found[tier2.pk, 2].verified_kg == 0

    def test_the_office_sees_what_they_consume(self, client: Any, counted: Any, officer: Any) -> None:
        client.force_login(officer)
        assert "987,654" in client.get(address(counted)).content.decode()

    def test_the_anchor_sees_tonnes_and_not_what_they_consume(
        self, client: Any, counted: Any, anchor_rep: Any
    ) -> None:
        client.force_login(anchor_rep)
        text = client.get(address(counted)).content.decode()
        assert "12.345 tCO₂e" in text
        assert "987,654" not in text
        file = client.get(address(counted), {"export": "xlsx"})
        assert file.status_code == 200

    @pytest.mark.parametrize("name", ["tier1_rep", "tier2_rep", "reviewer", "verifier", "other_officer"])
    def test_nobody_else_sees_it(self, client: Any, counted: Any, request: Any, name: str) -> None:
        client.force_login(request.getfixturevalue(name))
        assert client.get(address(counted)).status_code == 404

    def test_asks_as_often_for_many_suppliers(
        self, client: Any, counted: Any, anchor_rep: Any, anchor_member: Any
    ) -> None:
        client.force_login(anchor_rep)

        def number() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address(counted)).status_code == 200
            return len(captured)

        number()
        before = number()
        for _ in range(5):
            join(counted, FirmFactory(), anchor_member)
        assert number() == before
