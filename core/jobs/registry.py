"""Which handler does which kind of job, and where its result is shown. Upper rooms fill both."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

Handler = Callable[..., dict[str, Any] | None]

_handlers: dict[str, Handler] = {}
_destinations: dict[str, Callable[[dict[str, Any]], str]] = {}
_titles: dict[str, Any] = {}
_told_of_failures: list[Callable[[Any, dt.datetime], None]] = []


def handles(kind: str) -> Callable[[Handler], Handler]:
    """
    Make the function the handler of `kind`.

    It is called as `handler(progress, **payload)`, may run twice, and the second run must change nothing;
    what it returns (ids only) becomes the job's `result`.
    """

    def register(handler: Handler) -> Handler:
        if _handlers.get(kind, handler).__qualname__ != handler.__qualname__:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> Handler:
    """Return the handler of `kind`; a KeyError means that no room declared one (a guard forbids it)."""
    return _handlers[kind]


def kinds() -> frozenset[str]:
    """Return every kind that has a handler."""
    return frozenset(_handlers)


def leads_to(kind: str, destination: Callable[[dict[str, Any]], str], title: Any = "") -> None:
    """Tell where the result of a finished job of `kind` is shown, result → address, and what it is called."""
    _destinations[kind] = destination
    _titles[kind] = title


def title_of(kind: str) -> Any:
    """Return what a job of `kind` is called on the page of whoever waits for it."""
    return _titles.get(kind) or _("Work in progress")


def on_failure(listener: Callable[[Any, dt.datetime], None]) -> None:
    """Let `listener(job, at)` be called, in the same transaction, when a job has failed for good."""
    if listener not in _told_of_failures:
        _told_of_failures.append(listener)


def failed(job: Any, at: dt.datetime) -> None:
    """Tell everybody who wants to hear it that a job has failed for good."""
    for listener in _told_of_failures:
        listener(job, at)


def result_url(job: Any) -> str:
    """Return the address of a finished job's result, or an empty text."""
    destination = _destinations.get(job.kind)
    return destination(job.result) if destination and job.result else ""
