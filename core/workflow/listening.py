"""
Who hears of every step of every case: a table that upper rooms fill in `AppConfig.ready()`.

A listener is called inside the transaction of the step, after it was written down: what it writes stands or
falls with the step. It must neither fail nor take long.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

#: called as `listener(case, before=…, at=…)`; `before` is empty at the start of a case
Listener = Callable[..., None]

_listeners: dict[str, Listener] = {}


def declare(name: str, listener: Listener) -> None:
    """Let `listener` hear of every step of every case."""
    _listeners[name] = listener


def tell(case: Any, *, before: str, at: dt.datetime) -> None:
    """Tell every listener of the step that led a case from `before` to where it is."""
    for listener in _listeners.values():
        listener(case, before=before, at=at)
