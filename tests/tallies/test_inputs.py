"""Frozen inputs add up to themselves, whatever the order, and their fingerprint covers all of them. Pure."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.tallies.figures import NAMES, Figures
from reporting.tallies.frozen import PLACE, Input, add_up, hash_of_inputs

CASE = Input(
    kind="CASE", item=1, consortium_key=2, anchor_key=3, support_model="chain", firm_key=4, tier=1,
    region="busan", sector="C24", technologies={"led": 1, "PCF": 2}, rules=("CBAM", "CSDDD"),
    figures=Figures(grants=1, paid_won=100),
)  # fmt: skip
NUMBERS = st.lists(st.integers(0, 10**12), min_size=len(NAMES), max_size=len(NAMES))


class TestAddUp:
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(NUMBERS, st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=5))
    def test_every_dimension_sums_to_the_whole(self, drawn: list[tuple[list[int], int, int]]) -> None:
        inputs = [
            replace(CASE, item=n, technologies={"led": a, "PCF": b}, figures=Figures(*numbers))
            for n, (numbers, a, b) in enumerate(drawn)
        ]
        whole = sum((one.figures for one in inputs), Figures())
        counted = add_up(inputs, 7)
        assert counted == add_up(reversed(inputs), 7)
        for dimension, parts in counted.items():
            if dimension != "REGULATION":
                assert sum(parts.values(), Figures()) == whole, dimension

    def test_under_every_rule_it_serves_and_under_none_without_one(self) -> None:
        assert set(add_up([CASE], 7)["REGULATION"]) == {"CBAM", "CSDDD"}
        assert set(add_up([replace(CASE, rules=())], 7)["REGULATION"]) == {"none"}


class TestHash:
    def test_does_not_depend_on_the_order(self) -> None:
        other = replace(CASE, item=2, technologies={"PCF": 2, "led": 1})
        same = replace(CASE, technologies={"PCF": 2, "led": 1})
        assert hash_of_inputs([CASE, other]) == hash_of_inputs([other, same])

    def test_covers_everything_that_is_frozen(self) -> None:
        another = {
            "technologies": {"led": 3},
            "rules": (),
            "support_model": "x",
            "region": "x",
            "sector": "x",
        }
        seen = {hash_of_inputs([CASE])}
        for name in PLACE:
            seen.add(hash_of_inputs([replace(CASE, **{name: another.get(name, 99)})]))
        assert len(seen) == len(PLACE) + 1
