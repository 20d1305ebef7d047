"""Sums of all decided awards, disclosed one by one or not: whole won, each counted once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from disbursements.figures import NodeFigures
from disbursements.models import Grant
from programs.models import GrantKind
from reporting.register.suppression import TOTAL, Place


@dataclass
class Sum:
    """Numbers of awards and won of one programme, call, consortium …"""

    grants: int = 0
    grants_not_disclosed: int = 0
    awarded_won: int = 0
    paid_won: int = 0
    passed_on_won: int = 0
    contributed_won: int = 0


def paid_won(figures: NodeFigures) -> int:
    """Return what a firm received for itself and did not give back, of the money its grant is about."""
    return figures.gift_held + figures.gift_spent if figures.is_gift else figures.held + figures.spent


@dataclass
class Book:
    """Sums by programme, call and consortium, and what was paid by group of each table of reductions."""

    programs: dict[int, Sum] = field(default_factory=lambda: defaultdict(Sum))
    calls: dict[int, Sum] = field(default_factory=lambda: defaultdict(Sum))
    consortia: dict[int, Sum] = field(default_factory=lambda: defaultdict(Sum))
    paid: dict[tuple[int, Place], int] = field(default_factory=lambda: defaultdict(int))

    def enter(self, grant: Grant, figures: NodeFigures, *, is_disclosed: bool) -> None:
        """Add one award to every sum it belongs to."""
        consortium = grant.consortium
        sums = (
            self.programs[consortium.program_id],
            self.calls[consortium.call_id],
            self.consortia[consortium.pk],
        )
        added = _amounts(grant, figures)
        for one in sums:
            one.grants += int(is_disclosed)
            one.grants_not_disclosed += int(not is_disclosed)
            for name, won in added.items():
                setattr(one, name, getattr(one, name) + won)
        if grant.kind != GrantKind.CONTRIBUTION:
            for place in _places(grant):
                self.paid[consortium.program_id, place] += paid_won(figures)


def _amounts(grant: Any, figures: NodeFigures) -> Mapping[str, int]:
    """
    Return what an award adds to sums, so that each won counts once (docs/ledger.md).

    What is awarded comes from the budget, so not again what is granted out of a part to hand on. A subsidy
    handed on counts where it came to rest; contributions are no subsidy and count where they were first
    given.
    """
    if grant.kind == GrantKind.CONTRIBUTION:
        return MappingProxyType({})
    is_indirect = grant.kind == GrantKind.INDIRECT
    return {
        "awarded_won": 0 if is_indirect else grant.standing_won,
        "paid_won": paid_won(figures),
        "passed_on_won": paid_won(figures) if is_indirect else 0,
        "contributed_won": figures.passed_on,
    }


def _places(grant: Grant) -> tuple[Place, ...]:
    consortium = grant.consortium
    return (
        (TOTAL, ""),
        ("CONSORTIUM", consortium.public_id),
        ("MODEL", consortium.support_model.code),
        ("REGION", grant.firm.region),
    )
