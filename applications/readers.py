"""
Who reads which part of an application and of the money that grows from it: one table.

A firm's customer answers with it for the money of the chain; what its machines cost, from whom it buys them
and how it makes its parts is the firm's secret from that customer. Lists, pages, files and searches ask this
table.
"""

from collections.abc import Iterable
from enum import Enum, auto


class Reader(Enum):
    """As whom a person reads a case."""

    #: works for the firm it is for; of a contribution, also for its giver, who wrote it
    FIRM = auto()
    #: officer, approving officer or auditor of the programme
    OFFICE = auto()
    #: works for the anchor of the consortium or for a firm above in the chain
    PARTNER = auto()
    #: was drawn for it, declared no conflict, and its panel is open; of grants and payments nobody is one
    REVIEWER = auto()


class Part(Enum):
    """What there is to read of a case."""

    #: that there is one: title, firm, call, status, the money of the chain, the expected tonnes in all
    OUTLINE = auto()
    #: the grant it became, with its money
    GRANT = auto()
    #: who took which step and when
    STEPS = auto()
    #: purpose, period, certificate, what is still missing
    UNDERTAKING = auto()
    #: what was answered to the call's own questions
    ANSWERS = auto()
    #: cost items with prices and suppliers, the arithmetic over them, the invoices of payments and purchases
    COSTS = auto()
    #: measures with their baselines and rows
    PROCESS = auto()
    #: what the rules of eligibility found, also about its suppliers
    ELIGIBILITY = auto()
    #: quotes, papers and reports that were handed in
    PAPERS = auto()
    #: why a step was taken, what is to be corrected
    REASONS = auto()
    #: letters, conditions of an award, grounds of objections and their answers
    DECISION = auto()
    #: what assessing officials found and recommend
    FINDINGS = auto()


EVERYBODY = frozenset(Reader)
INSIDE = frozenset({Reader.FIRM, Reader.OFFICE, Reader.REVIEWER})

READERS: dict[Part, frozenset[Reader]] = {
    Part.OUTLINE: EVERYBODY,
    Part.GRANT: EVERYBODY - {Reader.REVIEWER},
    Part.STEPS: EVERYBODY,
    Part.UNDERTAKING: INSIDE,
    Part.ANSWERS: INSIDE,
    Part.COSTS: INSIDE,
    Part.PROCESS: INSIDE,
    Part.ELIGIBILITY: INSIDE,
    Part.PAPERS: INSIDE,
    Part.REASONS: INSIDE,
    Part.DECISION: frozenset({Reader.FIRM, Reader.OFFICE}),
    Part.FINDINGS: frozenset({Reader.OFFICE}),
}


#: what a firm that is to take a grant over reads of the request, until it holds the grant
TAKING_OVER = frozenset({Part.OUTLINE, Part.STEPS, Part.REASONS})


def parts_for(readers: Iterable[Reader]) -> frozenset[Part]:
    """Return what somebody reads who reads a case as all of these."""
    asked = frozenset(readers)
    return frozenset(part for part, allowed in READERS.items() if allowed & asked)
