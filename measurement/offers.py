"""What the programme's editor can choose from this room: methods, and approval rounds of factors."""

from collections.abc import Iterator

from measurement.factoring.families import Family
from measurement.methods import METHODS
from measurement.models import FactorTable
from programs.registry import Offer


def methods() -> Iterator[Offer]:
    """Yield the methods by which a reduction is measured."""
    yield from (Offer(code, method.label) for code, method in METHODS.items())


def rounds() -> Iterator[Offer]:
    """Yield the approval rounds of grid electricity, the latest first: with one a programme begins."""
    tables = FactorTable.objects.approved().filter(family=Family.ELECTRICITY).order_by("-approval_round")
    found = tables.values_list("approval_round", flat=True).distinct()
    yield from (Offer(code, code) for code in found)
