"""
How reviewers' scores become a ranking and a cut line: pure, in whole numbers.

Points are whole, 0 to 100; weights come to 100, so a weighted total is in whole hundredths of a point.
The one rounding of the ranking is `mean_hundredths`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from applications.refusals.panels import PointsOutOfRange, ScoreMissing, WeightsDontSum
from programs.rules.weights import ALL_WEIGHTS

MOST_POINTS = 100


@dataclass(frozen=True)
class Entry:
    """
    One application as the ranking meets it.

    `totals`: each reviewer's weighted total, hundredths of a point; `first`: each reviewer's points for the
    first criterion; `asked_won`: what it asks of the budget, own part and part to hand on.
    """

    key: int
    totals: tuple[int, ...]
    first: tuple[int, ...]
    submitted_at: dt.datetime
    asked_won: int


@dataclass(frozen=True)
class Place:
    """Where an application stands: means and spread in hundredths, won asked down to here, the cut line."""

    key: int
    rank: int
    mean: int
    first_mean: int
    spread: int
    running_won: int
    is_above_line: bool
    is_tied: bool


def check_weights(weights: Iterable[int]) -> None:
    """
    Refuse criteria whose weights do not come to 100.

    :raises WeightsDontSum: naming what they come to.
    """
    if (total := sum(weights)) != ALL_WEIGHTS:
        raise WeightsDontSum(total=total)


def check_scores(criteria: Iterable[int], points: Mapping[int, int], comments: Mapping[int, str]) -> None:
    """
    Refuse scores that miss a criterion or a comment, or lie outside 0 to 100.

    :raises ScoreMissing: if a criterion has no points or no comment.
    :raises PointsOutOfRange: if points are not whole numbers from 0 to 100.
    """
    for criterion in criteria:
        given = points.get(criterion)
        if given is None:
            raise ScoreMissing(field=f"points_{criterion}")
        if type(given) is not int or not 0 <= given <= MOST_POINTS:
            raise PointsOutOfRange(field=f"points_{criterion}")
        if not comments.get(criterion, "").strip():
            raise ScoreMissing(field=f"comment_{criterion}")


def total_hundredths(scores: Iterable[tuple[int, int]]) -> int:
    """Return a reviewer's weighted total of (weight, points) pairs, exact in hundredths of a point."""
    return sum(weight * points for weight, points in scores)


def mean_hundredths(totals: Sequence[int]) -> int:
    """Return the mean of totals in hundredths, rounded half up: the one rounding of the ranking."""
    return (2 * sum(totals) + len(totals)) // (2 * len(totals)) if totals else 0


def in_points(hundredths: int) -> str:
    """Return hundredths of a point as points with two decimals."""
    return f"{hundredths // 100}.{hundredths % 100:02}"


def spread(totals: Sequence[int]) -> int:
    """Return how far the highest total lies above the lowest, in hundredths."""
    return max(totals) - min(totals) if totals else 0


def rank(entries: Iterable[Entry], budget_won: int) -> list[Place]:
    """
    Return the applications in order, with the line at which the budget ends.

    Of two with the same mean the one with the higher mean in the first criterion goes first, then the one
    submitted earlier, then the lower number. The line is drawn above the first that the budget no longer
    covers whole; nobody below it is taken because it is smaller.
    """
    ordered = sorted(
        (
            (-mean_hundredths(entry.totals), -_first(entry), entry.submitted_at, entry.key, entry)
            for entry in entries
        ),
        key=lambda row: row[:4],
    )
    means = [-row[0] for row in ordered]
    places, running, above = [], 0, True
    for number, (mean, first, _at, key, entry) in enumerate(ordered):
        running += entry.asked_won
        above = above and running <= budget_won
        neighbours = means[max(0, number - 1) : number] + means[number + 1 : number + 2]
        places.append(
            Place(key, number + 1, -mean, -first, spread(entry.totals), running, above, -mean in neighbours)
        )
    return places


def _first(entry: Entry) -> int:
    """Return the mean of the points for the first criterion, in hundredths."""
    return mean_hundredths([100 * points for points in entry.first])


def moving_up(reserve: Iterable[tuple[int, int]], free_won: int) -> list[int]:
    """
    Return whom freed money reaches, of (key, won asked) in the order of the reserve list.

    Nobody is passed over: the first whom the money does not cover whole ends it.
    """
    reached = []
    for key, asked_won in reserve:
        if asked_won > free_won:
            break
        free_won -= asked_won
        reached.append(key)
    return reached
