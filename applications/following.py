"""
What goes with a case that passes to another firm: a table that every room with such cases fills in `ready()`.

The work that waits for the old firm's people about these cases is the new firm's from then on.
"""

from collections.abc import Callable, Iterable

from applications.models import Application

_ids: dict[str, Callable[[Application], Iterable[int]]] = {}


def declare(subject_kind: str, ids: Callable[[Application], Iterable[int]]) -> None:
    """Let the cases of this kind, as inboxes call them, go with their application."""
    _ids[subject_kind] = ids


def kinds() -> frozenset[str]:
    """Return the kinds that were declared."""
    return frozenset(_ids)


def following(application: Application) -> dict[str, list[int]]:
    """Return {kind of case: ids of those that go with the application}."""
    return {kind: list(ids(application)) for kind, ids in _ids.items()}


def declare_own() -> None:
    """Declare the kinds of this room: the case, what it measures, its conditions, objections to decisions."""
    declare("application", lambda case: [case.pk])
    declare("measure", lambda case: case.cost_items.exclude(measure=None).values_list("measure", flat=True))
    declare("condition", lambda case: case.conditions.values_list("pk", flat=True))
    declare("objection", lambda case: case.objections.values_list("pk", flat=True))
