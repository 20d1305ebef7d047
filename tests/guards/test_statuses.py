"""Every status pair of every kind of case, through SQL: the trigger allows what the table says."""

import itertools

import pytest
from django.db import DatabaseError, connection, models, transaction

from core.workflow.models import Case
from core.workflow.transitions import Transitions
from tests.guards.walk import label, passed
from tests.guards.walk import models as our_models

CASES = [model for model in our_models() if issubclass(model, Case)]


def put_up_copy(table: str) -> None:
    """Make a table of the same columns, without constraints, that holds the real table's own trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger t"
            " WHERE t.tgrelid = %s::regclass AND t.tgname LIKE 'pgtrigger_status_moves%%'",
            [table],
        )
        (definition, enabled) = cursor.fetchone()
        assert enabled == "O", f"{table}: the trigger is switched off"
        cursor.execute(f"CREATE TEMP TABLE copy (LIKE {table})")
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'copy'::regclass AND attnum > 0 AND attnotnull"
        )
        for (column,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE copy ALTER COLUMN "{column}" DROP NOT NULL')
        cursor.execute(definition.replace(f"ON public.{table} ", "ON copy "))


def passes(sql: str, *values: str) -> bool:
    """Say whether the database lets a statement through; undo it in either case."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            assert cursor.rowcount == 1
            transaction.set_rollback(True)
    except DatabaseError as error:
        if "status_moves" not in str(error):
            raise
        return False
    return True


def wrong_moves(table: str, transitions: Transitions) -> tuple[int, list[str]]:
    """Try every first status and every pair; return how many, and where database and table differ."""
    put_up_copy(table)
    tried, wrong = 0, []
    statuses = [*transitions.table, "NOWHERE"]
    for status in statuses:
        tried += 1
        if passes("INSERT INTO copy (id, status) VALUES (0, %s)", status) != (status in transitions.initial):
            wrong.append(f"{table}: first status {status}")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE copy DISABLE TRIGGER USER")
        cursor.executemany("INSERT INTO copy (id, status) VALUES (0, %s)", [[s] for s in transitions.table])
        cursor.execute("ALTER TABLE copy ENABLE TRIGGER USER")
    for a, b in itertools.product(transitions.table, statuses):
        tried += 1
        if passes("UPDATE copy SET status = %s WHERE status = %s", b, a) != (
            a == b or transitions.allows(a, b)
        ):
            wrong.append(f"{table}: {a} to {b}")
    return tried, wrong


@pytest.mark.django_db
class TestStatuses:
    @pytest.mark.parametrize("model", CASES, ids=label)
    def test_move_as_the_table_says(self, model):
        tried, wrong = wrong_moves(model._meta.db_table, model.transitions)

        passed(f"status moves of {label(model)}", tried, len(model.transitions.table) ** 2, wrong)

    def test_a_planted_table_differs_from_the_trigger(self):
        model = CASES[0]
        first, *_rest = model.transitions.table
        more = {s: frozenset({*t, first}) for s, t in model.transitions.table.items()}

        _tried, wrong = wrong_moves(model._meta.db_table, Transitions(more))

        assert wrong

    def test_there_are_cases(self):
        passed("kinds of cases", len(CASES), 6, [])


def table_and_choices_differ(model: type[models.Model]) -> list[str]:
    choices = {value for value, _label in model._meta.get_field("status").choices}
    return [f"{label(model)}: {status}" for status in choices ^ set(model.transitions.table)]


class TestTables:
    def test_have_a_row_for_every_status_and_a_tone_for_every_row(self):
        wrong = [v for model in CASES for v in table_and_choices_differ(model)]
        toneless = [
            f"{label(m)}: no tone for {s}"
            for m in CASES
            if m.tones
            for s in set(m.transitions.table) - m.tones.keys()
        ]

        passed("tables of transitions", len(CASES), 6, wrong + toneless)

    def test_keep_their_steps(self):
        wrong = [
            label(m)
            for m in CASES
            if m._meta.get_field("changes").related_model.__mro__[1].__name__ != "StatusChange"
        ]

        passed("tables of steps", len(CASES), 6, wrong)
