"""What was counted: snapshots that never change, and totals that are kept."""

from reporting.tallies.models.kept import Cell, Dirty, Mark, Missing, Recount, Subject, Total
from reporting.tallies.models.snapshots import (
    OVERLAPPING,
    Dimension,
    SubjectKind,
    Tally,
    TallyInput,
    TallyQuerySet,
    TallyRow,
)

__all__ = [
    "OVERLAPPING",
    "Cell",
    "Dimension",
    "Dirty",
    "Mark",
    "Missing",
    "Recount",
    "Subject",
    "SubjectKind",
    "Tally",
    "TallyInput",
    "TallyQuerySet",
    "TallyRow",
    "Total",
]
