"""The arithmetic of settlements and recovery, at one won and one day around every threshold."""

import datetime as dt
from math import floor

import pytest

from disbursements import recovery
from disbursements.settling import (
    Basis,
    Occasion,
    audit_due_on,
    auditor_due_on,
    cut_percent,
    due_on,
    months_after,
    months_late,
    needs_audit,
    needs_verification,
    occasions,
    shares_of_award,
)
from programs.statutory import statutory_number, statutory_numbers
from tests.guards.walk import ROOT

D = dt.date
ON = D(2026, 12, 31)


class TestDue:
    @pytest.mark.parametrize(
        ("until", "due"),
        [
            (D(2026, 12, 31), D(2027, 2, 28)),
            (D(2027, 12, 31), D(2028, 2, 29)),
            (D(2026, 6, 30), D(2026, 8, 31)),
            (D(2026, 12, 30), D(2027, 2, 28)),
            (D(2026, 12, 29), D(2027, 2, 28)),
            (D(2026, 12, 27), D(2027, 2, 27)),
            (D(2026, 5, 14), D(2026, 7, 14)),
        ],
    )
    def test_two_months_by_the_civil_act(self, until, due):
        assert due_on(until) == due

    def test_every_year_end_the_undertaking_outlives_and_its_end(self):
        found = occasions(begins_on=D(2026, 3, 1), ends_on=D(2027, 6, 30), closed_on=None)
        assert found == [
            Occasion(Basis.YEAR_END, D(2026, 12, 31)),
            Occasion(Basis.COMPLETION, D(2027, 6, 30)),
        ]

    def test_an_end_on_31_december_is_settled_once(self):
        found = occasions(begins_on=D(2026, 3, 1), ends_on=D(2026, 12, 31), closed_on=None)
        assert found == [Occasion(Basis.COMPLETION, D(2026, 12, 31))]

    def test_nothing_follows_a_closure(self):
        found = occasions(begins_on=D(2026, 3, 1), ends_on=D(2028, 6, 30), closed_on=D(2026, 9, 1))
        assert found == [Occasion(Basis.CLOSURE, D(2026, 9, 1))]


class TestLate:
    @pytest.mark.parametrize(
        ("day", "months", "percent"),
        [
            (D(2027, 2, 28), 0, 0),
            (D(2027, 3, 1), 0, 0),
            (D(2027, 5, 30), 2, 0),
            (D(2027, 5, 31), 3, 10),
            (D(2027, 8, 30), 5, 10),
            (D(2027, 8, 31), 6, 20),
            (D(2028, 2, 28), 11, 20),
            (D(2028, 2, 29), 12, 50),
        ],
    )
    def test_cuts_rise_at_three_six_and_twelve_months(self, day, months, percent):
        late = months_late(D(2027, 2, 28), day)
        assert (late, cut_percent(late, day)) == (months, percent)


class TestThresholds:
    @pytest.mark.parametrize(
        ("won", "needed"), [(99_999_999, False), (100_000_000, True), (100_000_001, True)]
    )
    def test_verification(self, won, needed):
        assert needs_verification(won, ON) is needed

    @pytest.mark.parametrize(
        ("received", "needed"),
        [
            ([(999_999_999, 0)], False),
            ([(600_000_000, 0), (400_000_000, 0)], True),
            ([(1_000_000_001, 0)], True),
            ([(1_000_000_000, 1)], False),
            ([(5_000_000_000, 4_000_000_000)], True),
        ],
    )
    def test_audit_over_all_grants_without_what_is_re_granted(self, received, needed):
        assert needs_audit(received, ON) is needed

    def test_auditor_is_due_at_the_end_of_march_and_the_report_of_april(self):
        assert (auditor_due_on(2026), audit_due_on(2026)) == (D(2027, 3, 31), D(2027, 4, 30))


class TestShares:
    def test_come_to_the_award_won_by_won(self):
        assert shares_of_award(100, [1, 1, 1]) == [34, 33, 33]
        assert shares_of_award(120_000_001, [150_000_000, 50_000_000]) == [90_000_001, 30_000_000]
        assert shares_of_award(7, []) == []


class TestSurcharge:
    @pytest.mark.parametrize(
        ("ground", "most"),
        [("FALSE_APPLICATION", 500), ("MISUSE", 300), ("BREACH", 200), ("UNMET", 100), ("EXCESS", 0)],
    )
    def test_scale(self, ground, most):
        assert recovery.most_surcharge(principal_won=100, ground=ground, on=ON) == most

    def test_is_rounded_down_once(self):
        assert recovery.most_surcharge(principal_won=33, ground="UNMET", on=ON) == 33


class TestInterest:
    def test_counts_each_day_at_the_rate_that_holds_on_it(self):
        """2025-03-20 is the last day at 3.5 %, 2025-03-21 the first at 3.1 %."""
        won = recovery.interest(principal_won=365_000_000, since=D(2025, 3, 19), until=D(2025, 3, 21))
        assert won == 35_000 + 31_000

    @pytest.mark.parametrize(
        ("since", "until", "won"),
        [
            (D(2025, 3, 19), D(2025, 3, 20), 35_000),
            (D(2025, 3, 20), D(2025, 3, 21), 31_000),
            (D(2025, 3, 21), D(2025, 3, 21), 0),
            (D(2025, 3, 22), D(2025, 3, 21), 0),
        ],
    )
    def test_leaves_the_first_day_out(self, since, until, won):
        assert recovery.interest(principal_won=365_000_000, since=since, until=until) == won

    def test_runs_on_what_was_paid_until_its_day_only(self):
        """A third is paid after one day at 3.1 %, a third after two, the rest is still owed after three."""
        paid = [(D(2025, 6, 2), 365_000_000), (D(2025, 6, 3), 365_000_000)]
        terms = {"since": D(2025, 6, 1), "until": D(2025, 6, 4), "paid": paid}
        assert recovery.interest(principal_won=3 * 365_000_000, **terms) == 31_000 * (1 + 2 + 3)

    def test_a_year_is_the_rate_itself_and_rounding_is_down(self):
        year = {"since": D(2025, 6, 1), "until": D(2026, 6, 1)}
        assert recovery.interest(principal_won=10_000, **year) == 310
        assert recovery.interest(principal_won=9_999, **year) == floor(9_999 * 310 // 10_000)


class TestLateFee:
    @pytest.mark.parametrize(
        ("today", "won"),
        [
            (D(2026, 3, 31), 0),
            (D(2026, 4, 1), 10_000),
            (D(2026, 4, 30), 10_000),
            (D(2026, 5, 1), 20_000),
            (D(2026, 8, 1), 50_000),
            (D(2026, 9, 1), 50_000),
            (D(2036, 9, 1), 50_000),
        ],
    )
    def test_every_month_begun_and_never_above_five_percent(self, today, won):
        assert recovery.late_fee([(today, 1_000_000)], due=D(2026, 3, 31)) == won

    def test_of_parts_paid_late_until_their_day(self):
        parts = [(D(2026, 4, 1), 1_000_000), (D(2026, 6, 1), 1_000_000)]
        assert recovery.late_fee(parts, due=D(2026, 3, 31)) == 10_000 + 30_000

    def test_is_rounded_down(self):
        assert recovery.late_fee([(D(2026, 4, 1), 99)], due=D(2026, 3, 31)) == 0


class TestDays:
    def test_thirty_days_to_pay_and_five_years_of_exclusion(self):
        assert recovery.due_on("SURCHARGE", D(2026, 2, 2)) == D(2026, 3, 4)
        assert recovery.due_on("PRINCIPAL", D(2026, 12, 31)) == D(2027, 1, 30)
        assert recovery.exclusion_ends(D(2026, 2, 2)) == D(2031, 2, 1)
        assert recovery.exclusion_ends(D(2028, 2, 29)) == D(2033, 2, 28)

    def test_months_end_on_the_last_day_where_there_is_no_other(self):
        assert months_after(D(2026, 1, 30), 1) == D(2026, 2, 28)
        assert months_after(D(2026, 1, 31), 1) == D(2026, 2, 28)


class TestParts:
    def test_sum_up_and_fall_due_monthly(self):
        parts = recovery.in_parts(amount_won=100, number=3, first_due_on=D(2026, 1, 15))
        assert [(part.due_on, part.amount_won) for part in parts] == [
            (D(2026, 1, 15), 34), (D(2026, 2, 15), 33), (D(2026, 3, 15), 33),
        ]  # fmt: skip

    def test_a_part_is_paid_when_what_came_reaches_it(self):
        parts = recovery.in_parts(amount_won=100, number=2, first_due_on=D(2026, 1, 15))
        assert recovery.unpaid(parts, 49) == parts
        assert recovery.unpaid(parts, 50) == parts[1:]
        assert recovery.unpaid(parts, 100) == []


class TestNumbers:
    def test_are_told_with_their_values(self):
        names = ("settlement.md", "debts.md")
        told = "".join((ROOT / "docs" / "rules" / name).read_text(encoding="utf-8") for name in names)
        kinds = {row.kind for row in statutory_numbers()}
        assert len(kinds) >= 20
        missing = [kind for kind in kinds if f"`{kind}`, {statutory_number(kind, ON):,}" not in told]
        assert missing == []
