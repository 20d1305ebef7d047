"""Grants with money, measures, lots and years of readings, written by SQL into the bench's own database."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models, transaction
from django.db.models import NOT_PROVIDED

from applications.models import Application, CostItem
from bench.ledger_world import FIRST, World, build
from core.ledger.models import Account, Transfer
from measurement.models import Measure, Meter, Reading
from reporting.statements.models import Statement
from tests.factories.people import FIRST_DAY, FirmFactory
from tests.factories.programmes import ConsortiumFactory, TechnologyFactory, join

CONSORTIA = 40
TECHNOLOGIES = 8
REGIONS = ("busan", "ulsan", "gyeonggi", "seoul", "incheon", "daegu", "gwangju", "jeju")
SECTORS = ("C20", "C22", "C23", "C24", "C25", "C26", "C29", "C30")
#: won paid and kilograms verified of every grant
PAID_WON, LOT_KG = 600_000, 12_345


def populate(*, grants: int, months: int) -> World:
    """Write so many grants with a measure, a lot and a meter each, and the readings of so many months."""
    world = build(rows=0, grants=grants)
    technologies = [TechnologyFactory(program=world.call.program, code=f"t{n}") for n in range(TECHNOLOGIES)]
    consortia = [_another(world) for _ in range(CONSORTIA)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _spread(cursor, [c.pk for c in consortia])
        _equip(cursor, technologies[0].pk)
        _verify(cursor, world)
        _pay(cursor, world)
        _read(cursor, world, months)
        cursor.execute(
            "UPDATE ledger_account a SET total_in = coalesce((SELECT sum(amount) FROM ledger_transfer t"
            " WHERE t.target_id = a.id), 0), total_out = coalesce((SELECT sum(amount) FROM ledger_transfer t"
            " WHERE t.source_id = a.id), 0)"
        )
        cursor.execute("INSERT INTO tallies_dirty (measure_key, month)"
                       " SELECT m.measure_id, r.month FROM measurement_reading r"
                       " JOIN measurement_meter m ON m.id = r.meter_id")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world


def _another(world: World) -> Any:
    consortium = ConsortiumFactory(
        call=world.call, support_model=world.consortium.support_model, anchor=FirmFactory(),
        registered_by=world.officer,
    )  # fmt: skip
    join(consortium, consortium.anchor)
    return consortium


def _spread(cursor: Any, consortia: list[int]) -> None:
    """Give the firms regions and sectors, and hang the cases of the tree into many consortia."""
    cursor.execute(
        "UPDATE firms_firm SET region = (%s::text[])[1 + id %% %s], sector = (%s::text[])[1 + id / 3 %% %s]"
        " WHERE business_number LIKE '9%%'",
        [list(REGIONS), len(REGIONS), list(SECTORS), len(SECTORS)],
    )
    for table in ("programs_member", "applications_application", "disbursements_grant"):
        cursor.execute(
            f"UPDATE {table} SET consortium_id = (%s::bigint[])[1 + id %% %s] WHERE id >= %s",
            [consortia, len(consortia), FIRST],
        )


def _equip(cursor: Any, technology: int) -> None:
    """Give every case a measure, the cost item that describes it, and a meter, all under its number."""
    case = {"id": "a.id", "public_id": _public("'m'", "a.id"), "firm_id": "a.firm_id"}
    source = f"{Application._meta.db_table} a WHERE a.id >= {FIRST}"
    what = f"{technology} + a.id % {TECHNOLOGIES}"
    place = {"consortium_id": "a.consortium_id", "technology_id": what, "commissioned_on": "'2024-01-01'"}
    words = {"name": "'압축기'", "site": "'공장'", "expected_kg": "26000"}
    _insert(cursor, Measure, case | place | words, source)
    bought = {"id": "a.id", "public_id": _public("'i'", "a.id"), "application_id": "a.id"}
    what_for = {"technology_id": what, "measure_id": "a.id", "cost_kind": "'EQUIPMENT'", "name": "'압축기'"}
    _insert(cursor, CostItem, bought | what_for | {"cost_won": "1000000"}, source)
    register = {"quantity": "'electricity_kwh'", "unit": "'kWh'", "serial": "'E-' || a.id"}
    _insert(cursor, Meter, {"id": "a.id", "measure_id": "a.id"} | register, source)


def _verify(cursor: Any, world: World) -> None:
    """Give every measure a verified lot."""
    by, verifier = str(world.officer.pk), str(world.approver.pk)
    source = f"{Measure._meta.db_table} m WHERE m.id >= {FIRST}"
    numbers = dict.fromkeys(("baseline_kg", "project_kg", "leakage_kg"), "1")
    signed = {"status": "'VERIFIED'", "verified_at": "now()", "verified_by_id": verifier}
    signed |= {"verifier_id": verifier}
    statement = {
        "id": "m.id", "public_id": _public("'s'", "m.id"), "measure_id": "m.id", "firm_id": "m.firm_id",
        "period_from": "'2026-01-01'", "period_until": "'2026-06-30'", "reduction_kg": str(LOT_KG),
        "calculated_at": "now()", "calculated_by_id": by,
    }  # fmt: skip
    _insert(cursor, Statement, statement | numbers | signed, source)
    share = {"owner_kind": "'lot'", "owner_id": "m.id", "code": "'share:' || m.consortium_id"}
    _insert(cursor, Account, share | {"public_id": _public("'l'", "m.id"), "unit": "'KGCO2E'"}, source)
    world_account = Account.objects.create(owner_kind="outside", owner_id=0, code="verified", unit="KGCO2E")
    moves = {"source_id": str(world_account.pk), "target_id": "x.id", "amount": str(LOT_KG)}
    _move(cursor, world, "verify", moves, "ledger_account x WHERE x.owner_kind = 'lot'", "2026-06-30")


def _pay(cursor: Any, world: World) -> None:
    """Pay a part of every case."""
    source = f"{Application._meta.db_table} a WHERE a.id >= {FIRST}"
    held = {"owner_kind": "'application'", "owner_id": "a.id", "code": "'held'", "unit": "'KRW'"}
    _insert(cursor, Account, held | {"public_id": _public("'h'", "a.id")}, source)
    pairs = (
        "ledger_account x JOIN ledger_account c ON c.owner_kind = 'application' AND c.code = 'committed'"
        " AND c.owner_id = x.owner_id WHERE x.owner_kind = 'application' AND x.code = 'held'"
    )
    moves = {"source_id": "c.id", "target_id": "x.id", "amount": str(PAID_WON)}
    _move(cursor, world, "pay", moves, pairs, "2026-03-02")


def _move(cursor: Any, world: World, word: str, moves: Mapping[str, str], source: str, day: str) -> None:
    key = f"'{word}:' || x.owner_id"
    when = {"effective_on": f"'{day}'", "at": "now()", "by_id": str(world.officer.pk)}
    named = {"public_id": _public(f"'{word[0].upper()}'", "x.owner_id"), "key": key, "event": key}
    _insert(cursor, Transfer, {**named, **moves, **when}, source)


def _read(cursor: Any, world: World, months: int) -> None:
    """Write the readings of so many months from January 2023 on, some kilowatt hours more each."""
    values = {
        "public_id": _public("'r'", "(m.id - " + str(FIRST) + ") * 100 + n"), "meter_id": "m.id",
        "month": f"('{FIRST_DAY.replace(year=2023)}'::date + n * interval '1 month')::date",
        "opening": "n * 1000", "closing": "n * 1000 + 900 + m.id % 100", "recorded_at": "now()",
        "recorded_by_id": str(world.officer.pk),
    }  # fmt: skip
    source = f"{Meter._meta.db_table} m, generate_series(0, {months - 1}) n WHERE m.id >= {FIRST}"
    _insert(cursor, Reading, values, source)


def read_again(number: int, by: int) -> None:
    """Enter so many new readings, one month after all others, with the triggers on."""
    with connection.cursor() as cursor:
        values = {
            "public_id": _public("'n'", "m.id"), "meter_id": "m.id", "month": "'2031-01-01'",
            "opening": "900000", "closing": "900950", "recorded_at": "now()", "recorded_by_id": str(by),
        }  # fmt: skip
        wanted = f"(SELECT id FROM measurement_meter WHERE id >= {FIRST} ORDER BY id LIMIT {number}) m"
        _insert(cursor, Reading, values, wanted)


def _public(prefix: str, number: str) -> str:
    """Return the SQL of an id as long as those of the product, from a letter and a number."""
    return f"{prefix} || lpad(to_hex(({number})::bigint), 15, '0')"


def _insert(cursor: Any, model: type[models.Model], values: Mapping[str, str], source: str) -> None:
    """Insert a row per row of the source; columns that nothing is said about get their default."""
    columns = dict(values)
    for field in model._meta.local_concrete_fields:
        if field.column in columns or field.null or isinstance(field, models.AutoField):
            continue
        columns[field.column] = _default(field)
    overriding = "OVERRIDING SYSTEM VALUE" if "id" in columns else ""
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) {overriding}"
        f" SELECT {', '.join(columns.values())} FROM {source}"
    )


def _default(field: models.Field) -> str:
    if isinstance(field, models.JSONField):
        return "'{}'"
    if field.default is NOT_PROVIDED or field.default == "":
        return "''"
    return "false" if field.default is False else str(field.default)
