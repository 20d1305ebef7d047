"""Counting everything again beside the kept totals: what is not equal is named and put right."""

import datetime as dt
import time
from typing import Any, NamedTuple

from django.db import connection, transaction

from reporting.tallies.kept.increment import catch_up, number_of, temporary
from reporting.tallies.kept.sources import FIGURES, of_cases, of_lots, of_readings
from reporting.tallies.kept.sums import NOT_THE_SAME, PRINTED, printed_sources, printed_totals, totals
from reporting.tallies.models import Recount

#: so many differences of each kind are kept by name; all of them are counted
MOST_NAMED = 20
_NAMES = ", ".join(FIGURES)
_SUBJECT = "(SELECT concat_ws(' ', kind, item, nullif(share, 0)) FROM tallies_subject WHERE id = subject_id)"
_DIFFERS = " OR ".join(f"coalesce(k.{name}, 0) <> coalesce(c.{name}, 0)" for name in FIGURES)
_FIGURES = ", ".join(
    f"coalesce({side}.{name}, 0) AS {side}_{name}" for side in ("k", "c") for name in FIGURES
)
#: what was counted, of a row that holds both sides
_COUNTED = ", ".join(f"c_{name}" for name in FIGURES)
_IS_SOMETHING = " OR ".join(f"c_{name} <> 0" for name in FIGURES)
_HELD = f"SELECT subject_id, {PRINTED} FROM tallies_cell GROUP BY subject_id"  # noqa: S608
#: months whose readings changed while the count ran are left to the next increment
_SETTLED = """
    NOT EXISTS (SELECT 1 FROM tallies_dirty d
                  JOIN tallies_subject s ON s.kind = 'MEASURE' AND s.item = d.measure_key
                 WHERE s.id = coalesce(k.subject_id, c.subject_id) AND d.month = coalesce(k.month, c.month))
"""


@transaction.atomic
def recount(*, newest: int, at: dt.datetime) -> Recount:
    """
    Bring the totals up to date, count everything anew, compare, and put right what differs.

    Compared are the sums of every subject's figures, and a fingerprint over its months; the cells of those
    that differ are then compared one by one. All readings are counted in one statement, so that what is
    entered meanwhile is either in it or noted as changed, and then not compared. `newest` is as `catch_up`
    takes it.
    """
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        done = catch_up(newest=newest, at=at)
        found = _settle_cells(cursor, done.last_transfer)
        found += _settle_totals(cursor)
        cells, totals_compared = number_of(cursor, "tallies_cell"), number_of(cursor, "tallies_total")
    return Recount.objects.create(
        made_at=at,
        last_transfer=done.last_transfer,
        cells=cells,
        totals=totals_compared,
        differences=sum(one.number for one in found),
        found=[words for one in found for words in one.named],
        milliseconds=round((time.monotonic() - began) * 1000),
    )


class Found(NamedTuple):
    """Differences of one kind: how many, and the first of them in words."""

    number: int
    named: list[dict[str, str]]


def _settle_cells(cursor: Any, upto: int) -> list[Found]:
    """Find the cells that differ and put them right; leave the sums of every subject's cells in `held`."""
    temporary(cursor, "held", _HELD)
    temporary(
        cursor, "doubtful",
        "SELECT coalesce(k.subject_id, c.subject_id) AS subject_id"  # noqa: S608
        f" FROM held k FULL JOIN ({printed_sources()}) c ON c.subject_id = k.subject_id WHERE {NOT_THE_SAME}",
        {"upto": upto},
    )  # fmt: skip
    if not number_of(cursor, "doubtful"):
        return []
    doubted = "JOIN doubtful d ON d.subject_id = s.id"
    measures = (
        "JOIN tallies_subject ws ON ws.kind = 'MEASURE' AND ws.item = m.measure_id"
        " JOIN doubtful d ON d.subject_id = ws.id"
    )
    counted = f"{of_lots(doubted)} UNION ALL {of_cases(doubted)} UNION ALL {of_readings(measures)}"
    temporary(
        cursor, "wrong_cells",
        f"SELECT coalesce(k.subject_id, c.subject_id) AS subject_id, coalesce(k.month, c.month) AS month,"  # noqa: S608
        f" {_FIGURES} FROM (SELECT * FROM tallies_cell JOIN doubtful USING (subject_id)) k"
        f" FULL JOIN ({counted}) c ON c.subject_id = k.subject_id AND c.month = k.month"
        f" WHERE ({_DIFFERS}) AND {_SETTLED}",
        {"upto": upto},
    )  # fmt: skip
    same = "w.subject_id = c.subject_id AND w.month = c.month"
    cursor.execute(f"DELETE FROM tallies_cell c USING wrong_cells w WHERE {same}")  # noqa: S608
    cursor.execute(
        f"INSERT INTO tallies_cell (subject_id, month, {_NAMES})"  # noqa: S608
        f" SELECT subject_id, month, {_COUNTED} FROM wrong_cells WHERE {_IS_SOMETHING}"
    )
    temporary(cursor, "held", _HELD)
    return [_found(cursor, "wrong_cells", _SUBJECT)]


def _settle_totals(cursor: Any) -> list[Found]:
    """Find the totals that are not sums of the cells and put them right."""
    place = ("program_key", "dimension", "key")
    both = " AND ".join(f"c.{name} = k.{name}" for name in place)
    kept = f"SELECT {', '.join(place)}, {PRINTED} FROM tallies_total GROUP BY {', '.join(place)}"  # noqa: S608
    temporary(
        cursor, "doubtful_totals",
        f"SELECT k.key FROM ({kept}) k FULL JOIN ({printed_totals('held')}) c ON {both} WHERE {NOT_THE_SAME}",  # noqa: S608
    )  # fmt: skip
    return _settle_months(cursor, (*place, "month")) if number_of(cursor, "doubtful_totals") else []


def _settle_months(cursor: Any, place: tuple[str, ...]) -> list[Found]:
    """Compare every total of every month with the sum of its cells, and put right what differs."""
    both = " AND ".join(f"c.{name} = k.{name}" for name in place)
    temporary(
        cursor,
        "wrong_totals",
        f"SELECT {', '.join(f'coalesce(k.{name}, c.{name}) AS {name}' for name in place)}, {_FIGURES}"  # noqa: S608
        f" FROM tallies_total k FULL JOIN ({totals('SELECT * FROM tallies_cell')}) c ON {both}"
        f" WHERE {_DIFFERS}",
    )
    same = " AND ".join(f"w.{name} = c.{name}" for name in place)
    cursor.execute(f"DELETE FROM tallies_total c USING wrong_totals w WHERE {same}")  # noqa: S608
    cursor.execute(
        f"INSERT INTO tallies_total ({', '.join(place)}, {_NAMES})"  # noqa: S608
        f" SELECT {', '.join(place)}, {_COUNTED} FROM wrong_totals WHERE {_IS_SOMETHING}"
    )
    return [_found(cursor, "wrong_totals", "program_key || ' ' || dimension || ' ' || key")]


def _found(cursor: Any, table: str, name: str) -> Found:
    return Found(number_of(cursor, table), _named(cursor, table, name))


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
