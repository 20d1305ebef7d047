from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from core.ui import bars, deadlines, formats


class TestWon:
    @pytest.mark.parametrize(
        ("amount", "korean", "english"),
        [
            (1_234_567, "1,234,567원", "KRW 1,234,567"),
            (0, "0원", "KRW 0"),
            (-5_000, "-5,000원", "-KRW 5,000"),
            (None, "–", "–"),
        ],
    )
    def test_shows_every_digit(self, amount, korean, english):
        assert formats.won(amount, korean=True) == korean
        assert formats.won(amount, korean=False) == english

    def test_refuses_a_float(self):
        with pytest.raises(ValueError, match="whole"):
            formats.won(1.5, korean=True)


class TestWonWords:
    @pytest.mark.parametrize(
        ("amount", "korean", "english"),
        [
            (9_800_000_000, "98억원", "KRW 9.8 bn"),
            (980_000_000, "9.8억원", "KRW 980 m"),
            (4_168_000_000, "41.68억원", "KRW 4.17 bn"),
            (30_000_000, "3,000만원", "KRW 30 m"),
            (12_345_000, "1,234.5만원", "KRW 12.35 m"),
            (99_999_999, "1억원", "KRW 100 m"),
            (999_999_999_999, "1조원", "KRW 1 tn"),
            (9_999, "9,999원", "KRW 9,999"),
            (-980_000_000, "-9.8억원", "-KRW 980 m"),
            (0, "0원", "KRW 0"),
            (None, "–", "–"),
        ],
    )
    def test_rounds_half_up_to_two_decimals(self, amount, korean, english):
        assert formats.won_words(amount, korean=True) == korean
        assert formats.won_words(amount, korean=False) == english


class TestOthers:
    @pytest.mark.parametrize(
        ("kilograms", "text"),
        [
            (12_345, "12.345 tCO₂e"),
            (20_000_000, "20,000 tCO₂e"),
            (1, "0.001 tCO₂e"),
            (0, "0 tCO₂e"),
            (None, "–"),
        ],
    )
    def test_tonnes(self, kilograms, text):
        assert formats.tonnes(kilograms) == text

    @pytest.mark.parametrize(
        ("basis_points", "text"), [(6000, "60 %"), (3333, "33.33 %"), (10000, "100 %"), (0, "0 %")]
    )
    def test_percent(self, basis_points, text):
        assert formats.percent(basis_points) == text

    def test_days_and_moments_are_on_the_clock_of_seoul(self):
        late = datetime(2026, 5, 18, 16, 3, tzinfo=UTC)
        assert formats.day(late) == "2026-05-19"
        assert formats.moment(late) == "2026-05-19 01:03"
        assert formats.day(date(2026, 5, 19)) == "2026-05-19"
        assert formats.day(None) == "–"

    @pytest.mark.parametrize(
        ("number", "text"),
        [("1248100998", "124-81-00998"), ("124-81-00998", "124-81-00998"), ("12", "12"), ("", "–")],
    )
    def test_business_number(self, number, text):
        assert formats.business_number(number) == text

    @pytest.mark.parametrize(("size", "text"), [(812, "812 B"), (1_480_000, "1.4 MB"), (2048, "2 KB")])
    def test_file_size(self, size, text):
        assert formats.file_size(size) == text


class TestDeadlines:
    today = date(2026, 5, 19)

    @pytest.mark.parametrize(
        ("deadline", "text"),
        [
            (date(2026, 5, 19), "due today"),
            (date(2026, 5, 20), "1 day left"),
            (date(2026, 5, 29), "10 days left"),
            (date(2026, 5, 17), "2 days late"),
            (datetime(2026, 5, 19, 20, tzinfo=UTC), "1 day left"),
            (None, ""),
        ],
    )
    def test_says_how_far_away(self, deadline, text):
        with translation.override("en"):
            assert deadlines.days_left(deadline, today=self.today) == text

    def test_a_deadline_is_not_past_on_its_day(self):
        assert not deadlines.is_past(self.today, today=self.today)
        assert deadlines.is_past(date(2026, 5, 18), today=self.today)


class TestBars:
    def test_parts_fill_the_bar_without_a_gap(self):
        parts = bars.segments([("a", 1, ""), ("b", 1, ""), ("c", 1, "danger")])
        assert sum(part["width"] for part in parts) == bars.FULL
        assert [part["x"] for part in parts] == [0, 3333, 6666]
        assert parts[2]["tone"] == "danger"

    def test_nothing_is_no_bar(self):
        assert [part["width"] for part in bars.segments([("a", 0, "")])] == [0]
