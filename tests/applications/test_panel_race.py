"""Scores handed in at once: real threads, real transactions."""

from typing import Any

import pytest

from applications.models import Review, Score
from core.inbox.models import Item
from core.users.models import User
from core.workflow.refusals import InvalidTransition
from programs.models import Call, Consortium, Member, Program
from tests.applications.panels import add_criteria, hand_in, opened, pooled, submitted, unbiased
from tests.applications.test_race import at_once


@pytest.fixture
def reviews(
    program: Program, consortium: Consortium, anchor_member: Member, funded_call: Call, officer: User
) -> list[Review]:
    """Two reviewers of one application who have declared no conflict."""
    add_criteria(program, 60, 40)
    submitted(consortium, anchor_member, 1, 1_000_000)
    for n in range(2):
        pooled(program, n)
    panel = opened(funded_call, officer)
    return [unbiased(review) for review in Review.objects.filter(case__panel=panel).with_names()]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_reviewer_hands_in_once(self, reviews: list[Any]):
        first = reviews[0]

        outcomes = at_once(lambda: hand_in(first, 80, 80), lambda: hand_in(first, 20, 20))

        assert sorted(isinstance(one, InvalidTransition) for one in outcomes) == [False, True]
        assert len(set(Score.objects.values_list("points", flat=True))) == 1
        assert Score.objects.count() == 2

    def test_of_two_reviewers_the_later_one_tells_the_officer(self, reviews: list[Any]):
        first, second = reviews

        at_once(lambda: hand_in(first, 80, 80), lambda: hand_in(second, 60, 60))

        assert Score.objects.count() == 4
        assert Item.objects.open().filter(kind="close_panel").count() == 1
