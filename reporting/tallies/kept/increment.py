"""Bringing kept totals up to date: only what changed is counted again, and its difference applied."""

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection, transaction

from reporting.tallies.kept.sources import (
    COORDINATES,
    FIGURES,
    PLACES,
    RECEIVED_CODES,
    SHORTFALLS,
    of_cases,
    of_lots,
    of_readings,
)
from reporting.tallies.kept.stands import STANDS
from reporting.tallies.kept.sums import totals
from reporting.tallies.models import Mark

#: the one lock under which totals are written: an increment waits for another, and for a recount
LOCK = 2026_0029
_COLUMNS, _NAMES = ", ".join(COORDINATES), ", ".join(FIGURES)
_STANDS_ELSEWHERE = " OR ".join(f"s.{name} IS DISTINCT FROM f.{name}" for name in COORDINATES)
_TOUCHED = "JOIN touched w ON w.subject_id = s.id AND w.month = v.month"
_TOUCHED_CASES = "JOIN touched w ON w.subject_id = s.id AND w.month = g.month"
_TOUCHED_READINGS = (
    "JOIN touched w ON w.month = r.month JOIN tallies_subject ws ON ws.id = w.subject_id"
    " AND ws.kind = 'MEASURE' AND ws.item = m.measure_id"
)
#: how the touched cells of a kind of subject are counted
_COUNTED_AGAIN = {
    "LOT": of_lots(_TOUCHED),
    "CASE": of_cases(_TOUCHED_CASES),
    "MEASURE": of_readings(_TOUCHED_READINGS),
}
#: accounts that transfers after the mark touched
_SINCE = """
    SELECT side.account, date_trunc('month', t.effective_on)::date AS month
      FROM ledger_transfer t CROSS JOIN LATERAL (VALUES (t.source_id), (t.target_id)) side(account)
     WHERE t.id > %(since)s AND t.id <= %(upto)s
"""
_CELLS = (
    f"SELECT c.subject_id, c.month, {_NAMES} FROM tallies_cell c"  # noqa: S608
    " JOIN touched USING (subject_id, month)"
)


class Done(NamedTuple):
    """What an increment did: cells counted again, subjects that are new or stand elsewhere."""

    cells: int
    moved: int
    last_transfer: int


@transaction.atomic
def catch_up(*, newest: int, at: dt.datetime) -> Done:
    """
    Count again what changed since the last time, and apply the differences to the totals.

    `newest` is the id of the newest transfer to count, such that no older one can still appear
    (`queries.newest_transfer`). Run twice, the second changes nothing; a run that was cut off has changed
    nothing either.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        mark, _created = Mark.objects.get_or_create(pk=1)
        upto = max(mark.last_transfer, newest)
        moved = _stand(cursor)
        cells = _touch(cursor, mark.last_transfer, upto)
        _apply(cursor, upto)
        mark.last_transfer, mark.counted_at = upto, at
        mark.save(update_fields=["last_transfer", "counted_at"])
    return Done(cells, moved, upto)


def _stand(cursor: Any) -> int:
    """Look where every subject stands; write down who is new; return how many are new or stand elsewhere."""
    temporary(
        cursor, "elsewhere",
        f"SELECT s.id, f.* FROM ({STANDS}) f FULL JOIN tallies_subject s"  # noqa: S608
        " ON s.kind = f.kind AND s.item = f.item AND s.share = f.share"
        f" WHERE s.id IS NULL OR f.kind IS NULL OR {_STANDS_ELSEWHERE}",
    )  # fmt: skip
    cursor.execute(
        f"INSERT INTO tallies_subject (kind, item, share, {_COLUMNS}) SELECT kind, item, share, {_COLUMNS}"  # noqa: S608
        " FROM elsewhere WHERE id IS NULL"
    )
    if cursor.rowcount:
        cursor.execute(
            "UPDATE elsewhere e SET id = s.id FROM tallies_subject s"
            " WHERE e.id IS NULL AND s.kind = e.kind AND s.item = e.item AND s.share = e.share"
        )
        cursor.execute("ANALYZE tallies_subject")
    cursor.execute("ANALYZE elsewhere")
    return number_of(cursor, "elsewhere")


def _touch(cursor: Any, since: int, upto: int) -> int:
    """Gather the cells to be counted again: changed readings, new transfers, subjects that moved."""
    cursor.execute("DROP TABLE IF EXISTS touched")
    cursor.execute("CREATE TEMPORARY TABLE touched (subject_id bigint, month date) ON COMMIT DROP")
    cursor.execute(
        f"""
        WITH drained AS (DELETE FROM tallies_dirty RETURNING measure_key, month)
        INSERT INTO touched
        SELECT s.id, d.month FROM drained d
          JOIN tallies_subject s ON s.kind = 'MEASURE' AND s.item = d.measure_key AND s.share = 0
        UNION
        SELECT s.id, date_trunc('month', v.effective_on)::date FROM ({SHORTFALLS}) v
          JOIN tallies_subject s ON s.kind = 'LOT' AND s.item = v.lot AND s.share = v.consortium
         WHERE v.id > %(since)s AND v.id <= %(upto)s
        UNION
        SELECT s.id, v.month FROM ({_SINCE}) v JOIN ({PLACES}) p ON p.account = v.account
          JOIN tallies_subject s ON s.kind = 'LOT' AND s.item = p.lot AND s.share = p.consortium
        UNION
        SELECT s.id, v.month FROM ({_SINCE}) v
          JOIN ledger_account a ON a.id = v.account AND a.unit = 'KRW' AND a.owner_kind = 'application'
           AND a.code IN ({RECEIVED_CODES})
          JOIN tallies_subject s ON s.kind = 'CASE' AND s.item = a.owner_id
        UNION
        SELECT c.subject_id, c.month FROM tallies_cell c JOIN elsewhere e ON e.id = c.subject_id
        UNION
        SELECT s.id, c.month FROM elsewhere e JOIN tallies_subject o ON o.id = e.id AND o.kind = 'CASE'
          JOIN tallies_subject s ON s.kind = 'CASE' AND s.item = o.item
          JOIN tallies_cell c ON c.subject_id = o.id
        """,  # noqa: S608
        {"since": since, "upto": upto},
    )
    cursor.execute("ANALYZE touched")
    return number_of(cursor, "touched")


def _apply(cursor: Any, upto: int) -> None:
    """Take the touched cells out of the totals as they stood, count them again, put them in as they stand."""
    temporary(cursor, "taken", totals(_CELLS))
    settle(cursor)
    cursor.execute(
        "DELETE FROM tallies_cell c USING touched w WHERE c.subject_id = w.subject_id AND c.month = w.month"
    )
    cursor.execute("SELECT DISTINCT s.kind FROM touched w JOIN tallies_subject s ON s.id = w.subject_id")
    for kind in sorted(kind for (kind,) in cursor.fetchall()):
        source = _COUNTED_AGAIN[kind]
        cursor.execute(f"INSERT INTO tallies_cell (subject_id, month, {_NAMES}) {source}", {"upto": upto})
    temporary(cursor, "given", totals(_CELLS))
    differences = ", ".join(f"sum(sign * {name}) AS {name}" for name in FIGURES)
    added = ", ".join(f"{name} = tallies_total.{name} + excluded.{name}" for name in FIGURES)
    is_something = " OR ".join(f"sum(sign * {name}) <> 0" for name in FIGURES)
    cursor.execute(
        f"""
        INSERT INTO tallies_total (program_key, dimension, key, month, {_NAMES})
        SELECT program_key, dimension, key, month, {differences}
          FROM (SELECT -1 AS sign, * FROM taken UNION ALL SELECT 1, * FROM given) both_sides
         GROUP BY program_key, dimension, key, month HAVING {is_something}
        ON CONFLICT (program_key, dimension, key, month) DO UPDATE SET {added}
        """  # noqa: S608
    )
    cursor.execute(f"DELETE FROM tallies_total WHERE {' AND '.join(f'{name} = 0' for name in FIGURES)}")  # noqa: S608


def settle(cursor: Any) -> None:
    """Write down where the subjects stand now that stood elsewhere; forget those that are no more."""
    moved = ", ".join(f"{name} = e.{name}" for name in COORDINATES)
    cursor.execute(
        f"UPDATE tallies_subject s SET {moved} FROM elsewhere e WHERE e.id = s.id AND e.kind IS NOT NULL"  # noqa: S608
    )
    gone = "SELECT id FROM elsewhere WHERE kind IS NULL"
    cursor.execute(f"DELETE FROM tallies_cell WHERE subject_id IN ({gone})")  # noqa: S608
    cursor.execute(f"DELETE FROM tallies_subject WHERE id IN ({gone})")  # noqa: S608


def temporary(cursor: Any, name: str, query: str, terms: dict[str, Any] | None = None) -> None:
    """Keep what a query returns for the rest of the transaction."""
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}", terms)


def number_of(cursor: Any, table: str) -> int:
    """Return how many rows a table has."""
    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    return int(cursor.fetchone()[0])
