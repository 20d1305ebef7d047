"""
What upper rooms add to the page of a measure: a table that they fill in `AppConfig.ready()`.

The page belongs to this room, the statements drawn from the measure to the one above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """What comes next, whose turn it is, where it is done (empty where the reader can't do it)."""

    label: Any
    whose: Any
    href: str = ""


@dataclass(frozen=True)
class Panel:
    """A section of the measure's page: its template, its context, and the step that follows from it."""

    template: str
    context: Callable[..., dict[str, Any]]
    next_step: Callable[..., Step | None]


_panels: dict[str, Panel] = {}


def declare(name: str, panel: Panel) -> None:
    """Add a section; `context` and `next_step` are called with (measure, user, at=)."""
    _panels[name] = panel


def panels() -> list[Panel]:
    """Return every declared section."""
    return list(_panels.values())
