"""
A hundred times as many cases, written by SQL into the bench's own throw-away database.

Every row that a case, a firm or a firm's person brought about is copied with all that hangs on it, ids moved
by a whole stride, so that each copy is a world of its own under the same programme. Nothing here is for any
other database: triggers are off while it runs.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection, models, transaction

STRIDE = 10_000_000
ROOMS = ("core", "firms", "programs", "measurement", "applications", "disbursements", "reporting")
#: what the copies share: the office, the programme and its rules, factors, the bytes of files, tallies
SHARED = {
    "users.Office",
    "programs.Program",
    "programs.Call",
    "programs.FundingRule",
    "programs.Technology",
    "programs.SupportModel",
    "programs.RequiredDocument",
    "programs.Criterion",
    "programs.CheckTerm",
    "measurement.Factor",
    "evidence.Blob",
    "jobs.Job",
    "tallies.Tally",
    "tallies.TallyRow",
    "tallies.TallyInput",
    "tallies.Subject",
    "tallies.Cell",
    "tallies.Total",
    "tallies.Dirty",
    "tallies.Mark",
    "tallies.Recount",
}
#: kinds of owners, subjects and scopes that are shared as well
SHARED_KINDS = ("outside", "call", "program", "office", "tally", "OFFICE", "PROGRAM", "EVERYTHING")
#: (column of the kind, column of the id) of references that name their table in words
LOOSE = (("owner_kind", "owner_id"), ("subject_kind", "subject_id"), ("scope_kind", "scope_id"))
COPIED_PEOPLE = "bench_people"
COPIED_ACCOUNTS = "bench_accounts"


def multiply(times: int) -> int:
    """Copy every case until there are `times` as many, and return how many rows that added."""
    copies = times - 1
    if copies < 1:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"CREATE TEMP TABLE {COPIED_PEOPLE} AS SELECT DISTINCT user_id AS id FROM firms_membership"
        )
        kinds = ", ".join(f"'{kind}'" for kind in SHARED_KINDS)
        cursor.execute(
            f"CREATE TEMP TABLE {COPIED_ACCOUNTS} AS SELECT id FROM ledger_account"
            f" WHERE owner_kind NOT IN ({kinds})"
        )
        added = 0
        for model in _copied_models():
            cursor.execute(_copying(model), [copies])
            added += cursor.rowcount
        cursor.execute(_totals())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return added


def _copied_models() -> Iterable[type[models.Model]]:
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None) or model
        if tracked.__module__.split(".")[0] in ROOMS and tracked._meta.label not in SHARED:
            yield model


def _copying(model: type[models.Model]) -> str:
    """Return the statement that copies a table, for one parameter: the number of copies."""
    table = model._meta.db_table
    loud = _must_differ(model)
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        columns.append(f'"{field.column}"')
        values.append(_value(model, field, loud))
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)}'
        f' FROM "{table}" t, generate_series(1, %s) k WHERE {_which(model)}'
    )


def _which(model: type[models.Model]) -> str:
    """Return the condition of the rows to copy: people who act for a firm, accounts of cases."""
    table = model._meta.db_table
    if table == "users_user":
        return f"t.id IN (SELECT id FROM {COPIED_PEOPLE})"
    if table == "users_roleassignment":
        return f"t.user_id IN (SELECT id FROM {COPIED_PEOPLE})"
    if table == "ledger_account":
        return f"t.id IN (SELECT id FROM {COPIED_ACCOUNTS})"
    return "true"


def _value(model: type[models.Model], field: models.Field, loud: set[str]) -> str:
    column = f't."{field.column}"'
    names = {f.name for f in model._meta.local_concrete_fields}
    moved = f"{column} + k * {STRIDE}"
    if field.primary_key and isinstance(field, models.AutoField):
        return moved
    if field.is_relation:
        return _reference(field, column, moved)
    for kind, owner in LOOSE:
        if field.name == owner and kind in names:
            kinds = ", ".join(f"'{shared}'" for shared in SHARED_KINDS)
            return f"CASE WHEN t.{kind} IN ({kinds}) OR {column} = 0 THEN {column} ELSE {moved} END"
    if field.name in ("public_id", "subject_public_id"):
        return f"substr(md5({column} || k), 1, 16)"
    if model._meta.db_table == "ledger_account" and field.name == "code":
        number = f"(substring({column} FROM ':([0-9]+)$'))::bigint + k * {STRIDE}"
        moved = f"split_part({column}, ':', 1) || ':' || ({number})"
        return f"CASE WHEN {column} ~ ':[0-9]+$' THEN {moved} ELSE {column} END"
    if field.name in loud:
        return f"CASE WHEN {column} = '' THEN '' ELSE {_another_text(field, column)} END"
    return column


def _reference(field: models.Field, column: str, moved: str) -> str:
    target = field.related_model
    if target is None or target._meta.label in SHARED or target not in set(_copied_models()):
        return column
    partly = {"users_user": COPIED_PEOPLE, "ledger_account": COPIED_ACCOUNTS}.get(target._meta.db_table)
    if partly:
        return f"CASE WHEN {column} IN (SELECT id FROM {partly}) THEN {moved} ELSE {column} END"
    return moved


def _another_text(field: models.Field, column: str) -> str:
    """Return a text like `column` that no other row has, in the form that its constraint wants."""
    length = field.max_length or 60
    if field.name in ("business_number", "corporate_number"):
        return f"lpad((t.id * 1000 + k)::text, {length}, '7')"
    if field.name == "invoice_number":
        return f"upper(substr(md5({column} || k) || md5(k || {column}), 1, {length}))"
    if field.name == "email":
        return f"k || '.' || {column}"
    return f"left({column}, {length - 5}) || '~' || k"


def _must_differ(model: type[models.Model]) -> set[str]:
    """Return the text columns that have to be changed so that every unique constraint still holds."""
    fields = {f.name: f for f in model._meta.local_concrete_fields}
    groups = [[f.name] for f in fields.values() if f.unique and not f.primary_key]
    groups += [
        list(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields
    ]
    found = set()
    for group in groups:
        if any(_moves(model, fields[name]) for name in group):
            continue
        texts = [name for name in group if isinstance(fields[name], models.CharField | models.TextField)]
        found.update(texts[-1:])
    return found


def _moves(model: type[models.Model], field: models.Field) -> bool:
    """Say whether a column is moved by the stride in every copied row."""
    if field.is_relation and field.related_model is not None:
        return field.related_model._meta.label not in {*SHARED, "users.User"}
    return field.name in ("owner_id", "subject_id", "public_id") and model._meta.label != "evidence.Mark"


def _totals() -> str:
    """Return the statement that gives the accounts all copies share the sums of their transfers."""
    return (
        "UPDATE ledger_account a SET"
        " total_in = (SELECT coalesce(sum(amount), 0) FROM ledger_transfer WHERE target_id = a.id),"
        " total_out = (SELECT coalesce(sum(amount), 0) FROM ledger_transfer WHERE source_id = a.id)"
        f" WHERE mod(a.id, {STRIDE}) = a.id AND a.id NOT IN (SELECT id FROM {COPIED_ACCOUNTS})"
    )
