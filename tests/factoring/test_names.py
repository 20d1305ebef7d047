"""What a factor's code says, in words."""

import pytest
from django.utils import translation

from measurement.factoring.names import name_of


@pytest.mark.parametrize(
    ("code", "korean", "english"),
    [
        ("city_gas_gcv", "도시가스 · 총발열량", "City gas · Gross calorific value"),
        ("bc_oil_n2o", "B-C유 · 발열량당 N₂O", "B-C oil · N₂O by its energy"),
        ("grid_electricity", "계통 전력", "Grid electricity"),
        ("gwp_c4f8", "C₄F₈", "C₄F₈"),
        ("gwp_hfc_134a", "HFC-134a", "HFC-134a"),
        ("peat_co2", "peat_co2", "peat_co2"),
    ],
)
def test_a_code_is_named_in_both_languages(code: str, korean: str, english: str) -> None:
    with translation.override("ko"):
        assert name_of(code) == korean
    with translation.override("en"):
        assert name_of(code) == english
