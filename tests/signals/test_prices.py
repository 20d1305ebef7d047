"""Prices of like machines: for one kW, beside the median of the others; for officials only."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from applications.models import CostItem
from reporting.signals import prices
from tests.factories import cases
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db
KINDS: dict[str, Any] = {"cost_kind": "EQUIPMENT", "maker": "시험기계"}


@pytest.fixture
def items(grant: Any, linked_grant: Any, technology: Any) -> list[CostItem]:
    """Three compressors of known power, one whose power nobody says."""
    named = (
        (grant, "압축기 75 kW", 75_000_000),
        (grant, "압축기 37 kW × 2", 111_000_000),
        (linked_grant, "압축기 50kW", 125_000_001),
        (linked_grant, "압축기", 9_000_000),
    )
    return [
        cases.cost_item(case.application, technology=technology, name=name, cost_won=won, **KINDS)
        for case, name, won in named
    ]


class TestCompared:
    def test_holds_each_against_the_median_of_the_others(self, items: list[CostItem]) -> None:
        found = prices.compared(items, items)
        assert found[items[0].pk] == prices.Price(Decimal(75), 1_000_000, 2, 2_000_000)
        assert found[items[1].pk].power_kw == 74
        assert [found[item.pk].unit_won for item in items[1:3]] == [1_500_000, 2_500_000]
        assert found[items[2].pk].of_median_bp == 20_000
        assert items[3].pk not in found

    def test_of_the_only_one_has_no_median(self, items: list[CostItem]) -> None:
        (found,) = prices.compared(items[:1], items[:1]).values()
        assert (found.others, found.median_won, found.of_median_bp) == (0, None, None)


class TestPage:
    def page(self, user: Any, **params: str) -> Any:
        client = Client()
        client.force_login(user)
        return client.get(reverse("signals:prices"), params)

    def test_shows_an_official_all_of_it_also_as_a_file(self, items: list[CostItem], officer: Any) -> None:
        text = self.page(officer).content.decode()
        for words in ("압축기 75 kW", "1,000,000원", "1,500,000원", "2,500,000원"):
            assert words in text, words
        file = io.BytesIO(b"".join(self.page(officer, export="xlsx").streaming_content))
        rows = list(openpyxl.load_workbook(file).active.values)  # type: ignore[union-attr]
        assert any("압축기 37 kW × 2" in row and 1_500_000 in row for row in rows)

    def test_can_be_narrowed_to_a_technology(self, items: list[CostItem], officer: Any) -> None:
        code = items[0].technology.code if items[0].technology else ""
        assert "압축기 50kW" in self.page(officer, technology=code).content.decode()
        assert "압축기 50kW" not in self.page(officer, q="37").content.decode()

    def test_shows_firms_and_other_offices_nothing(
        self, items: list[CostItem], tier1_clerk: Any, other_officer: Any
    ) -> None:
        for person in (tier1_clerk, other_officer):
            assert "압축기" not in self.page(person).content.decode()
            assert not prices.machines(person, MOMENT).exists()
