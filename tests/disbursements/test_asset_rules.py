"""Restrictions, reports and serial numbers as pure rules; a firm's rating as arithmetic."""

import datetime as dt

import pytest

from disbursements.assets.restriction import (
    clock_on,
    funded_bp,
    proposed_return_won,
    report_periods,
    restriction_end,
)
from disbursements.assets.serials import InvalidSerial, SerialTwice, mark_of, read_serials
from disbursements.inspections.programme import terms_on
from disbursements.inspections.risk import Fact, rate

DAY = dt.date(2026, 2, 2)


class TestRestriction:
    @pytest.mark.parametrize(
        ("acquired", "months", "until"),
        [
            (dt.date(2026, 2, 2), 60, dt.date(2031, 2, 2)),
            (dt.date(2024, 2, 29), 60, dt.date(2029, 2, 28)),
            (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
            (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
            (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        ],
    )
    def test_ends_on_the_same_day_so_many_months_later(self, acquired, months, until):
        assert restriction_end(acquired, months) == until

    def test_holds_on_its_last_day_and_is_over_on_the_next(self):
        until = dt.date(2031, 2, 2)
        last, after = clock_on(DAY, until, until), clock_on(DAY, until, until + dt.timedelta(days=1))
        assert (last.days_left, last.is_over, last.passed_bp) == (0, False, 10_000)
        assert (after.days_left, after.is_over) == (-1, True)
        assert clock_on(DAY, until, DAY).passed_bp == 0


class TestReports:
    def periods(self, today, **more):
        return [(p.until, p.due_on) for p in report_periods(DAY, dt.date(2031, 2, 2), today, 30, **more)]

    def test_fall_due_thirty_days_after_each_half_year_that_is_over(self):
        june, december = dt.date(2026, 6, 30), dt.date(2026, 12, 31)
        assert self.periods(june) == []
        assert self.periods(june + dt.timedelta(days=1)) == [(june, dt.date(2026, 7, 30))]
        assert [until for until, _due in self.periods(dt.date(2027, 1, 1))] == [june, december]

    def test_are_ten_in_five_years_and_none_after_a_disposal(self):
        assert len(self.periods(dt.date(2040, 1, 1))) == 10
        assert len(self.periods(dt.date(2040, 1, 1), ended_on=dt.date(2027, 7, 1))) == 3


class TestReturn:
    @pytest.mark.parametrize(
        ("sold", "passed_bp", "won"),
        [
            (0, 0, 60_000_000),  # scrapped on the first day: all of it
            (0, 10_000, 0),  # on the last day nothing is left
            (50_000_000, 10_000, 30_000_000),  # the subsidy's part of the price of the sale
            (10_000_000, 5_000, 30_000_000),  # sold below what it is worth by its time
            (900_000_000, 0, 60_000_000),  # never above the subsidy
            (1, 10_000, 0),  # rounded down
        ],
    )
    def test_is_the_subsidys_part_of_what_the_asset_brings_or_is_worth(self, sold, passed_bp, won):
        terms = {"price_won": 100_000_000, "funded_won": 60_000_000}
        assert proposed_return_won(**terms, sold_for_won=sold, passed_bp=passed_bp) == won

    def test_of_the_price_the_subsidy_paid_basis_points_rounded_down(self):
        assert (funded_bp(3, 2), funded_bp(0, 0)) == (6_666, 0)


class TestSerials:
    @pytest.mark.parametrize(
        ("maker", "serial"),
        [
            ("시험기계", "SN-0042"),
            ("㈜시험기계", "sn 0042"),
            ("주식회사 시험 기계", "ＳＮ００４２"),
            ("시험기계(주)", "SN_0042"),
        ],
    )
    def test_of_one_maker_are_one_however_they_are_written(self, maker, serial):
        assert mark_of(maker, serial) == "시험기계:SN0042"

    def test_of_two_makers_are_two(self):
        assert mark_of("A사", "1234") != mark_of("B사", "1234")
        assert mark_of("Agco", "1234") == "AGCO:1234"
        assert mark_of("Kobelco Co., Ltd.", "1234") == mark_of("KOBELCO", "1234")

    def test_are_read_one_to_a_line(self):
        assert read_serials(" A-1 \n\nA-2\n") == ["A-1", "A-2"]

    @pytest.mark.parametrize(
        ("text", "refusal"), [("--", InvalidSerial), ("x" * 41, InvalidSerial), ("A-1\na1", SerialTwice)]
    )
    def test_that_are_none_or_stand_twice_are_refused_by_name(self, text, refusal):
        with pytest.raises(refusal) as caught:
            read_serials(text)
        assert text.splitlines()[-1][:40] in str(caught.value)


class TestRating:
    def test_adds_up_points_and_asks_for_inspections(self):
        terms = terms_on("any", DAY)
        nothing = rate({}, terms)
        assert (nothing.points, nothing.rating, nothing.term.inspections, nothing.term.on_site) == (
            0,
            "LOW",
            1,
            0,
        )
        first = rate({Fact.FIRST_GRANT: 1, Fact.AMOUNT: 999_999_999}, terms)
        assert (first.points, first.rating) == (1, "LOW")
        large = rate({Fact.FIRST_GRANT: 1, Fact.AMOUNT: 1_000_000_000}, terms)
        assert (large.points, large.rating, large.term.on_site) == (3, "MEDIUM", 1)
        bad = rate({Fact.EXCLUDED: 1, Fact.LATE_REPORTS: 3}, terms)
        assert (bad.points, bad.rating, bad.term.inspections) == (6, "HIGH", 2)

    def test_shows_every_fact_with_its_source(self):
        rows = rate({}, terms_on("any", DAY)).rows
        assert {row.fact for row in rows} == set(Fact)
        assert all(row.term.source_ko and row.term.source_en and not row.points for row in rows)

    def test_checklist_has_points_that_need_somebody_there(self):
        checklist = terms_on("any", DAY).checklist
        assert len({one.code for one in checklist}) == len(checklist) >= 9
        assert {one.code for one in checklist if not one.remote} == {"OLD", "USE"}
