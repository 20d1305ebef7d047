"""On which days weights do not come to 100: a table of cases."""

import datetime as dt

import pytest

from programs.rules.weights import Stretch, Weighted, days_off

JANUARY, JULY = dt.date(2026, 1, 1), dt.date(2026, 7, 1)
JUNE_30 = dt.date(2026, 6, 30)


def lasting(*weights, since=JANUARY, until=None):
    return [Weighted(weight, since, until) for weight in weights]


@pytest.mark.parametrize(
    ("weights", "off"),
    [
        ([], []),
        (lasting(100), []),
        (lasting(35, 25, 20, 20), []),
        (lasting(33, 33, 33), [Stretch(JANUARY, None, 99)]),
        (lasting(60, 50), [Stretch(JANUARY, None, 110)]),
        (lasting(60) + lasting(40, since=JULY), [Stretch(JANUARY, JUNE_30, 60)]),
        (lasting(60) + lasting(40, until=JUNE_30), [Stretch(JULY, None, 60)]),
        (lasting(60) + lasting(40, until=JUNE_30) + lasting(40, since=JULY), []),
        (lasting(100, until=JUNE_30), [Stretch(JULY, None, 0)]),
        (lasting(90, until=JUNE_30) + lasting(90, since=JULY), [Stretch(JANUARY, None, 90)]),
    ],
)
def test_days_off(weights, off):
    assert days_off(weights, JANUARY) == off


def test_days_gone_by_are_not_asked_about():
    assert days_off(lasting(60) + lasting(40, since=JULY), JULY) == []
