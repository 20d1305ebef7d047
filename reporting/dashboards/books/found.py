"""What a check says: how many it compared, and each difference by name."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be."""

    subject: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.subject}: expected {_said(self.expected)}, found {_said(self.found)}"


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@dataclass
class Comparison:
    """One check: what was compared, how many, the sum over it in whole units, and the differences."""

    title: str
    compared: int = 0
    differences: list[Difference] = field(default_factory=list)

    def same(self, subject: str, expected: Any, found: Any) -> None:
        """Compare one pair."""
        self.compared += 1
        if expected != found:
            self.differences.append(Difference(subject, expected, found))

    def absent(self, subject: str, expected: Any, found: Any = "nothing") -> None:
        """Name something that should be there, or should not."""
        self.differences.append(Difference(subject, expected, found))
