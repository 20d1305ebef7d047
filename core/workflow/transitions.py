"""One table of statuses feeds the guard, the database trigger, the buttons, the tests and the docs."""

from collections.abc import Iterator, Mapping

import pgtrigger
from django.db import models


class Transitions:
    """
    The allowed status changes of one kind of case.

    `table` maps every status to the statuses it may become; `initial` names those a new row may start in
    (by default the first key).
    """

    def __init__(self, table: Mapping[str, frozenset[str]], *, initial: frozenset[str] | None = None) -> None:
        self.table = {str(status): frozenset(map(str, targets)) for status, targets in table.items()}
        self.initial = frozenset(map(str, initial)) if initial else frozenset({next(iter(self.table))})
        unknown = {t for targets in self.table.values() for t in targets} - self.table.keys()
        if unknown or self.initial - self.table.keys():
            raise ValueError(f"statuses without a row in the table: {sorted(unknown | self.initial)}")

    def allows(self, now: str, then: str) -> bool:
        """Say whether a case in `now` may become `then`."""
        return str(then) in self.table.get(str(now), frozenset())

    def final(self) -> frozenset[str]:
        """Return the statuses from which nothing leads on."""
        return frozenset(status for status, targets in self.table.items() if not targets)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every allowed (from, to)."""
        for status, targets in self.table.items():
            for target in sorted(targets):
                yield status, target

    def constraint(self, name: str) -> models.CheckConstraint:
        """Return the constraint that holds the column to the statuses of this table."""
        return models.CheckConstraint(name=name, condition=models.Q(status__in=sorted(self.table)))

    def trigger(self) -> pgtrigger.Trigger:
        """Return the trigger that refuses any other status change, and any other first status."""
        pairs = ", ".join(f"'{a}>{b}'" for a, b in self.pairs()) or "''"
        starts = ", ".join(f"'{status}'" for status in sorted(self.initial))
        return pgtrigger.Trigger(
            name="status_moves",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
            func=(
                f"IF TG_OP = 'INSERT' AND NEW.status NOT IN ({starts}) THEN"
                " RAISE EXCEPTION 'status_moves: % is not a first status', NEW.status; END IF;"
                " IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status"
                f" AND (OLD.status || '>' || NEW.status) NOT IN ({pairs}) THEN"
                " RAISE EXCEPTION 'status_moves: % to % is not a transition', OLD.status, NEW.status; END IF;"
                " RETURN NEW;"
            ),
        )
