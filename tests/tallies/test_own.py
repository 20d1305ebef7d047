"""A firm's own page: months beside last year, what verified tonnes save, and who reads it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.statements.models import Statement
from reporting.tallies.kept.own import months_of, savings_of
from reporting.tallies.models import Cell
from reporting.tallies.tariffs import Contract, tariff_on, tariffs
from tests.measurement.conftest import air, boiler, electricity, factors, in_english, later, measure, metered
from tests.statements.conftest import assigned, calculated, submitted, verified
from tests.tallies.test_kept import up_to_date

__all__ = [
    "air", "assigned", "boiler", "calculated", "electricity", "factors", "in_english", "later", "measure",
    "metered", "submitted", "verified",
]  # fmt: skip

pytestmark = pytest.mark.django_db

A, B = str(Contract.INDUSTRIAL_A), str(Contract.INDUSTRIAL_B)


@pytest.fixture
def counted(verified: Statement) -> Statement:
    """27,246 kg of January to March 2026 at 0.4541 kg/kWh: 60,000 kWh."""
    up_to_date()
    return verified


def address(statement: Statement, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('tallies:own', args=[statement.firm.public_id])}?{query}"


class TestTariff:
    def test_is_the_one_that_held_on_the_day(self) -> None:
        found = [tariff_on(A, dt.date(2024, 10, day)) for day in (23, 24)]
        assert [one.won_per_kwh for one in found if one] == [Decimal("164.8"), Decimal("173.3")]

    def test_is_unknown_before_the_first(self) -> None:
        assert tariff_on(A, dt.date(2023, 11, 8)) is None

    def test_names_its_source_in_both_languages(self) -> None:
        assert {one.contract for one in tariffs()} == set(Contract.values)
        assert all(one.source_ko and one.source_en for one in tariffs())

    def test_rounds_won_down(self) -> None:
        price = tariff_on(B, dt.date(2026, 1, 1))
        assert price is not None
        assert price.cost(Decimal(3)) == 548  # 3 × 182.7 = 548.1


class TestFigures:
    def test_electricity_by_the_factor_that_was_signed(self, counted: Statement) -> None:
        (one,) = savings_of(counted.firm, 2026, A)
        assert (one.kilograms, one.kwh, one.won) == (27_246, Decimal(60_000), 10_398_000)

    def test_another_contract_costs_another_price(self, counted: Statement) -> None:
        assert [one.won for one in savings_of(counted.firm, 2026, B)] == [10_962_000]

    def test_months_stand_beside_last_year(self, counted: Statement) -> None:
        months = {one.first: one for one in months_of(counted.firm, 2026)}
        first = months[dt.date(2026, 1, 1)]
        assert (first.metered_kwh, first.before_kwh) == (Decimal(70_000), Decimal(90_000))
        assert months[dt.date(2026, 3, 1)].verified_kg == 27_246

    def test_a_month_that_nobody_read_is_no_zero(self, counted: Statement) -> None:
        assert {one.before_kwh for one in months_of(counted.firm, 2025)} == {None}

    def test_a_month_in_which_only_money_came_is_left_out(self, counted: Statement) -> None:
        february = dt.date(2026, 2, 1)
        Cell.objects.filter(month=february).update(readings=0, metered_kwh=0, paid_won=1)
        assert february not in {one.first for one in months_of(counted.firm, 2026)}
        Cell.objects.filter(month=february).update(verified_kg=1)
        months = {one.first: one for one in months_of(counted.firm, 2026)}
        assert months[february].metered_kwh is None


class TestPage:
    def test_shows_the_firm_its_year(self, client: Any, counted: Statement, tier1_clerk: Any) -> None:
        client.force_login(tier1_clerk)
        text = client.get(address(counted)).text
        for figure in ("27.246 tCO₂e", "60,000", "173.3", "10,398,000"):
            assert figure in text

    def test_takes_the_contract_and_ignores_what_is_none(
        self, client: Any, counted: Statement, tier1_rep: Any
    ) -> None:
        client.force_login(tier1_rep)
        assert "10,962,000" in client.get(address(counted, contract=B)).text
        assert "10,398,000" in client.get(address(counted, contract="x", year="soon")).text

    def test_is_linked_from_the_firm(self, client: Any, counted: Statement, tier1_rep: Any) -> None:
        client.force_login(tier1_rep)
        own = reverse("tallies:own", args=[counted.firm.public_id])
        assert own in client.get(counted.firm.get_absolute_url()).text

    @pytest.mark.parametrize("name", ["anchor_rep", "tier2_rep", "verifier", "reviewer", "other_officer"])
    def test_is_closed_to_others(self, client: Any, counted: Statement, request: Any, name: str) -> None:
        client.force_login(request.getfixturevalue(name))
        assert client.get(address(counted)).status_code == 404

    def test_asks_seldom(self, client: Any, counted: Statement, officer: Any) -> None:
        client.force_login(officer)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address(counted))
        assert len(asked) <= 20
