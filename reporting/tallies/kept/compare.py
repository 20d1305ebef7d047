"""Comparing the kept totals with what they come from, without changing anything: for the books."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from reporting.tallies.kept.sources import FIGURES
from reporting.tallies.kept.sums import NOT_THE_SAME, PRINTED, printed_sources, totals
from reporting.tallies.models import OVERLAPPING, Dimension, Mark


class Pair(NamedTuple):
    """One thing that was compared: what is kept of it, and what it should be."""

    subject: str
    expected: object
    found: object


#: kilograms that left the atmosphere's account and did not go back, up to a transfer
_VERIFIED = """
    SELECT coalesce(sum(CASE WHEN t.source_id = a.id THEN t.amount ELSE -t.amount END), 0)::bigint
      FROM ledger_account a JOIN ledger_transfer t ON t.source_id = a.id OR t.target_id = a.id
     WHERE a.unit = 'KGCO2E' AND a.owner_kind = 'outside' AND a.code = 'verified' AND t.id <= %(upto)s
"""
_BY_DIMENSION = """
    SELECT dimension, sum(verified_kg)::bigint FROM tallies_total GROUP BY dimension ORDER BY dimension
"""
_PLAIN = " || ' ' || ".join(f"coalesce({{side}}.{name}, 0)::numeric" for name in FIGURES)
_SUBJECTS = f"""
    SELECT concat_ws(' ', s.kind, s.item, nullif(s.share, 0)),
           {_PLAIN.format(side="c")}, {_PLAIN.format(side="k")}
      FROM (SELECT subject_id, {PRINTED} FROM tallies_cell GROUP BY subject_id) k
      FULL JOIN ({printed_sources()}) c ON c.subject_id = k.subject_id
      JOIN tallies_subject s ON s.id = coalesce(k.subject_id, c.subject_id)
     WHERE ({NOT_THE_SAME}) AND NOT EXISTS (
         SELECT 1 FROM tallies_dirty d WHERE s.kind = 'MEASURE' AND d.measure_key = s.item
     )
     ORDER BY 1
"""  # noqa: S608
_TOTALS = f"""
    SELECT concat_ws(' ', coalesce(k.program_key, c.program_key), coalesce(k.dimension, c.dimension),
                     coalesce(k.key, c.key), to_char(coalesce(k.month, c.month), 'YYYY-MM')),
           {_PLAIN.format(side="c")}, {_PLAIN.format(side="k")}
      FROM tallies_total k FULL JOIN ({totals("SELECT * FROM tallies_cell")}) c
        ON c.program_key = k.program_key AND c.dimension = k.dimension AND c.key = k.key AND c.month = k.month
     WHERE {" OR ".join(f"coalesce(k.{name}, 0) <> coalesce(c.{name}, 0)" for name in FIGURES)}
     ORDER BY 1
"""  # noqa: S608


def verified_pairs() -> Iterator[Pair]:
    """
    Yield for each dimension the kilograms that the ledger has verified up to the mark, and those kept.

    Nothing where nothing was counted yet. What serves several export rules is left out: it does not add up.
    """
    mark = Mark.objects.first()
    if mark is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_VERIFIED, {"upto": mark.last_transfer})
        (ledger,) = cursor.fetchone()
        cursor.execute(_BY_DIMENSION)
        kept = dict(cursor.fetchall())
    for dimension in Dimension.values:
        if dimension not in OVERLAPPING:
            yield Pair(f"kept {dimension}, verified kg", ledger, kept.get(dimension, 0))


def differing() -> list[Pair]:
    """Return subjects whose cells are not what their sources say, and totals that are not sums of cells."""
    mark = Mark.objects.first()
    if mark is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, {"upto": mark.last_transfer})
        found = [Pair(f"kept {name}", *sides) for name, *sides in cursor.fetchall()]
        cursor.execute(_TOTALS)
        return found + [Pair(f"kept total {name}", *sides) for name, *sides in cursor.fetchall()]


def number_compared() -> int:
    """Return how many kept cells and totals `differing` compares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM tallies_cell) + (SELECT count(*) FROM tallies_total)")
        return int(cursor.fetchone()[0])
