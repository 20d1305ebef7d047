"""What is asked more than once while a page is made is read once; whatever changes something reads anew."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.users.models import User
from core.workflow.operations import OPERATIONS, operation
from core.workflow.reading import ReadsOnce, changing, once, remembering


class Asked:
    """A question that counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

        @once
        def size(of: Any, on: int = 0) -> int:
            self.times += 1
            return self.times

        self.size = size


@pytest.fixture
def asked() -> Asked:
    return Asked()


class TestOnce:
    def test_asks_every_time_outside_a_page(self, asked: Asked) -> None:
        assert [asked.size("a"), asked.size("a")] == [1, 2]

    def test_asks_once_for_the_same(self, asked: Asked) -> None:
        with remembering():
            assert [asked.size("a"), asked.size("b"), asked.size("a"), asked.size("a", on=1)] == [1, 2, 1, 3]

    def test_takes_two_readings_of_one_row_for_the_same(self, asked: Asked) -> None:
        with remembering():
            assert [asked.size(User(pk=1)), asked.size(User(pk=1)), asked.size(User(pk=2))] == [1, 1, 2]

    def test_asks_anew_with_what_is_no_key(self, asked: Asked) -> None:
        with remembering():
            assert [asked.size([]), asked.size([]), asked.size(User())] == [1, 2, 3]

    def test_remembers_nothing_of_another_page(self, asked: Asked) -> None:
        with remembering():
            asked.size("a")
        with remembering():
            assert asked.size("a") == 2

    def test_remembers_no_failure(self) -> None:
        @once
        def fails() -> None:
            raise ValueError

        with remembering():
            for _ in range(2):
                with pytest.raises(ValueError):
                    fails()


class TestChanging:
    def test_asks_anew_within_and_after_it(self, asked: Asked) -> None:
        with remembering():
            asked.size("a")
            with changing():
                assert [asked.size("a"), asked.size("a")] == [2, 3]
            assert [asked.size("a"), asked.size("a")] == [4, 4]

    @pytest.fixture
    def rename(self, asked: Asked) -> Iterator[Any]:
        before = set(OPERATIONS)

        @operation
        def rename(*, by: User | None, at: dt.datetime) -> int:
            return asked.size("a")

        yield rename
        for name in set(OPERATIONS) - before:
            del OPERATIONS[name]

    def test_is_what_an_operation_does(
        self, db: None, asked: Asked, rename: Any, moment: dt.datetime
    ) -> None:
        with remembering():
            assert asked.size("a") == 1
            assert rename(by=None, at=moment) == 2
            assert asked.size("a") == 3


class TestReadsOnce:
    @pytest.mark.parametrize(("method", "times"), [("get", 1), ("head", 1), ("post", 2), ("put", 2)])
    def test_remembers_for_pages_that_change_nothing(self, asked: Asked, method: str, times: int) -> None:
        def page(request: Any) -> HttpResponse:
            asked.size("a")
            asked.size("a")
            return HttpResponse()

        ReadsOnce(page)(getattr(RequestFactory(), method)("/"))
        assert asked.times == times
