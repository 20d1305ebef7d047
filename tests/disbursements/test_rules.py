"""The arithmetic of payments and contributions."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursements import rules
from disbursements.refusals import InvalidInvoiceNumber
from disbursements.rules import (
    Duty,
    allot,
    duty_of,
    lowered_support,
    minor_limit,
    normal_invoice_number,
    split_contribution,
    subsidised_part,
)

WON = st.integers(min_value=1, max_value=10**12)


class TestSubsidisedPart:
    @pytest.mark.parametrize(
        ("supply", "awarded", "eligible", "left", "expected"),
        [
            (200_000_000, 120_000_000, 200_000_000, 120_000_000, 120_000_000),  # the whole at 60 %
            (100_000_000, 120_000_000, 200_000_000, 120_000_000, 60_000_000),  # half of it
            (99_999_999, 120_000_000, 200_000_000, 120_000_000, 59_999_999),  # 59,999,999.4 rounded down
            (1, 120_000_000, 200_000_000, 120_000_000, 0),  # 0.6 won
            (100_000_000, 120_000_000, 200_000_000, 5_000_000, 5_000_000),  # never past the award
            (100_000_000, 120_000_000, 200_000_000, 0, 0),
            (100_000_000, 120_000_000, 0, 120_000_000, 0),
        ],
    )
    def test_pays_the_grants_share_rounded_down_once(self, supply, awarded, eligible, left, expected):
        part = subsidised_part(supply_won=supply, awarded_won=awarded, eligible_won=eligible, left_won=left)
        assert part == expected

    @given(awarded=WON, eligible=WON, supplies=st.lists(WON, max_size=8))
    def test_never_comes_to_more_than_the_award_nor_than_the_invoice(self, awarded, eligible, supplies):
        awarded, left = min(awarded, eligible), min(awarded, eligible)
        for supply in supplies:
            part = subsidised_part(
                supply_won=supply, awarded_won=awarded, eligible_won=eligible, left_won=left
            )
            assert 0 <= part <= supply
            left -= part
        assert 0 <= left <= awarded


class TestDuty:
    @pytest.mark.parametrize(
        ("paid", "ratio", "owed"), [(60_000_000, 10_000, 60_000_000), (33, 5_000, 16), (1, 1, 0)]
    )
    def test_is_the_programmes_ratio_rounded_down(self, paid, ratio, owed):
        assert duty_of(paid_won=paid, ratio_bp=ratio) == owed

    def test_what_is_more_than_the_duty_is_voluntary(self):
        assert split_contribution(amount_won=50, open_won=30) == (30, 20)
        assert split_contribution(amount_won=20, open_won=30) == (20, 0)
        assert split_contribution(amount_won=20, open_won=0) == (0, 20)

    def test_what_was_done_meets_the_earliest_due_day_first(self):
        late = Duty(1, "#1", 100, dt.date(2026, 9, 1))
        early = Duty(2, "#2", 70, dt.date(2026, 5, 1))
        assert [(d.label, d.open_won) for d in allot([late, early], 90)] == [("#2", 0), ("#1", 80)]


class TestInvoiceNumber:
    @pytest.mark.parametrize(
        "typed",
        ["20260202-41000012-a1b2c3d4", " 20260202 41000012 A1B2C3D4 ", "２０２６０２０２41000012a1b2c3d4"],
    )
    def test_has_one_normal_form(self, typed):
        assert normal_invoice_number(typed) == "2026020241000012A1B2C3D4"

    @pytest.mark.parametrize(
        "typed", ["", "2026", "2026020241000012A1B2C3D45", "2026020241000012A1B2C3D_", "한" * 24]
    )
    def test_refuses_anything_else(self, typed):
        with pytest.raises(InvalidInvoiceNumber):
            normal_invoice_number(typed)


class TestMinorLimit:
    #: last decided, part → by how much it may move
    @pytest.mark.parametrize(
        ("decided", "share", "limit"),
        [
            (50_000_000, 2_000, 10_000_000),
            (50_000_004, 2_000, 10_000_000),  # 10,000,000.8 rounded down
            (50_000_005, 2_000, 10_000_001),
            (50_000_000, 0, 0),
            (4, 2_000, 0),
            (999_999_999_999_999, 10_000, 999_999_999_999_999),
        ],
    )
    def test_is_a_part_of_what_was_last_decided(self, decided, share, limit):
        assert minor_limit(decided_won=decided, share_bp=share) == limit


class TestLoweredSupport:
    #: stands, by the rules before and after → stands
    @pytest.mark.parametrize(
        ("standing", "before", "after", "stands"),
        [
            (120_000_000, 120_000_000, 120_000_000, 120_000_000),
            (120_000_000, 120_000_000, 119_999_999, 119_999_999),
            (120_000_000, 120_000_000, 120_000_001, 120_000_000),  # never grows
            (40, 60, 48, 32),  # less was awarded than the rules give: 40 % of 100 and of 80
            (90_000_000, 120_000_000, 100_000_000, 75_000_000),
            (120_000_000, 100_000_000, 100_000_000, 120_000_000),  # nothing becomes less by this change
            (120_000_000, 60_000_000, 30_000_000, 60_000_000),  # the room below a cap is less than it was
            (100, 60, 59, 98),  # 98.33
            (120_000_000, 120_000_000, 0, 0),
        ],
    )
    def test_falls_as_what_the_rules_give(self, standing, before, after, stands):
        assert lowered_support(standing_won=standing, before_won=before, after_won=after) == stands


class TestPunctuality:
    def test_is_the_share_passed_on_until_the_due_day_and_the_median_of_days(self):
        def day(n):
            return dt.date(2026, 5, 1) + dt.timedelta(days=n)

        owed = [rules.ToPassOn(day(0), day(30), 100), rules.ToPassOn(day(10), day(40), 100)]
        found = rules.punctuality([(owed, [(day(30), 60), (day(31), 90)])], day(41))
        assert (found.in_time_won, found.late_won, found.open_won) == (60 + 50, 40 + 50, 0)
        assert (found.share_bp, found.median_days) == (5_500, 30)
        assert rules.punctuality([(owed, [])], day(40)).open_won == 100
        assert rules.punctuality([], day(0)).share_bp is None

    def test_of_several_chains_never_mixes_their_money(self):
        day = dt.date(2026, 5, 1)
        owed = rules.ToPassOn(day, day, 10)
        found = rules.punctuality([([owed], [(day, 10)]), ([owed], [])], day + dt.timedelta(days=1))
        assert (found.in_time_won, found.late_won) == (10, 10)
