"""Kinds of inbox items: their words and where they lead. Upper rooms declare them in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Kind:
    """A kind of item: its code, its title, and the address of the page where it is done."""

    code: str
    title: Any
    address: Callable[[str], str]


_kinds: dict[str, Kind] = {}


def declare(code: str, title: Any, url_name: str) -> None:
    """Declare a kind whose page is `url_name`, reversed with the public id of the case."""
    _kinds[code] = Kind(code, title, lambda public_id: reverse(url_name, args=[public_id]))


def kind(code: str) -> Kind:
    """Return a declared kind; a KeyError means that no room declared it (a guard forbids it)."""
    return _kinds[code]


def kinds() -> dict[str, Kind]:
    """Return every declared kind."""
    return dict(_kinds)
