"""Counting a published tally again from its frozen inputs, and what changed since it was published."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.statements.models import Statement
from reporting.tallies.figures import NAMES, Figures
from reporting.tallies.frozen import add_up, hash_of_inputs
from reporting.tallies.kept.sources import MOVES
from reporting.tallies.models import Tally


@dataclass(frozen=True)
class Rerun:
    """What a second count came to: how many inputs and rows, and every row that differs."""

    inputs: int
    rows: int
    differing: tuple[str, ...]
    has_same_hash: bool

    @property
    def is_equal(self) -> bool:
        """Say whether every won and every kilogram, and the fingerprint of the inputs, are the published."""
        return self.has_same_hash and not self.differing


def rerun(tally: Tally) -> Rerun | None:
    """Count a tally again from its frozen inputs, to the won and the kilogram; None if none were frozen."""
    if not tally.frozen_hash:
        return None
    inputs = [row.as_counted for row in tally.inputs.iterator(chunk_size=5_000)]
    again = {
        (dimension, key): figures
        for dimension, parts in add_up(inputs, tally.program_id).items()
        for key, figures in parts.items()
    }
    kept = {
        (row.dimension, row.key): Figures(*(getattr(row, name) for name in NAMES)) for row in tally.rows.all()
    }
    places = sorted({*again, *kept})
    differing = [
        f"{dimension} {key}"
        for dimension, key in places
        if again.get((dimension, key), Figures()) != kept.get((dimension, key), Figures())
    ]
    return Rerun(len(inputs), len(kept), tuple(differing), hash_of_inputs(inputs) == tally.frozen_hash)


class Why(TextChoices):
    LATE = "LATE", _("Verified since")
    RESTATED = "RESTATED", _("Restated since")
    SHARES = "SHARES", _("Between the consortia alone")
    ELSEWHERE = "ELSEWHERE", _("Stands elsewhere now")


@dataclass(frozen=True)
class Change:
    """One consortium's share of a lot that is not what was published: why, kilograms then and now."""

    why: str
    lot: int
    consortium: int
    then_kg: int
    now_kg: int
    #: what its place differs in: names of coordinates
    moved: tuple[str, ...]
    statement: Statement | None = None

    @property
    def difference_kg(self) -> int:
        """How much more it is now, kg CO2e; less than 0: how much less."""
        return self.now_kg - self.then_kg

    def get_why_display(self) -> str:
        """Return why it differs, in words."""
        return str(Why(self.why).label)

    @property
    def moved_words(self) -> list[Any]:
        """What its place differs in, in words."""
        return [COORDINATES[name] for name in self.moved]


#: coordinate of a frozen input and of a kept subject → what it is called
COORDINATES = {
    "anchor_key": _("Anchor firm"),
    "support_model": _("Support model"),
    "firm_key": _("Firm"),
    "tier": _("Tier"),
    "region": _("Region"),
    "sector": _("Sector"),
    "technology": _("Technology"),
    "rules": _("Export rule"),
}
_THEN = {
    "technology": "(SELECT min(k) FROM jsonb_object_keys(i.technologies) k)",
    "rules": "i.rules",
}
_NOW = {
    "rules": "coalesce((SELECT jsonb_agg(DISTINCT x ->> 0 ORDER BY x ->> 0)"
    " FROM jsonb_array_elements(s.rules) x), '[]')"
}
_MOVED = ", ".join(
    f"CASE WHEN {_THEN.get(name, f'i.{name}')} IS DISTINCT FROM {_NOW.get(name, f's.{name}')}"
    f" THEN '{name}' END"
    for name in COORDINATES
)
#: kilograms of transfers after the run, and places that are others now; each by lot and consortium
_CHANGED = f"""
    WITH frozen AS (
        SELECT item AS lot, consortium_key AS consortium, verified_kg FROM tallies_tallyinput
         WHERE tally_id = %(tally)s AND kind = 'LOT'
    ), since AS (
        SELECT v.lot, v.consortium, sum(v.verified_kg)::bigint AS kg FROM ({MOVES}) v
          JOIN statements_statement l ON l.id = v.lot
          JOIN measurement_measure m ON m.id = l.measure_id
          JOIN programs_consortium c ON c.id = m.consortium_id AND c.program_id = %(program)s
         WHERE v.id > %(last)s GROUP BY v.lot, v.consortium HAVING sum(v.verified_kg) <> 0
    ), moved AS (
        SELECT i.item AS lot, i.consortium_key AS consortium,
               array_remove(ARRAY[{_MOVED}], NULL) AS names
          FROM tallies_tallyinput i
          JOIN tallies_subject s ON s.kind = 'LOT' AND s.item = i.item AND s.share = i.consortium_key
         WHERE i.tally_id = %(tally)s AND i.kind = 'LOT'
    )
    SELECT coalesce(since.lot, moved.lot) AS lot, coalesce(since.consortium, moved.consortium) AS consortium,
           coalesce(frozen.verified_kg, 0) AS then_kg,
           coalesce(frozen.verified_kg, 0) + coalesce(since.kg, 0) AS now_kg,
           coalesce(moved.names, ARRAY[]::text[]) AS names,
           EXISTS (SELECT 1 FROM frozen o WHERE o.lot = coalesce(since.lot, moved.lot)) AS was_there,
           sum(coalesce(since.kg, 0)) OVER (PARTITION BY coalesce(since.lot, moved.lot)) <> 0 AS is_other_sum
      FROM since FULL JOIN (SELECT * FROM moved WHERE names <> '{{}}') moved USING (lot, consortium)
      LEFT JOIN frozen USING (lot, consortium)
     ORDER BY 1, 2
"""  # noqa: S608 - texts of this room


def changes(tally: Tally) -> list[Change]:
    """
    Return every share of a lot that is not what the tally froze, in two queries.

    Kilograms are those of the transfers after the newest that it saw; places those of the kept totals. The
    differences in kilograms add up to what the programme has more now.
    """
    if not tally.frozen_hash:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED, {"tally": tally.pk, "program": tally.program_id, "last": tally.last_transfer}
        )
        rows = cursor.fetchall()
    statements = Statement.objects.select_related("firm", "measure").in_bulk([row[0] for row in rows])
    return [
        Change(_why(then, now, was_there, is_other), lot, whose, then, now, tuple(names), statements.get(lot))
        for lot, whose, then, now, names, was_there, is_other in rows
    ]


def _why(then: int, now: int, was_there: bool, is_other_sum: bool) -> str:
    if then == now:
        return Why.ELSEWHERE
    if not was_there:
        return Why.LATE
    return Why.RESTATED if is_other_sum else Why.SHARES
