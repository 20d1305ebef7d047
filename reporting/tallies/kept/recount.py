"""Counting everything again beside the kept totals: what is not equal is named and put right."""

import datetime as dt
import time
from typing import Any

from django.db import connection, transaction

from reporting.tallies.kept.increment import catch_up, number_of, temporary
from reporting.tallies.kept.sources import FIGURES, of_cases, of_lots, of_readings, totals
from reporting.tallies.models import Recount

#: so many differences of each kind are kept by name; all of them are counted
MOST_NAMED = 20
_NAMES = ", ".join(FIGURES)
_SUBJECT = "(SELECT concat_ws(' ', kind, item, nullif(share, 0)) FROM tallies_subject WHERE id = subject_id)"
_DIFFERS = " OR ".join(f"coalesce(k.{name}, 0) <> coalesce(c.{name}, 0)" for name in FIGURES)
_FIGURES = ", ".join(
    f"coalesce({side}.{name}, 0) AS {side}_{name}" for side in ("k", "c") for name in FIGURES
)
#: months whose readings changed while the count ran are left to the next increment
_SETTLED = """
    NOT EXISTS (SELECT 1 FROM tallies_dirty d
                  JOIN tallies_subject s ON s.kind = 'MEASURE' AND s.item = d.measure_key
                 WHERE s.id = coalesce(k.subject_id, c.subject_id) AND d.month = coalesce(k.month, c.month))
"""


@transaction.atomic
def recount(*, newest: int, at: dt.datetime) -> Recount:
    """
    Bring the totals up to date, count all cells and totals anew, compare, and put right what differs.

    All readings are counted in one statement, so that what is entered meanwhile is either in it or noted as
    changed, and then not compared. `newest` is as `catch_up` takes it.
    """
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        done = catch_up(newest=newest, at=at)
        everything = f"{of_lots()} UNION ALL {of_cases()} UNION ALL {of_readings()}"
        temporary(cursor, "counted", everything, {"upto": done.last_transfer})
        cells = _settle_cells(cursor)
        temporary(cursor, "summed", totals("SELECT * FROM tallies_cell"))
        compared = _settle_totals(cursor)
        found = [
            *_named(cursor, "wrong_cells", _SUBJECT),
            *_named(cursor, "wrong_totals", "program_key || ' ' || dimension || ' ' || key"),
        ]  # fmt: skip
        differences = number_of(cursor, "wrong_cells") + number_of(cursor, "wrong_totals")
    return Recount.objects.create(
        made_at=at,
        last_transfer=done.last_transfer,
        cells=cells,
        totals=compared,
        differences=differences,
        found=found,
        milliseconds=round((time.monotonic() - began) * 1000),
    )


def _settle_cells(cursor: Any) -> int:
    """Find the cells that differ and put them right; return how many were compared."""
    temporary(
        cursor,
        "wrong_cells",
        f"SELECT coalesce(k.subject_id, c.subject_id) AS subject_id, coalesce(k.month, c.month) AS month,"  # noqa: S608
        f" {_FIGURES} FROM tallies_cell k FULL JOIN counted c"
        f" ON c.subject_id = k.subject_id AND c.month = k.month WHERE ({_DIFFERS}) AND {_SETTLED}",
    )
    same = "w.subject_id = c.subject_id AND w.month = c.month"
    cursor.execute(f"DELETE FROM tallies_cell c USING wrong_cells w WHERE {same}")  # noqa: S608
    cursor.execute(
        f"INSERT INTO tallies_cell (subject_id, month, {_NAMES})"  # noqa: S608
        f" SELECT c.* FROM counted c JOIN wrong_cells w ON {same}"
    )
    return number_of(cursor, "counted")


def _settle_totals(cursor: Any) -> int:
    """Find the totals that are not sums of the cells and put them right; return how many were compared."""
    place = ("program_key", "dimension", "key", "month")
    both = " AND ".join(f"c.{name} = k.{name}" for name in place)
    temporary(
        cursor,
        "wrong_totals",
        f"SELECT {', '.join(f'coalesce(k.{name}, c.{name}) AS {name}' for name in place)}, {_FIGURES}"  # noqa: S608
        f" FROM tallies_total k FULL JOIN summed c ON {both} WHERE {_DIFFERS}",
    )
    same = " AND ".join(f"w.{name} = c.{name}" for name in place)
    cursor.execute(f"DELETE FROM tallies_total c USING wrong_totals w WHERE {same}")  # noqa: S608
    cursor.execute(
        f"INSERT INTO tallies_total ({', '.join(place)}, {_NAMES})"  # noqa: S608
        f" SELECT c.* FROM summed c JOIN wrong_totals w ON {same}"
    )
    return number_of(cursor, "summed")


def _named(cursor: Any, table: str, name: str) -> list[dict[str, str]]:
    """Return the first differences: whose, which month, what was kept and what was counted, as texts."""
    pairs = ", ".join(f"k_{figure}, c_{figure}" for figure in FIGURES)
    cursor.execute(f"SELECT {name}, month, {pairs} FROM {table} ORDER BY 1, 2 LIMIT {MOST_NAMED}")  # noqa: S608
    found = []
    for whose, month, *numbers in cursor.fetchall():
        sides = {
            figure: f"{kept} / {counted}"
            for figure, kept, counted in zip(FIGURES, numbers[::2], numbers[1::2], strict=True)
            if kept != counted
        }
        found.append({"of": whose, "month": f"{month:%Y-%m}", **sides})
    return found
