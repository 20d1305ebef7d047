"""Models: every choice constrained, no float, moments with people, comments, history."""

import re

import pytest
from django.db import models
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint, Q

from core.workflow.models import immutable
from tests.guards.walk import label, passed
from tests.guards.walk import models as our_models

#: kilograms that are intermediate results, kept unrounded as the statement prints them
UNROUNDED = {
    "statements.Statement.baseline_kg",
    "statements.Statement.project_kg",
    "statements.Statement.leakage_kg",
}

#: moments without a person, and why
MOMENTS_OF_NOBODY = {
    "jobs.Job": "a machine's own moments; who asked is requested_by",
    "programs.Call": "moments of the programme's data file, not acts",
    "inbox.Nudge.at": "sent by the clock, by nobody",
    "inbox.DigestDay.since_at": "a span of time, set by the clock",
    "inbox.DigestDay.until_at": "a span of time, set by the clock",
    "inbox.Item.opened_at": "opened inside the operation of the case; the history has who",
    "applications.Receipt.begun_at": "when the server showed the page; received_by is who sent it back",
    "applications.ArithmeticRow.computed_at": "computed inside the submission; the application has who",
    "applications.EligibilityFinding.read_at": "read inside the look, which has whose step it was",
    "tallies.Tally.made_at": "made by the job, which has who asked",
    "tallies.Recount.made_at": "made by the clock, by nobody",
    "tallies.Mark.counted_at": "counted by the clock, by nobody",
    "api.Token.last_used_at": "used by a program; made_by answers for it",
    "api.Delivery": "a machine's own moments; the step it tells of has who",
}

#: tables whose rows change without a history table, and why
WITHOUT_HISTORY = {
    "ledger.Account": "its totals are kept by the database from transfers, which are its history",
    "applications.DraftEntry": "typed and not handed in: no record of a case yet, gone once it is",
    "jobs.Job": "machinery: every heartbeat would be history",
    "tallies.Subject": "follows from cases, whose history is kept; a snapshot freezes what was published",
    "tallies.Cell": "follows from transfers and readings, whose history is kept",
    "tallies.Total": "the sum of cells",
    "tallies.Dirty": "what is still to be counted; gone once it is",
    "tallies.Mark": "how far the counting has come",
    "api.Delivery": "a log itself; what it says never changes",
}

MONEY = ("_won", "_kg", "amount", "total_in", "total_out")


def restricts(condition: object, field: str) -> bool:
    """Say whether a condition fails for every value of `field` that it does not name."""
    if isinstance(condition, tuple):
        return condition[0] in {field, f"{field}__exact", f"{field}__in"}
    if not isinstance(condition, Q) or condition.negated:
        return False
    parts = [restricts(child, field) for child in condition.children]
    return all(parts) if condition.connector == Q.OR else any(parts)


def unconstrained(model: type[models.Model]) -> list[str]:
    conditions = [c.condition for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    return [
        f"{label(model)}.{field.name}: choices without a CheckConstraint"
        for field in model._meta.local_fields
        if field.choices and not any(restricts(c, field.name) for c in conditions)
    ]


def floating(model: type[models.Model]) -> list[str]:
    found = []
    for field in model._meta.local_fields:
        name = f"{label(model)}.{field.name}"
        if isinstance(field, models.FloatField):
            found.append(f"{name}: a float")
        is_amount = field.name.endswith(MONEY) and not field.is_relation and name not in UNROUNDED
        if is_amount and not isinstance(field, models.BigIntegerField | models.PositiveBigIntegerField):
            found.append(
                f"{name}: {type(field).__name__} where whole won or kilograms belong in a BigIntegerField"
            )
    return found


def moments_of_nobody(model: type[models.Model]) -> list[str]:
    names = {field.name for field in model._meta.local_fields}
    found = []
    for field in model._meta.local_fields:
        name = field.name
        if not isinstance(field, models.DateTimeField) or not (name == "at" or name.endswith("_at")):
            continue
        if {label(model), f"{label(model)}.{name}"} & MOMENTS_OF_NOBODY.keys():
            continue
        if name.removesuffix("at") + "by" not in names:
            found.append(f"{label(model)}.{name}: when, but not who")
    return found


def silent_columns(model: type[models.Model]) -> list[str]:
    found = [] if model._meta.db_table_comment else [f"{label(model)}: no db_table_comment"]
    columns = (f for f in model._meta.local_fields if not f.primary_key)
    return found + [f"{label(model)}.{f.name}: no db_comment" for f in columns if not f.db_comment]


def forgetful(model: type[models.Model]) -> list[str]:
    triggers = {t.name for t in getattr(model._meta, "triggers", [])}
    if label(model) in WITHOUT_HISTORY or immutable().name in triggers:
        return []
    missing = {"insert_insert", "update_update", "delete_delete"} - triggers
    return (
        [f"{label(model)}: rows can change, and no history keeps them ({', '.join(sorted(missing))})"]
        if missing
        else []
    )


class PlantedFloats(models.Model):
    """Everything a model may not be; never migrated."""

    kind = models.CharField(max_length=8, choices=[("A", "a")])
    cost_won = models.FloatField()
    saved_kg = models.DecimalField(max_digits=9, decimal_places=2)
    signed_at = models.DateTimeField()

    class Meta:
        app_label = "planted"
        constraints = [CheckConstraint(name="planted", condition=~Q(kind="B") | Q(cost_won__gt=0))]


GUARDS = {
    "choices constrained": (unconstrained, 1),
    "no float for won and kg": (floating, 2),
    "moments with people": (moments_of_nobody, 1),
    "comments on tables and columns": (silent_columns, 5),
    "history of what can change": (forgetful, 1),
}


@pytest.mark.parametrize("name", GUARDS)
class TestModels:
    def test_guard(self, name):
        walk, _planted = GUARDS[name]
        ours = our_models()
        fields = sum(len(model._meta.local_fields) for model in ours)

        passed(f"{name} ({fields} columns)", len(ours), 35, [v for model in ours for v in walk(model)])

    def test_catches_what_is_planted(self, name):
        walk, at_least = GUARDS[name]

        assert len(walk(PlantedFloats)) >= at_least


class TestExemptions:
    def test_name_things_that_exist(self):
        names = {label(m) for m in our_models()} | {
            f"{label(m)}.{f.name}" for m in our_models() for f in m._meta.local_fields
        }

        assert not {*UNROUNDED, *MOMENTS_OF_NOBODY, *WITHOUT_HISTORY} - names


class TestComments:
    def test_are_in_the_database_too(self, db):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'id'"
                " AND col_description(c.oid, a.attnum) IS NULL"
            )
            silent = set(cursor.fetchall())
        columns = [(m._meta.db_table, f.column) for m in our_models() for f in m._meta.local_fields]

        passed(
            "comments in the database",
            len(columns),
            300,
            [f"{t}.{c}" for t, c in columns if (t, c) in silent],
        )


def rewrites_history(sql: str) -> list[str]:
    """Return the history tables that a data step rewrites without lifting what keeps them append-only."""
    rewritten = re.findall(r"(?:UPDATE|DELETE FROM)\s+(\w+event)\b", sql)
    return [table for table in rewritten if f"ALTER TABLE {table} DISABLE TRIGGER USER" not in sql]


class TestDataSteps:
    """A migration that trips over rows which exist passes every test: those begin with empty tables."""

    def test_rewrite_no_history_that_refuses_it(self):
        steps = [
            (f"{app}.{name}", operation.sql)
            for (app, name), migration in MigrationLoader(None).disk_migrations.items()
            for operation in migration.operations
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str)
        ]
        wrong = [f"{name}: {table}" for name, sql in steps for table in rewrites_history(sql)]

        passed("data steps of migrations", len(steps), 4, wrong)

    def test_are_caught(self):
        assert rewrites_history("UPDATE some_caseevent c SET firm_id = 1") == ["some_caseevent"]
