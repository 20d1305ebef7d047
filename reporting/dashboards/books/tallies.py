"""The latest tally of every programme against the same count from the transfers it saw."""

from programs.models import Program
from reporting.dashboards.books.found import Comparison
from reporting.tallies import queries
from reporting.tallies.figures import NAMES, Figures, Line, hash_of
from reporting.tallies.kept import compare
from reporting.tallies.models import OVERLAPPING, Dimension, Tally
from reporting.tallies.rerun import rerun

COUNTED = ("awarded_won", "paid_won", "passed_on_won", "contributed_won", "verified_kg")
#: dimensions whose parts stay what they are; a firm moves, is hung elsewhere, buys something else instead
FIXED = frozenset({Dimension.PROGRAM, Dimension.CONSORTIUM, Dimension.SUPPORT_MODEL})


def kept() -> Comparison:
    """Compare the kept totals with the ledger, transfers and readings, as far as they have been counted."""
    comparison = Comparison("kept totals = ledger and readings")
    for subject, expected, found in compare.verified_pairs():
        comparison.same(subject, expected, found)
    comparison.compared += compare.number_compared()
    for subject, expected, found in compare.differing():
        comparison.absent(subject, expected, found)
    return comparison


def frozen() -> Comparison:
    """Compare every tally with frozen inputs with what these come to: each row, and the fingerprint."""
    comparison = Comparison("tallies = their frozen inputs")
    for tally in Tally.objects.exclude(frozen_hash="").order_by("pk").select_related("program"):
        again = rerun(tally)
        if again is None:
            continue
        comparison.compared += again.rows
        comparison.same(f"tally {tally.pk}, fingerprint of its inputs", True, again.has_same_hash)
        for place in again.differing:
            comparison.absent(f"tally {tally.pk}, {place}", "what its inputs come to", "another figure")
    return comparison


def latest() -> Comparison:
    """Compare the latest tally of each programme with a new count up to the newest transfer it saw."""
    comparison = Comparison("latest tally = counted again")
    for program in Program.objects.order_by("pk"):
        if tally := queries.latest(program):
            _compare(comparison, program, tally)
    return comparison


def _compare(comparison: Comparison, program: Program, tally: Tally) -> None:
    kept = {(row.dimension, row.key): row for row in tally.rows.all()}
    for line in queries.count(program, until=tally.last_transfer):
        if line.dimension not in FIXED:
            continue
        row = kept.get((line.dimension, line.key))
        for name in COUNTED:
            expected = getattr(line.figures, name)
            if row is not None:
                subject = f"tally {tally.pk}, {line.dimension} {line.key}, {name}"
                comparison.same(subject, expected, getattr(row, name))
            elif expected:
                comparison.absent(f"tally {tally.pk}, {line.dimension} {line.key}, {name}", expected)
    lines = [
        Line(
            row.dimension,
            row.key,
            row.label_ko,
            row.label_en,
            Figures(*(getattr(row, name) for name in NAMES)),
        )
        for row in kept.values()
    ]
    _compare_totals(comparison, tally, lines)
    comparison.same(f"tally {tally.pk}, fingerprint", hash_of(lines, tally.last_transfer), tally.inputs_hash)


def _compare_totals(comparison: Comparison, tally: Tally, lines: list[Line]) -> None:
    """Compare the sum over the parts of every dimension with the programme's figures."""
    whole = sum((line.figures for line in lines if line.dimension == Dimension.PROGRAM), Figures())
    for dimension in Dimension.values:
        parts = [line.figures for line in lines if line.dimension == dimension]
        if parts and dimension not in OVERLAPPING:
            comparison.same(f"tally {tally.pk}, all of {dimension}", whole.plain, sum(parts, Figures()).plain)
