"""
Who else may see a measure, and who not yet: two tables that upper rooms fill in `AppConfig.ready()`.

This room knows the firm and the programme; a verifier's assignment is known only above, and so is whether the
application that describes the measure was handed in.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

_also: list[Callable[[Any], Q]] = []
_drafts: list[Callable[[], Q]] = []


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


def is_draft(condition: Callable[[], Q]) -> None:
    """Keep `condition()`, a Q over measures, from the programme's staff: nobody handed these in yet."""
    if condition not in _drafts:
        _drafts.append(condition)


def drafts() -> Q:
    """Return the union of the measures that upper rooms call drafts."""
    gathered = Q(pk__in=[])
    for condition in _drafts:
        gathered |= condition()
    return gathered
