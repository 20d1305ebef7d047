"""
What a page asks more than once is read once.

Showing a page changes nothing, so the same question has the same answer until the page is there. A page of a
draft asks what is missing for its steps, for its buttons and for its list: three times the same queries.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")

#: methods of HTTP that change nothing
SAFE = ("GET", "HEAD")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """
    Return the function, asking it only once per page for the same records and values.

    Outside a page, as in an operation or a job, it is asked every time. Its result is shared: whoever gets it
    changes nothing in it. What is asked with something that can't be a key, as a list, is asked anew.
    """

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        question = (function, args, tuple(sorted(kwargs.items())))
        try:
            found: R = answers[question]
        except KeyError:
            found = answers[question] = function(*args, **kwargs)
        except TypeError:
            found = function(*args, **kwargs)
        return found

    return asked


@contextmanager
def remembering() -> Iterator[None]:
    """Remember answers from here on, until the block is left."""
    before = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(before)


@contextmanager
def anew() -> Iterator[None]:
    """
    Answer everything anew until the block is left, and remember nothing of it.

    For a look at a row as it is not: its key is the same, what is answered about it is another.
    """
    before = _answers.set(None)
    try:
        yield
    finally:
        _answers.reset(before)


@contextmanager
def changing() -> Iterator[None]:
    """Answer everything anew while something is changed, and forget what was answered before."""
    answers = _answers.get()
    try:
        with anew():
            yield
    finally:
        if answers is not None:
            answers.clear()


class ReadsOnce:
    """Middleware that remembers answers while a page is made that changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        with remembering():
            return self.get_response(request)
