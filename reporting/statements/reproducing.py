"""Computing a statement again from its stored rows and the readings of its time: equal, or what differs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.ui.formats import trimmed
from core.workflow.refusals import Refusal
from measurement.methods.base import WIDE
from measurement.models import Reading
from measurement.queries import readings_of
from reporting.statements.models import FACTOR_ROW, Statement
from reporting.statements.queries import STORED, Computed, recompute


@dataclass(frozen=True)
class Differing:
    """Something that comes out otherwise: what it is, what is stored, what it comes to again."""

    what: Any
    stored: str
    again: str


@dataclass(frozen=True)
class Reproduction:
    """What was compared and what differs; why nothing could be compared, where so."""

    statement: Statement
    compared: int
    differing: tuple[Differing, ...]
    again_kg: int | None = None
    why: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether everything came out again, to the kilogram."""
        return not self.why and not self.differing


def readings_behind(statement: Statement) -> list[Reading]:
    """
    Return the readings a statement rests on: signed ones as they were signed, others as they are.

    A signed version stays on record beside the one that took its place.
    """
    if statement.verified_at is None:
        return list(readings_of(statement.measure))
    kept = Reading.objects.filter(meter__measure=statement.measure_id)
    return signed_of(statement, kept.select_related("meter", "evidence__blob").order_by("month", "meter_id"))


def signed_of(statement: Statement, readings: Iterable[Reading]) -> list[Reading]:
    """Return which of all readings of a measure a signed statement rests on, in the order they came in."""
    at = statement.verified_at
    return [
        one
        for one in readings
        if at
        and one.locked_at
        and one.locked_at <= at
        and (one.superseded_at is None or one.superseded_at > at)
    ]


def reproduce(statement: Statement) -> Reproduction:
    """
    Compute a statement again and compare it with what is stored: rows, results, fingerprint, sums.

    Nothing is written. Kilograms of CO2e.
    """
    try:
        computed = recompute(statement, readings_behind(statement))
    except Refusal as refusal:
        return Reproduction(statement, 0, (), why=str(refusal))
    pairs = list(_pairs(statement, computed))
    differing = tuple(Differing(what, old, new) for what, old, new in pairs if old != new)
    return Reproduction(statement, len(pairs), differing, computed.calculation.reduction_kg)


def _pairs(statement: Statement, computed: Computed) -> Iterator[tuple[Any, str, str]]:
    """Yield (what, as stored, again) of everything that is compared, in writing."""
    found = computed.calculation
    yield _("Reduction"), str(statement.reduction_kg), str(found.reduction_kg)
    for words, stored, again in (
        (_("Baseline emissions"), statement.baseline_kg, found.baseline_kg),
        (_("Project emissions"), statement.project_kg, found.project_kg),
        (_("Leakage"), statement.leakage_kg, found.leakage_kg),
    ):
        yield words, _plain(stored), _plain(again)
    yield from _rows(statement, computed)
    yield _("Fingerprint of the figures"), statement.figures_hash, computed.figures_hash
    yield from _sums(statement)


def _rows(statement: Statement, computed: Computed) -> Iterator[tuple[Any, str, str]]:
    """Yield every row of the calculation; one that is on one side alone stands against nothing."""
    stored = [row for row in statement.rows.select_related("statement") if row.code != FACTOR_ROW]
    again = list(computed.calculation.rows)
    for position in range(max(len(stored), len(again))):
        old = stored[position] if position < len(stored) else None
        new = again[position] if position < len(again) else None
        yield (
            old.label if old else new.code if new else "",
            f"{old.code} {old.expression} = {_plain(old.value)} {old.unit}" if old else "–",
            f"{new.code} {new.expression} = {_plain(new.value)} {new.unit}" if new else "–",
        )


def _sums(statement: Statement) -> Iterator[tuple[Any, str, str]]:
    """Yield what is kept beside its parts: deductions, and the kilograms split by shares."""
    deducted = statement.findings.aggregate(kg=Sum("deduction__kilograms"))["kg"] or 0
    yield _("Deducted"), str(statement.deducted_kg), str(deducted)
    if statement.is_signed:
        booked = statement.shares.aggregate(kg=Sum("kilograms"))["kg"] or 0
        yield _("Kilograms of all shares"), str(booked), str(statement.booked_kg)


def _plain(value: Decimal) -> str:
    return trimmed(value.quantize(STORED, rounding=ROUND_HALF_EVEN, context=WIDE))
