"""The transfers of a trail, each with the case that caused it and with both sides in words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.ledger.models import Transfer
from reporting.auditing.trails.steps import Move, Stage, Step, stage, stages
from reporting.dashboards.queries.accounts import describe
from reporting.dashboards.queries.causes import Cause, cause_of


class Moves:
    """The transfers of a trail, read once, by the case that caused each, with both sides in words."""

    def __init__(self, transfers: Iterable[Transfer], user: Any, at: dt.datetime) -> None:
        once = {one.pk: one for one in transfers}
        rows = [once[pk] for pk in sorted(once)]
        met = {one.source_id: one.source for one in rows} | {one.target_id: one.target for one in rows}
        sides = describe(met.values(), user, at)
        self.moves = [Move(one, sides[one.source_id], sides[one.target_id]) for one in rows]
        self.by_case: dict[Cause | None, list[Move]] = defaultdict(list)
        for move in self.moves:
            self.by_case[cause_of(move.transfer)].append(move)

    def of(self, kind: str, pk: int) -> tuple[Move, ...]:
        """Return the transfers that a case caused, the oldest first."""
        return tuple(self.by_case.get((kind, pk), ()))

    def at(self, owner_kind: str, pk: int) -> tuple[Move, ...]:
        """Return the transfers that touch the accounts of one owner, whatever caused them."""
        return tuple(move for move in self.moves if move.is_at(owner_kind, pk))

    def causes(self, kind: str) -> set[int]:
        """Return the ids of the cases of a kind that caused one of the transfers."""
        return {case[1] for case in self.by_case if case and case[0] == kind}

    def among(self, transfers: Iterable[Transfer]) -> tuple[Move, ...]:
        """Return these transfers as moves of the trail."""
        wanted = {one.pk for one in transfers}
        return tuple(move for move in self.moves if move.transfer.pk in wanted)

    def told_in(self, *found: Stage) -> tuple[Stage, ...]:
        """Return the stages in which something happened; transfers that stand in none stand in one more."""
        told = {move.transfer.pk for one in found for step in one.steps for move in step.moves}
        rest = [move for move in self.moves if move.transfer.pk not in told]
        steps = [Step(what=_("Other transfers"), moves=tuple(rest))] if rest else []
        return stages(*found, stage("other", _("Other transfers"), steps))
