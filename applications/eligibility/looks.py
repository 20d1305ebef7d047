"""A look at an application: at which step, for how much, and what the step itself states."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from applications.arithmetic import Computed, latest_rows
from applications.costs import cost_items_of
from applications.eligibility.facts import Party
from applications.eligibility.outcomes import Occasion
from applications.models import Application, ArithmeticRow, CostItem
from programs.rules import Row

#: steps of the arithmetic where a cap of the programme cuts the support
CAP_STEPS = frozenset({"cap_firm", "cap_pooled", "cap_consortium"})


@dataclass(frozen=True)
class Stated:
    """
    What a step states besides. A submission: when the page was shown from which it is sent. A payment:
    numbers that may serve once, who sold, and whose (kind, id) it is.
    """

    invoices: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    suppliers: tuple[Party, ...] = ()
    owner: tuple[str, int] | None = None
    begun_at: dt.datetime | None = None


@dataclass
class Look:
    """What is looked at, in whole won; `computed` stands in for the frozen arithmetic before submission."""

    application: Application
    occasion: Occasion
    amount_won: int = 0
    regrant_won: int = 0
    computed: Computed | None = None
    stated: Stated = field(default_factory=Stated)

    @cached_property
    def items(self) -> list[CostItem]:
        """What is to be paid for, with quotes and measures."""
        return cost_items_of(self.application)

    @property
    def states(self) -> frozenset[str]:
        """Rules whose facts the step itself brings with it: what was read before says nothing of these."""
        return frozenset({"supplier_apart"}) if self.stated.suppliers else frozenset()

    @property
    def cut_won(self) -> int:
        """What the caps of the programme took from the support."""
        rows: Iterable[Row | ArithmeticRow]
        rows = self.computed.result.rows if self.computed else latest_rows(self.application)
        return sum(row.input_won - row.result_won for row in rows if row.code in CAP_STEPS)
