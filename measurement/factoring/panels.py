"""What upper rooms add to the page of a table of factors: a table that they fill in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A section of the page: its template, and its context, asked for with (table, user, at=)."""

    template: str
    context: Callable[..., dict[str, Any]]


_panels: dict[str, Panel] = {}


def declare(name: str, panel: Panel) -> None:
    """Add a section; declaring the same name again replaces it."""
    _panels[name] = panel


def panels() -> list[Panel]:
    """Return every declared section."""
    return list(_panels.values())
