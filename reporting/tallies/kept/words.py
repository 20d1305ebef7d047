"""What a recount found, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.tallies.models import Dimension, Recount, Subject, SubjectKind

#: figure of a cell or a total → what it is called
FIGURES = {
    "verified_kg": gettext_lazy("Verified, kg"),
    "claimed_kg": gettext_lazy("Claimed, kg"),
    "readings": gettext_lazy("Readings"),
    "metered_kwh": gettext_lazy("Electricity metered, kWh"),
    "paid_won": gettext_lazy("Received, won"),
}


@dataclass(frozen=True)
class Differing:
    """One figure that was not what a full count found, and was put right."""

    whose: str
    month: str
    figure: Any
    kept: str
    counted: str


def subject(one: Subject) -> str:
    """Say which subject it is."""
    return f"{one.get_kind_display()} {one.item}"


def differences(recount: Recount) -> list[Differing]:
    """Return the differences a recount named, one per figure."""
    found = []
    for one in recount.found:
        for name, label in FIGURES.items():
            if name in one:
                kept, _slash, counted = one[name].partition(" / ")
                found.append(Differing(_whose(one["of"]), one["month"], label, kept, counted))
    return found


def _whose(text: str) -> str:
    """Return whose figure it is: `LOT 12 3`, or `5 REGION jeju` with the programme before it."""
    first, *rest = text.split(" ")
    if first in SubjectKind.values:
        return " ".join([str(SubjectKind(first).label), *rest])
    if rest and rest[0] in Dimension.values:
        return _("%(dimension)s %(key)s of programme %(program)s") % {
            "dimension": Dimension(rest[0]).label, "key": " ".join(rest[1:]), "program": first,
        }  # fmt: skip
    return text
