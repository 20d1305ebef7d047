"""
After a test with real transactions only the tables that hold rows are emptied.

Django truncates all of them, several hundred with their histories and indexes, which takes PostgreSQL longer than
most of these tests.
"""

from typing import Any

from django.db import connection


def rows_deleted(style: Any, tables: list[str], **_options: Any) -> list[str]:
    """
    Return the statements that delete every row of these tables, in the place of the backend's `sql_flush`.

    As with TRUNCATE, no trigger that keeps books and histories is asked, nor what refers to the rows.
    """
    quoted = [connection.ops.quote_name(table) for table in tables]
    asked = " UNION ALL ".join(
        f"SELECT {n} WHERE EXISTS (SELECT FROM {name})" for n, name in enumerate(quoted)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [quoted[n] for (n,) in cursor.fetchall()]
    return [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {name}" for name in filled),
        "SET LOCAL session_replication_role = origin",
    ]
