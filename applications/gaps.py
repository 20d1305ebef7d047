"""What a submission still needs, as one kind of thing for every room that finds some."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """Something a submission still needs: where it is entered (a code), and what to do, in words."""

    code: str
    text: str
