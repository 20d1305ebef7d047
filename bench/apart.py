"""Doing something in a process of its own, so that its memory and its processor time are its own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

from django.db import connections

#: forked, as Celery's workers are: what is imported stands there already
FORKED = multiprocessing.get_context("fork")


class Took(NamedTuple):
    """What was answered, the seconds it took, and the highest memory of its process in MB."""

    answer: Any
    seconds: float
    peak_mb: int


def apart(act: Callable[..., Any], *arguments: Any) -> Took:
    """Return what a process of its own answers, and what that took."""
    with workers(1) as pool:
        return pool.submit(_watched, act, *arguments).result()


def workers(number: int) -> ProcessPoolExecutor:
    """Return so many processes that wait for work; none inherits a connection to the database."""
    connections.close_all()
    return ProcessPoolExecutor(number, mp_context=FORKED)


def peak_mb() -> int:
    """Return the highest memory of this process so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _watched(act: Callable[..., Any], *arguments: Any) -> Took:
    began = time.perf_counter()
    answer = act(*arguments)
    return Took(answer, round(time.perf_counter() - began, 2), peak_mb())
