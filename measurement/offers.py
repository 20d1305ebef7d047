"""What the programme's editor can choose from this room: methods, and approval rounds of factors."""

from collections.abc import Iterator

from measurement.methods import METHODS
from measurement.models import Factor
from programs.registry import Offer


def methods() -> Iterator[Offer]:
    """Yield the methods by which a reduction is measured."""
    yield from (Offer(code, method.label) for code, method in METHODS.items())


def rounds() -> Iterator[Offer]:
    """Yield the approval rounds of the factors that are loaded, the latest first."""
    found = Factor.objects.order_by("-approval_round").values_list("approval_round", flat=True).distinct()
    yield from (Offer(code, code) for code in found)
