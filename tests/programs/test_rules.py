"""The arithmetic of support, against a table a person can check, and against everything at random."""

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.refusals import AnchorPartTooLarge, InKindAbovePart, InKindAboveShare, NoInKind, NoRate
from programs.rules import (
    Cap,
    CostLine,
    RuleValue,
    SupportInput,
    SupportResult,
    compute_support,
    floor_won,
    least_regrant,
)

RATES = {"SME": 6_000, "MIDSIZE": 5_000, "LARGE": 0}
KINDS = ("EQUIPMENT", "CONSULTING", "PCF")


def given_by_2026(
    size: str,
    costs: dict[str, int],
    *,
    taken: int = 0,
    consulting: int = 0,
    anchor: int = 0,
    **in_kind: int | RuleValue | None,
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
        **{"in_kind": RuleValue(5, 2_500, "kind"), **in_kind},  # type: ignore[arg-type]
    )


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


class TestGrades:
    def test_each_grade_has_its_row_and_a_sum_follows(self):
        rates = {
            ("EQUIPMENT", "GENERAL"): RuleValue(1, 5_000, "call", "GENERAL"),
            ("EQUIPMENT", "ADVANCED"): RuleValue(2, 7_000, "call", "ADVANCED"),
        }
        costs = (CostLine("EQUIPMENT", 100, "GENERAL"), CostLine("EQUIPMENT", 10, "ADVANCED"))
        result = compute_support(SupportInput(costs=costs, size_class="SME", rates=rates))
        assert [(r.code, r.grade, r.input_won, r.result_won) for r in result.rows[:4]] == [
            ("eligible", "", 110, 110),
            ("rate", "GENERAL", 100, 50),
            ("rate", "ADVANCED", 10, 7),
            ("rates", "", 110, 57),
        ]

    def test_one_rate_for_all_grades_is_one_row(self):
        costs = (CostLine("PCF", 3, "GENERAL"), CostLine("PCF", 3, "ADVANCED"))
        rates = {"PCF": RuleValue(1, 5_000)}
        result = compute_support(SupportInput(costs=costs, size_class="SME", rates=rates))
        assert [r.code for r in result.rows] == ["eligible", "rate", "subsidy", "self_burden", "own"]
        assert result.subsidy_won == 3


class TestPools:
    def test_say_how_large_the_pot_is_and_what_it_leaves(self):
        pool = Cap(RuleValue(7, 30_000_000, "call"), "CONSULTING", used_won=50_000_000, heads=3)
        given = SupportInput(
            costs=(CostLine("CONSULTING", 100_000_000),),
            size_class="SME",
            rates={"CONSULTING": RuleValue(1, 6_000)},
            pooled_caps=(pool,),
        )
        rows = {r.code: (r.input_won, r.factor, r.result_won, r.rule_id) for r in compute_support(given).rows}
        assert rows["pool"] == (30_000_000, 3, 90_000_000, 7)
        assert rows["cap_pooled"] == (60_000_000, 40_000_000, 40_000_000, 7)


class TestHandingOn:
    def case(self, **terms):
        return SupportInput(
            costs=(CostLine("EQUIPMENT", 200_000_000),),
            size_class="SME",
            rates={"EQUIPMENT": RuleValue(1, 6_000)},
            **terms,
        )

    def test_is_written_row_by_row(self):
        cap = Cap(RuleValue(3, 5_000_000_000, "all"), "", 4_800_000_000)
        given = self.case(regrant=RuleValue(9, 10_000, "chain"), consortium_caps=(cap,))
        rows = [(r.code, r.input_won, r.factor, r.result_won, r.rule_id) for r in compute_support(given).rows]
        assert rows[2:7] == [
            ("with_regrant", 120_000_000, 10_000, 240_000_000, 9),
            ("cap_consortium", 240_000_000, 200_000_000, 200_000_000, 3),
            ("own_of_whole", 200_000_000, 10_000, 100_000_000, 9),
            ("subsidy", 200_000_000, None, 100_000_000, None),
            ("regrant", 100_000_000, 10_000, 100_000_000, 9),
        ]

    @given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 20_000), st.integers(0, 10**12))
    def test_own_part_and_the_rest_stay_below_the_cap(self, cost, room, ratio, asked):
        given = SupportInput(
            costs=(CostLine("EQUIPMENT", cost),),
            size_class="SME",
            rates={"EQUIPMENT": RuleValue(1, 6_000)},
            consortium_caps=(Cap(RuleValue(3, room)),),
            regrant=RuleValue(9, ratio),
            regrant_asked_won=min(asked, room),
        )
        result = compute_support(given)
        assert result.total_won <= room
        assert result.regrant_won >= least_regrant(result.subsidy_won, ratio)
        assert 0 <= result.subsidy_won <= floor_won(cost, 6_000)


class TestInKind:
    COSTS: ClassVar = {"EQUIPMENT": 200_000_000}

    def test_is_written_part_by_part_beside_cash(self):
        parts = {"anchor_in_kind_won": 5_000_000, "own_in_kind_won": 15_000_000}
        result = compute_support(given_by_2026("SME", self.COSTS, anchor=20_000_000, **parts))
        assert [(r.code, r.input_won, r.factor, r.result_won, r.rule_id) for r in result.rows[4:]] == [
            ("self_burden", 200_000_000, None, 80_000_000, None),
            ("in_kind_limit", 80_000_000, 2_500, 20_000_000, 5),
            ("anchor", 80_000_000, None, 20_000_000, None),
            ("anchor_in_kind", 20_000_000, None, 5_000_000, 5),
            ("anchor_cash", 20_000_000, None, 15_000_000, None),
            ("own", 80_000_000, None, 60_000_000, None),
            ("own_in_kind", 60_000_000, None, 15_000_000, 5),
            ("own_cash", 60_000_000, None, 45_000_000, None),
        ]
        assert all(row.source or row.article for row in result.rows[4:])

    def test_above_the_share_is_refused_with_the_limit(self):
        parts = {"anchor_in_kind_won": 5_000_000, "own_in_kind_won": 15_000_001}
        with pytest.raises(InKindAboveShare, match=r"25 %.*20,000,000 won \(kind\)") as refused:
            compute_support(given_by_2026("SME", self.COSTS, anchor=20_000_000, **parts))
        assert refused.value.field == "own_in_kind_won"

    @pytest.mark.parametrize(
        ("parts", "field"),
        [
            ({"anchor": 1, "anchor_in_kind_won": 2}, "anchor_in_kind_won"),
            ({"anchor": 79_999_999, "own_in_kind_won": 2}, "own_in_kind_won"),
            ({"anchor": 1, "anchor_in_kind_won": -1}, "anchor_in_kind_won"),
        ],
    )
    def test_is_never_more_than_its_part_nor_below_nothing(self, parts, field):
        with pytest.raises(InKindAbovePart) as refused:
            compute_support(given_by_2026("SME", self.COSTS, **parts))
        assert refused.value.field == field

    def test_is_refused_where_no_rule_says_how_much(self):
        with pytest.raises(NoInKind) as refused:
            compute_support(given_by_2026("SME", self.COSTS, own_in_kind_won=1, in_kind=None))
        assert refused.value.field == "own_in_kind_won"

    def test_without_it_no_row_tells_of_it(self):
        codes = {row.code for row in compute_support(given_by_2026("SME", self.COSTS, anchor=1)).rows}
        assert not any("kind" in code or "cash" in code for code in codes)


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

    @given(costs, rates, *[st.integers(0, 10_000)] * 4)
    def test_cash_and_kind_re_add_to_the_self_burden(self, costs, rates, share, anchor, kind, part):
        terms = {"costs": costs, "size_class": "SME", "rates": rates}
        burden = compute_support(SupportInput(**terms)).self_burden_won
        anchor_won, limit = floor_won(burden, anchor), floor_won(burden, share)
        anchor_kind = min(anchor_won, floor_won(limit, kind))
        own_kind = min(burden - anchor_won, floor_won(limit - anchor_kind, part))
        parts = {"anchor_in_kind_won": anchor_kind, "own_in_kind_won": own_kind}
        given = SupportInput(**terms, anchor_won=anchor_won, in_kind=RuleValue(1, share), **parts)
        result = compute_support(given)
        cash = result.anchor_cash_won + result.own_cash_won
        assert result.subsidy_won + cash + result.in_kind_won == sum(line.won for line in costs)
        assert result.in_kind_won <= limit
        rows = {row.code: row.result_won for row in result.rows if not row.cost_kind}
        for whole in ("anchor", "own"):
            if f"{whole}_in_kind" in rows:
                assert rows[f"{whole}_in_kind"] + rows[f"{whole}_cash"] == rows[whole]

    @given(amounts, st.integers(0, 10_000))
    def test_rounds_down_by_less_than_a_won(self, won, rate):
        assert 0 <= won * rate - floor_won(won, rate) * 10_000 < 10_000
