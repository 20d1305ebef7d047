"""
Who else may see a measure: a table that upper rooms fill in `AppConfig.ready()`.

This room knows the firm and the programme; a verifier's assignment is known only above.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

_also: list[Callable[[Any], Q]] = []


def also_visible(condition: Callable[[Any], Q]) -> None:
    """Let `condition(user)`, a Q over measures, open measures to more people."""
    if condition not in _also:
        _also.append(condition)


def conditions(user: Any) -> Q:
    """Return the union of what upper rooms open to this person."""
    gathered = Q(pk__in=[])
    for condition in _also:
        gathered |= condition(user)
    return gathered
