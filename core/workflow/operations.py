"""What makes a function an operation: keyword-only, one transaction, its name on every history row."""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

import pghistory
from django.db import IntegrityError, transaction
from pghistory.runtime import _tracker

from core.workflow.reading import changing
from core.workflow.refusals import Refusal

P = ParamSpec("P")
R = TypeVar("R")

#: every operation of the project by "room.name", filled as modules load; guards walk it
OPERATIONS: dict[str, Callable[..., Any]] = {}

#: the operation that an interface called, while it runs; what it calls in turn belongs to it
_outermost: ContextVar[str] = ContextVar("outermost_operation", default="")


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """
    Run the function in one transaction and put who, what and why beside every history row it causes.

    An operation called by another one takes part in it: the history names the one that was asked for.

    :raises TypeError: at import, if the function takes positional arguments or lacks `by` or `at`.
    """
    parameters = inspect.signature(function).parameters
    if (
        any(p.kind is not p.KEYWORD_ONLY for p in parameters.values())
        or not {"by", "at"} <= parameters.keys()
    ):
        raise TypeError(f"{function.__qualname__}: an operation is keyword-only and takes `by` and `at`")
    name = f"{function.__module__.replace('.operations', '')}.{function.__name__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _outermost.get():
            with transaction.atomic():
                return function(*args, **kwargs)
        by, reason = kwargs.get("by"), kwargs.get("reason") or ""
        history = _history(name, by=getattr(by, "pk", None), reason=str(reason))
        with changing(), transaction.atomic(), history:
            return function(*args, **kwargs)

    OPERATIONS[name] = run
    return run


@contextmanager
def only_once(constraint: str, refusal: Refusal) -> Iterator[None]:
    """
    Refuse what breaks a constraint: of two that come at once, the database lets one through.

    `constraint` is a part of its name.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise refusal from error


@contextmanager
def _history(name: str, **facts: Any) -> Iterator[None]:
    """
    Begin a history context of the operation's own.

    pghistory would merge it into the one its middleware opens for the whole request, where the second of two
    operations renames the first.
    """
    around = getattr(_tracker, "value", None)
    known = around.metadata if around else {}
    if around:
        del _tracker.value
    token = _outermost.set(name)
    try:
        with pghistory.context(**known, **facts, operation=name):
            yield
    finally:
        _outermost.reset(token)
        if around:
            _tracker.value = around
