"""The inputs of a tally, each as it was and stood when it was counted. Pure: no database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from reporting.tallies.figures import Figures

#: key of what has no technology, no export rule
NONE = "none"


@dataclass(frozen=True)
class Input:
    """
    A case, or one consortium's share of a lot: where it stands, and its figures in whole won and kg CO2e.

    `technologies` says what it counts for: {technology or kind of cost: weight}.
    """

    kind: str
    item: int
    consortium_key: int
    anchor_key: int
    support_model: str
    firm_key: int
    tier: int
    region: str
    sector: str
    technologies: Mapping[str, int]
    rules: tuple[str, ...]
    figures: Figures = field(default_factory=Figures)

    @property
    def place(self) -> dict[str, object]:
        """Where it stands, by name, as it is stored."""
        return {name: _stored(getattr(self, name)) for name in PLACE}

    def parts(self, program_key: int) -> dict[str, Mapping[str, Figures]]:
        """Return {dimension: {key: figures}}: everything once in each, under every export rule it serves."""
        whole = self.figures
        return {
            "PROGRAM": {str(program_key): whole},
            "CONSORTIUM": {str(self.consortium_key): whole},
            "ANCHOR": {str(self.anchor_key): whole},
            "TIER": {str(self.tier): whole},
            "SUPPORT_MODEL": {self.support_model: whole},
            "TECHNOLOGY": _shared(whole, self.technologies),
            "REGION": {self.region: whole},
            "SECTOR": {self.sector: whole},
            "REGULATION": dict.fromkeys(self.rules or (NONE,), whole),
        }


PLACE = tuple(one.name for one in fields(Input) if one.name not in ("kind", "item", "figures"))


def _stored(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _shared(whole: Figures, technologies: Mapping[str, int]) -> Mapping[str, Figures]:
    """Return the figures by technology; undivided where there is one, whatever its weight."""
    if len(technologies) == 1:
        return dict.fromkeys(technologies, whole)
    return whole.shared_by(technologies) if technologies else {NONE: whole}


def add_up(inputs: Iterable[Input], program_key: int) -> dict[str, dict[str, Figures]]:
    """Return {dimension: {key: figures}} of all inputs together."""
    totals: dict[str, dict[str, Figures]] = {}
    for one in inputs:
        for dimension, parts in one.parts(program_key).items():
            of_dimension = totals.setdefault(dimension, {})
            for key, figures in parts.items():
                of_dimension[key] = of_dimension.get(key, Figures()) + figures
    return totals


def hash_of_inputs(inputs: Iterable[Input]) -> str:
    """Return the SHA-256 over the inputs in the order of what they are, hexadecimal."""
    plain = sorted([[one.kind, one.item, one.consortium_key, one.place, one.figures.plain] for one in inputs],
                   key=lambda row: row[:3])  # fmt: skip
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
