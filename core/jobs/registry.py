"""Which handler does which kind of job, and where its result is shown. Upper rooms fill both."""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., dict[str, Any] | None]

_handlers: dict[str, Handler] = {}
_destinations: dict[str, Callable[[dict[str, Any]], str]] = {}


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


def leads_to(kind: str, destination: Callable[[dict[str, Any]], str]) -> None:
    """Tell where the result of a finished job of `kind` is shown: result → address."""
    _destinations[kind] = destination


def result_url(job: Any) -> str:
    """Return the address of a finished job's result, or an empty text."""
    destination = _destinations.get(job.kind)
    return destination(job.result) if destination and job.result else ""
