"""Disclosed grants with payments, written by SQL into the bench's own database."""

from typing import Any

from django.db import connection, transaction

from applications.models import Application
from bench.ledger_world import FIRST, World, build
from bench.tallies_world import _insert, _public
from core.ledger.models import Account, Transfer
from tests.factories import cases

#: the tree's awards are made so many times as large, so that each is disclosed
TIMES = 20
AWARDED = {
    "applications_application": ("awarded_won", "regrant_won", "asked_won", "regrant_asked_won"),
    "disbursements_grant": ("awarded_won", "regrant_won"),
}
#: so many payments came to each grant, so many won each
PAYMENTS, PAID_WON = 3, 5_000_000


def populate(*, grants: int) -> World:
    """Write a tree of so many disclosed grants of a selected consortium, three payments each."""
    world = build(rows=0, grants=grants)
    cases.plan(world.consortium, world.officer, "SUBMITTED", "SELECTED")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, columns in AWARDED.items():
            larger = ", ".join(f"{column} = {column} * {TIMES}" for column in columns)
            cursor.execute(f"UPDATE {table} SET {larger} WHERE id >= %s", [FIRST])
        _pay(cursor, world)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world


def _pay(cursor: Any, world: World) -> None:
    """Let three payments come to every case, handed on by the firm above."""
    source = f"{Application._meta.db_table} a WHERE a.id >= {FIRST}"
    for letter, code in (("h", "'held'"), ("i", "'incoming:' || a.id")):
        account = {"owner_kind": "'application'", "owner_id": "a.id", "code": code, "unit": "'KRW'"}
        _insert(cursor, Account, account | {"public_id": _public(f"'{letter}'", "a.id")}, source)
    pairs = (
        "ledger_account x JOIN ledger_account c ON c.owner_kind = 'application' AND c.owner_id = x.owner_id"
        f" AND c.code = 'incoming:' || x.owner_id CROSS JOIN generate_series(1, {PAYMENTS}) n"
        " WHERE x.owner_kind = 'application' AND x.code = 'held'"
    )
    key = "'arrive:' || x.owner_id || ':' || n"
    moved = {"source_id": "c.id", "target_id": "x.id", "amount": str(PAID_WON), "key": key, "event": key}
    when = {"effective_on": "'2026-03-02'::date + n::integer", "at": "now()", "by_id": str(world.officer.pk)}
    named = {"public_id": _public("'T'", f"x.owner_id * {PAYMENTS + 1} + n")}
    _insert(cursor, Transfer, named | moved | when, pairs)
