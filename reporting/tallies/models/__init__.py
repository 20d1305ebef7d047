"""What was counted: snapshots that never change, and totals that are kept."""

from reporting.tallies.models.kept import Cell, Dirty, Mark, Missing, Recount, Subject, SubjectKind, Total
from reporting.tallies.models.snapshots import OVERLAPPING, Dimension, Tally, TallyQuerySet, TallyRow

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
    "TallyQuerySet",
    "TallyRow",
    "Total",
]
