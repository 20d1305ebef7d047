"""The pure rules of panels: weights, points, totals, ranking and cut line, reserve list, the draw."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import drawing, ranking
from applications.drawing import Candidate
from applications.ranking import Entry
from applications.refusals.panels import PointsOutOfRange, ScoreMissing, WeightsDontSum

EARLY = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
LATE = EARLY + dt.timedelta(seconds=1)


def entry(key: int, total: int, *, first: int = 50, at: dt.datetime = EARLY, asked: int = 100) -> Entry:
    return Entry(key, (total,), (first,), at, asked)


def keys(entries: list[Entry], budget: int = 10_000) -> list[int]:
    return [place.key for place in ranking.rank(entries, budget)]


class TestWeights:
    def test_come_to_100(self):
        ranking.check_weights([35, 25, 20, 20])

        with pytest.raises(WeightsDontSum, match="99"):
            ranking.check_weights([35, 25, 20, 19])


class TestScores:
    @pytest.mark.parametrize("points", [-1, 101, 10**12, 85.5, True, "80"])
    def test_out_of_range_are_refused(self, points):
        with pytest.raises(PointsOutOfRange):
            ranking.check_scores([7], {7: points}, {7: "왜"})

    @pytest.mark.parametrize("points", [0, 100])
    def test_at_the_ends_are_taken(self, points):
        ranking.check_scores([7], {7: points}, {7: "왜"})

    def test_need_each_criterion_and_a_comment(self):
        with pytest.raises(ScoreMissing):
            ranking.check_scores([7, 8], {7: 1}, {7: "왜", 8: "왜"})
        with pytest.raises(ScoreMissing) as refused:
            ranking.check_scores([7], {7: 1}, {7: "  "})

        assert refused.value.field == "comment_7"


class TestMeans:
    def test_are_exact_hundredths_before_the_one_rounding(self):
        assert ranking.total_hundredths([(35, 81), (65, 77)]) == 35 * 81 + 65 * 77 == 7840

    @pytest.mark.parametrize(
        ("totals", "mean"),
        [((8000, 8001), 8001), ((8000, 8000, 8001), 8000), ((8000, 8001, 8001), 8001), ((), 0)],
    )
    def test_are_rounded_half_up(self, totals, mean):
        assert ranking.mean_hundredths(totals) == mean

    @pytest.mark.parametrize(("hundredths", "shown"), [(8005, "80.05"), (10_000, "100.00"), (9, "0.09")])
    def test_are_shown_with_two_decimals(self, hundredths, shown):
        assert ranking.in_points(hundredths) == shown

    def test_spread_is_highest_less_lowest(self):
        assert ranking.spread([7000, 9100, 8000]) == 2100


class TestRanking:
    def test_puts_the_higher_mean_first(self):
        assert keys([entry(1, 7000), entry(2, 9000), entry(3, 8000)]) == [2, 3, 1]

    def test_decides_a_tie_by_the_first_criterion_then_by_the_earlier_submission(self):
        tied = [entry(1, 8000, at=LATE), entry(2, 8000, at=EARLY), entry(3, 8000, first=60, at=LATE)]

        places = ranking.rank(tied, 10_000)

        assert [place.key for place in places] == [3, 2, 1]
        assert all(place.is_tied for place in places)

    def test_says_of_others_that_they_are_not_tied(self):
        assert not any(place.is_tied for place in ranking.rank([entry(1, 8000), entry(2, 7999)], 1))

    def test_draws_the_line_above_the_first_that_does_not_fit_and_passes_nobody_over(self):
        places = ranking.rank(
            [entry(1, 9000, asked=60), entry(2, 8000, asked=50), entry(3, 7000, asked=10)], 100
        )

        assert [(place.key, place.is_above_line, place.running_won) for place in places] == [
            (1, True, 60), (2, False, 110), (3, False, 120),
        ]  # fmt: skip

    def test_covers_who_fits_to_the_won(self):
        assert ranking.rank([entry(1, 9000, asked=100)], 100)[0].is_above_line
        assert not ranking.rank([entry(1, 9000, asked=101)], 100)[0].is_above_line

    @given(
        st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 500)), max_size=30), st.integers(0, 5_000)
    )
    def test_never_spends_more_than_there_is_and_orders_the_same_whatever_comes_first(self, rows, budget):
        entries = [entry(n, total, asked=asked) for n, (total, asked) in enumerate(rows)]

        places = ranking.rank(entries, budget)

        assert sum(entries[place.key].asked_won for place in places if place.is_above_line) <= budget
        assert places == ranking.rank(reversed(entries), budget)
        line = [place.is_above_line for place in places]
        assert line == sorted(line, reverse=True)


class TestReserve:
    def test_moves_up_in_order_and_stops_at_the_first_not_covered(self):
        assert ranking.moving_up([(5, 40), (3, 30), (8, 10)], 75) == [5, 3]
        assert ranking.moving_up([(5, 80), (3, 30)], 75) == []


class TestDraw:
    POOL = (
        Candidate(1, fits=False, load=0, max_load=9),
        Candidate(2, fits=True, load=3, max_load=9),
        Candidate(3, fits=True, load=1, max_load=9),
        Candidate(4, fits=True, load=9, max_load=9),
    )

    def test_goes_by_expertise_then_load_and_leaves_out_who_has_enough(self):
        assert drawing.draw(self.POOL, 9, "seed") == [3, 2, 1]
        assert drawing.draw(self.POOL, 1, "seed") == [3]

    def test_is_the_same_for_the_same_seed_and_another_for_others(self):
        equal = [Candidate(n, fits=True, load=0, max_load=1) for n in range(20)]
        drawn = {tuple(drawing.draw(equal, 3, f"seed-{n}")) for n in range(10)}

        assert drawing.draw(equal, 3, "seed") == drawing.draw(reversed(equal), 3, "seed")
        assert len(drawn) > 5
