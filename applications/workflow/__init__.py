"""How far a plan or an application is, and where it may go from there."""

from applications.workflow.cases import PUBLIC_WORDING, TONES, TRANSITIONS, UNDECIDED, Halt, Status, is_way_of

__all__ = [
    "PUBLIC_WORDING",
    "TONES",
    "TRANSITIONS",
    "UNDECIDED",
    "Halt",
    "Status",
    "is_way_of",
]
