"""The arithmetic of support, against a table a person can check, and against everything at random."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.refusals import AnchorPartTooLarge, NoRate
from programs.rules import Cap, CostLine, RuleValue, SupportInput, SupportResult, compute_support, floor_won

RATES = {"SME": 6_000, "MIDSIZE": 5_000, "LARGE": 0}
KINDS = ("EQUIPMENT", "CONSULTING", "PCF")


def given_by_2026(
    size: str, costs: dict[str, int], *, taken: int = 0, consulting: int = 0, anchor: int = 0
) -> SupportInput:
    return SupportInput(
        costs=tuple(CostLine(kind, won) for kind, won in costs.items() if won),
        size_class=size,
        rates={kind: RuleValue(1, RATES[size], "rate") for kind in KINDS},
        firm_caps=(Cap(RuleValue(2, 30_000_000, "firm"), "CONSULTING"),),
        consortium_caps=(
            Cap(RuleValue(3, 5_000_000_000, "all"), "", taken),
            Cap(RuleValue(4, 300_000_000, "consulting"), "CONSULTING", consulting),
        ),
        anchor_won=anchor,
    )


def golden() -> list[tuple]:
    text = Path(__file__).with_name("golden_amounts.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in row) for row in rows]


class TestGoldenAmounts:
    def test_the_table_is_there(self):
        assert len(golden()) >= 20

    @pytest.mark.parametrize("row", golden(), ids=lambda row: row[0])
    def test_gives_what_the_table_says(self, row):
        size, (equipment, consulting, pcf, taken, taken_consulting, anchor, *expected) = (
            row[1],
            (int(cell.replace(",", "")) for cell in row[2:]),
        )
        costs = {"EQUIPMENT": equipment, "CONSULTING": consulting, "PCF": pcf}
        terms = {"taken": taken, "consulting": taken_consulting, "anchor": anchor}
        result = compute_support(given_by_2026(size, costs, **terms))
        assert [result.subsidy_won, result.self_burden_won, result.own_won] == expected


class TestRows:
    def test_read_from_the_cost_to_the_own_part(self):
        result = compute_support(given_by_2026("SME", {"EQUIPMENT": 200_000_000}, anchor=20_000_000))
        assert [(r.code, r.input_won, r.factor, r.result_won, r.rule_id) for r in result.rows] == [
            ("eligible", 200_000_000, None, 200_000_000, None),
            ("rate", 200_000_000, 6_000, 120_000_000, 1),
            ("cap_consortium", 120_000_000, 5_000_000_000, 120_000_000, 3),
            ("subsidy", 200_000_000, None, 120_000_000, None),
            ("self_burden", 200_000_000, None, 80_000_000, None),
            ("anchor", 80_000_000, None, 20_000_000, None),
            ("own", 80_000_000, None, 60_000_000, None),
        ]

    def test_name_the_room_that_is_left_and_the_source(self):
        result = compute_support(given_by_2026("SME", {"CONSULTING": 60_000_000}, taken=4_990_000_000))
        caps = [
            (r.code, r.cost_kind, r.factor, r.source, r.result_won)
            for r in result.rows
            if r.code[:3] == "cap"
        ]
        assert caps == [
            ("cap_firm", "CONSULTING", 30_000_000, "firm", 30_000_000),
            ("cap_consortium", "CONSULTING", 300_000_000, "consulting", 30_000_000),
            ("cap_consortium", "", 10_000_000, "all", 10_000_000),
        ]

    def test_fit_the_columns_that_keep_them(self):
        result = compute_support(given_by_2026("SME", dict.fromkeys(KINDS, 1_000), anchor=1))
        assert all(len(row.code) <= 24 for row in result.rows)


class TestRefusals:
    @pytest.mark.parametrize("anchor", [80_000_001, -1])
    def test_the_anchors_part_is_within_the_self_burden(self, anchor):
        with pytest.raises(AnchorPartTooLarge, match="self-burden is only 80,000,000 won") as refused:
            compute_support(given_by_2026("SME", {"EQUIPMENT": 200_000_000}, anchor=anchor))
        assert refused.value.field == "anchor_won"

    def test_a_cost_without_a_rate(self):
        with pytest.raises(NoRate, match="PCF"):
            compute_support(SupportInput(costs=(CostLine("PCF", 1),), size_class="SME", rates={}))


amounts = st.integers(0, 10**15)
costs = st.lists(st.builds(CostLine, st.sampled_from(KINDS), amounts), max_size=8).map(tuple)
values = st.builds(RuleValue, st.none(), amounts)
caps = st.lists(st.builds(Cap, values, st.sampled_from(["", *KINDS]), amounts), max_size=5).map(tuple)
rates = st.fixed_dictionaries(
    {kind: st.builds(RuleValue, st.none(), st.integers(0, 10_000)) for kind in KINDS}
)


class TestAlways:
    @given(costs, rates, caps, caps)
    def test_no_cap_is_passed_and_the_parts_make_the_whole(self, costs, rates, firm_caps, consortium_caps):
        terms = {"costs": costs, "size_class": "SME", "rates": rates}
        terms |= {"firm_caps": firm_caps, "consortium_caps": consortium_caps}
        result: SupportResult = compute_support(SupportInput(**terms))
        whole = sum(line.won for line in costs)
        assert result.subsidy_won + result.self_burden_won == whole
        assert result.anchor_won + result.own_won == result.self_burden_won
        assert 0 <= result.subsidy_won <= whole
        for cap in (*firm_caps, *consortium_caps):
            if cap.cost_kind == "" or {line.cost_kind for line in costs} <= {cap.cost_kind}:
                assert result.subsidy_won <= cap.room_won or not costs
        again = compute_support(SupportInput(**terms, anchor_won=result.self_burden_won))
        assert again.own_won == 0

    @given(amounts, st.integers(0, 10_000))
    def test_rounds_down_by_less_than_a_won(self, won, rate):
        assert 0 <= won * rate - floor_won(won, rate) * 10_000 < 10_000
