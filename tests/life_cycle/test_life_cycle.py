"""
Whatever happens, in whatever order, from several hands at once: the books balance and no case is stuck.

Hypothesis chooses trees and moves; threads play them against one database. A refusal is a good answer, an
error of the database is not: it would be a page of 500.
"""

import os
import threading
from collections import Counter
from dataclasses import replace
from random import Random
from typing import NamedTuple

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.workflow.refusals import Refusal
from reporting.dashboards import books
from tests.life_cycle.lives import warm_up, whole_life
from tests.life_cycle.moves import MOVES
from tests.life_cycle.moves.picking import NothingToDo, Straight
from tests.life_cycle.world import World, build

HANDS = 4


class Score(NamedTuple):
    """How often each move was accepted and refused."""

    accepted: Counter
    refused: Counter

    def table(self) -> str:
        """Return the counts as lines of text."""
        return "\n".join(f"{name:24}{self.accepted[name]:>8}{self.refused[name]:>8}" for name in MOVES)


def play(world: World, moves: list[str], rng: Random, score: Score, failures: list[str]) -> None:
    """Make the moves one after the other, as one pair of hands would."""
    try:
        for name in moves:
            try:
                MOVES[name](world, rng)
            except NothingToDo:
                continue
            except (Refusal, PermissionDenied):
                score.refused[name] += 1
            else:
                score.accepted[name] += 1
    except BaseException as error:
        failures.append(f"{name}: {type(error).__name__}: {error}")
        raise
    finally:
        connection.close()


def at_once(world: World, hands: list[list[str]], seed: int) -> Score:
    """Let every pair of hands play its moves in a thread of its own."""
    scores = [Score(Counter(), Counter()) for _ in hands]
    failures: list[str] = []
    threads = [
        threading.Thread(target=play, args=(world, moves, Random(seed + n), scores[n], failures))
        for n, moves in enumerate(hands)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, "\n".join(failures)
    return Score(sum((s.accepted for s in scores), Counter()), sum((s.refused for s in scores), Counter()))


def differences() -> list[str]:
    return [str(difference) for comparison in books.check() for difference in comparison.differences]


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
class TestLifeCycle:
    @settings(
        max_examples=2,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        seed=st.integers(min_value=0, max_value=2**32),
        hands=st.lists(
            st.lists(st.sampled_from(sorted(MOVES)), min_size=25, max_size=25), min_size=2, max_size=3
        ),
    )
    def test_books_balance_after_any_moves_from_several_hands(self, seed, hands):
        world = build(Random(seed))
        at_once(world, [warm_up(seed), *hands], seed)
        assert differences() == []

    @pytest.mark.long
    def test_books_balance_after_ten_thousand_moves(self, capsys):
        seed = int(os.environ.get("LIFE_CYCLE_SEED", "2026"))
        rng = Random(seed)
        total, failures = Score(Counter(), Counter()), []
        for round_number in range(60):
            world = build(rng)  # trees of its own for every round
            for consortium in world.consortia:
                alone = replace(world, consortia=[consortium])
                play(alone, whole_life(), Straight(rng.getrandbits(32)), total, failures)
            hands = [[rng.choice(sorted(MOVES)) for _ in range(300)] for _ in range(HANDS)]
            score = at_once(world, hands, rng.getrandbits(32))
            total.accepted.update(score.accepted)
            total.refused.update(score.refused)
            if sum(total.accepted.values()) >= 10_000 and round_number >= 10:
                break
        with capsys.disabled():
            print(f"\n{total.table()}\n{'in all':24}{sum(total.accepted.values()):>8}")
        found = differences()
        assert not found, "\n".join(found)
        assert sum(total.accepted.values()) >= 10_000
        assert [name for name in MOVES if not total.accepted[name]] == []
