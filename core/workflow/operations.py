"""What makes a function an operation: keyword-only, one transaction, its name and reason on every history row."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import pghistory
from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

#: every operation of the project by "room.name", filled as modules load; guards walk it
OPERATIONS: dict[str, Callable[..., Any]] = {}


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """
    Run the function in one transaction and put who, what and why beside every history row it causes.

    :raises TypeError: at import, if the function takes positional arguments or lacks `by` or `at`.
    """
    parameters = inspect.signature(function).parameters
    if any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()) or not {"by", "at"} <= parameters.keys():
        raise TypeError(f"{function.__qualname__}: an operation is keyword-only and takes `by` and `at`")
    name = f"{function.__module__.replace('.operations', '')}.{function.__name__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by, reason = kwargs.get("by"), kwargs.get("reason") or ""
        with (
            transaction.atomic(),
            pghistory.context(operation=name, by=getattr(by, "pk", None), reason=str(reason)),
        ):
            return function(*args, **kwargs)

    OPERATIONS[name] = run
    return run
