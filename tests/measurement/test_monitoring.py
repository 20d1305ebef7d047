"""Monitoring plans: whole for every method, each statement held where it says; and the uncertainty."""

import importlib
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from measurement.methods import METHODS, MonthlyFigures
from measurement.methods.monitoring import PLANS, Statement, Words, plan_of
from measurement.methods.uncertainty import uncertainty
from tests.measurement.cases import decimals, factors, golden, months

RULES = ("applicability", "baseline", "leakage", "conservativeness")

#: {case: (baseline, project, parameters)} of `golden/uncertainty.md`
MEASURED: dict[str, tuple[list[MonthlyFigures], list[MonthlyFigures], dict[str, Any]]] = {
    "sunshine": (
        [], months(12, {"generation_kwh": 27000, "export_kwh": 2700}), {"installed_kw": Decimal(250)},
    ),
    "air": (
        months(12, {"electricity_kwh": 90000, "air_nm3": 600000}),
        months(2, {"electricity_kwh": 60000, "air_nm3": 500000}),
        {},
    ),
    "light": (
        [],
        months(1, {"lamp_hours": 500, "lamps_in_service": 100}),
        {
            "lamps_before": Decimal(100), "watts_before": Decimal(200),
            "lamps_after": Decimal(100), "watts_after": Decimal(80),
        },
    ),
}  # fmt: skip


def computed(code: str, case: str) -> Any:
    method = METHODS[code]
    return uncertainty(method, *MEASURED[case][:2], factors(), MEASURED[case][2], plan_of(method).accuracies)


def is_there(name: str) -> bool:
    """Say whether a dotted name of the methods leads to something."""
    parts = name.split(".")
    found: object = importlib.import_module(".".join(parts[:3]))
    for part in parts[3:]:
        found = getattr(found, part, None)
    return found is not None


class TestPlans:
    @pytest.mark.parametrize("code", METHODS)
    def test_say_of_every_quantity_and_parameter_how_it_is_known(self, code: str) -> None:
        method, plan = METHODS[code], plan_of(METHODS[code])
        assert [one.quantity for one in plan.monitored] == list(method.quantities)
        assert [one.field for one in plan.stated] == list(method.parameter_fields)
        assert plan.accuracies.keys() == {quantity.name for quantity in method.quantities}

    @pytest.mark.parametrize("code", METHODS)
    def test_rule_what_a_verifier_asks_and_name_their_source(self, code: str) -> None:
        plan = plan_of(METHODS[code])
        for part in RULES:
            statements: tuple[Statement, ...] = getattr(plan, part)
            assert statements, part
            assert all(one.source and one.words.ko and one.words.en for one in statements), part

    @pytest.mark.parametrize("code", METHODS)
    def test_what_they_say_is_held_is_there(self, code: str) -> None:
        plan = plan_of(METHODS[code])
        held = [one.held for part in RULES for one in getattr(plan, part) if one.held]
        assert len(held) >= 3
        assert [name for name in held if not is_there(name)] == []

    def test_no_file_belongs_to_no_method(self) -> None:
        assert {path.stem for path in PLANS.glob("*.toml")} == METHODS.keys() | {"fuels", "instruments"}

    def test_are_read_in_either_language(self) -> None:
        words = Words("전력량계", "Electricity meter")
        with translation.override("en"):
            assert str(words) == "Electricity meter"
        with translation.override("ko"):
            assert str(words) == "전력량계"

    @pytest.mark.parametrize("code", METHODS)
    def test_methods_with_baseline_months_ask_for_twelve(self, code: str) -> None:
        asks = any(
            one.held == "measurement.methods.base.TooFewBaselineMonths"
            for one in plan_of(METHODS[code]).baseline
        )
        assert METHODS[code].least_baseline_months == (12 if asks else 0)


class TestUncertainty:
    @pytest.mark.parametrize("row", golden("uncertainty.md"), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        case, code, effects, *expected = row
        found = computed(code, case)
        shown = [part.effect_kg for part in found.parts] + [found.kilograms, found.percent]
        rounded = [value.quantize(Decimal("0.000001"), ROUND_HALF_UP) for value in shown]
        assert rounded == decimals([*effects.split("; "), *expected])

    def test_of_a_product_alone_is_that_of_its_factor(self) -> None:
        """Rule 2 of error.txt: sx = x·√((sa/a)² + …), with a single a."""
        plan = plan_of(METHODS["photovoltaics"])
        all_used = months(3, {"generation_kwh": 1000, "export_kwh": 0})
        found = uncertainty(METHODS["photovoltaics"], [], all_used, factors(), {}, plan.accuracies)
        assert found.percent == plan.accuracies["generation_kwh"] == 1

    def test_takes_the_direction_that_can_be(self) -> None:
        """Lamps that burn all month can't burn longer: the error downwards counts."""
        method = METHODS["led"]
        month = months(1, {"lamp_hours": 744, "lamps_in_service": 1})
        stated = {**MEASURED["light"][2], "lamps_after": Decimal(1), "lamps_before": Decimal(1)}
        found = uncertainty(method, [], month, factors(), stated, plan_of(method).accuracies)
        assert found.percent == 1

    def test_of_nothing_reduced_has_no_percentage(self) -> None:
        method = METHODS["photovoltaics"]
        nothing = months(1, {"generation_kwh": 100, "export_kwh": 100})
        found = uncertainty(method, [], nothing, factors(), {}, plan_of(method).accuracies)
        assert found.percent is None
        assert found.kilograms > 0

    @given(better=st.integers(1, 40), worse=st.integers(1, 40))
    def test_grows_with_the_error_of_any_instrument(self, better: int, worse: int) -> None:
        method, (old, new, stated) = METHODS["air_compressor"], MEASURED["air"]
        known = plan_of(method).accuracies
        kilograms = [
            uncertainty(
                method, old, new, factors(), stated, {**known, "air_nm3": Decimal(percent) / 10}
            ).kilograms
            for percent in (better, better + worse)
        ]
        assert kilograms[0] < kilograms[1]

    def test_parts_are_told_by_side_and_quantity(self) -> None:
        parts = computed("air_compressor", "air").parts
        assert [(part.side, part.quantity.name) for part in parts] == [
            ("baseline", "electricity_kwh"), ("baseline", "air_nm3"),
            ("project", "electricity_kwh"), ("project", "air_nm3"),
        ]  # fmt: skip
