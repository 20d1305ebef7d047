"""Many transfers and a tree of many grants, written fast with triggers off, into a database of its own."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, connections, models, transaction

from applications.models import Application, Holder
from core.evidence.models import Attachment, Blob
from core.ledger.models import Account, Transfer, Unit
from core.users.models import User
from core.users.scopes import ScopeKind
from disbursements.models import Grant, Pledge, PledgeCash
from firms.models import Firm
from programs.models import Call, Consortium, Member
from tests.factories import people, programmes
from tests.factories.people import FIRST_DAY, MOMENT

DATABASE = "bench_ledger"
#: won of every transfer that is only there to be there
WON = 1_000
#: won that every grant of the tree has for itself
OWN_WON = 1_000_000
#: so many grants hang under each of the tree
CHILDREN = 12
BATCH = 5_000
#: the first key of what is written here, above what factories made
FIRST = 1_000_000
PLEDGES = 200


class World(NamedTuple):
    """What the bench measures in."""

    officer: User
    approver: User
    call: Call
    consortium: Consortium


@contextmanager
def own_database() -> Iterator[str]:
    """Make a copy of the migrated database, let Django use it, and drop it in the end."""
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    connection.close()
    _administer(
        f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE} TEMPLATE {before}"
    )
    settings["NAME"] = DATABASE
    try:
        yield DATABASE
    finally:
        connections.close_all()
        settings["NAME"] = before
        _administer(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _administer(*statements: str) -> None:
    settings = connections["default"].settings_dict
    before, settings["NAME"] = settings["NAME"], "postgres"
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()
    finally:
        settings["NAME"] = before


def build(*, rows: int, grants: int) -> World:
    """Make the tree, then as many transfers as are missing: half to a call, half cash of pledges."""
    world = _people()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _tree(world, grants)
        missing = max(0, rows - Transfer.objects.count())
        _appropriate(cursor, world, missing - missing // 2)
        _pay_in(cursor, world, missing // 2)
        cursor.execute(
            "UPDATE ledger_account a SET total_in = coalesce((SELECT sum(amount) FROM ledger_transfer t"
            " WHERE t.target_id = a.id), 0), total_out = coalesce((SELECT sum(amount) FROM ledger_transfer t"
            " WHERE t.source_id = a.id), 0)"
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def _people() -> World:
    office = people.OfficeFactory()
    officer = people.with_role("OFFICER", ScopeKind.OFFICE, office.pk)
    program = programmes.ProgramFactory(office=office)
    call = programmes.CallFactory(program=program)
    anchor = people.FirmFactory()
    consortium = programmes.ConsortiumFactory(
        call=call, support_model=programmes.SupportModelFactory(), anchor=anchor, registered_by=officer,
        pass_through_kind="INDIRECT",
    )  # fmt: skip
    approver = people.with_role("APPROVING_OFFICER", ScopeKind.OFFICE, office.pk)
    return World(officer, approver, call, consortium)


def _all(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    return model._default_manager.bulk_create(rows, batch_size=BATCH)


def _tree(world: World, number: int) -> None:
    """Write a tree of so many awarded and accepted subsidies, one firm each, with what was awarded."""
    consortium, by = world.consortium, world.officer
    above = [None if n == 0 else (n - 1) // CHILDREN for n in range(number)]
    below = _sizes(above)
    firms = _all(Firm, [_firm(n, by) for n in range(number)])
    lead, tiers = programmes.join(consortium, consortium.anchor), _tiers(above)
    _all(
        Member,
        [
            Member(
                pk=FIRST + n, consortium=consortium, firm=firm, role="PARTNER", tier=tiers[n],
                status="JOINED", upstream_id=_numbered(above[n]) or lead.pk,
            )
            for n, firm in enumerate(firms)
        ],
    )  # fmt: skip
    cases = _all(Application, [_case(world, firms[n], n, above[n], below[n]) for n in range(number)])
    _all(Holder, [Holder(application=case, firm=case.firm, number=1, at=MOMENT, by=by) for case in cases])
    _all(Grant, [_grant(case, by) for case in cases])
    _award(world, cases)


def _numbered(n: int | None) -> int | None:
    """Return the key under which the n-th member, case and grant are written."""
    return None if n is None else FIRST + n


def _sizes(above: list[int | None]) -> list[int]:
    """Return how many grants hang under each, at any depth."""
    below = [0] * len(above)
    for n in range(len(above) - 1, 0, -1):
        parent = above[n]
        if parent is not None:
            below[parent] += below[n] + 1
    return below


def _tiers(above: list[int | None]) -> list[int]:
    tiers: list[int] = []
    for parent in above:
        tiers.append(1 if parent is None else tiers[parent] + 1)
    return tiers


def _firm(n: int, by: User) -> Firm:
    return Firm(
        name=f"벤치기업 {n}", business_number=f"{9_000_000_000 + n}", representative_name="김대표",
        sector="C24", region="busan", address="부산광역시", registered_at=MOMENT, registered_by=by,
    )  # fmt: skip


def _case(world: World, firm: Firm, n: int, above: int | None, below: int) -> Application:
    by = world.officer
    return Application(
        pk=_numbered(n), parent_id=_numbered(above), call=world.call,
        consortium=world.consortium, firm=firm, kind="GRANT", title=f"{firm.name} 설비",
        grant_kind="SUBSIDY" if above is None else "INDIRECT", status="ACCEPTED", starts_on=FIRST_DAY,
        ends_on=FIRST_DAY.replace(month=12), drafted_at=MOMENT, drafted_by=by, submitted_at=MOMENT,
        submitted_by=by, asked_won=OWN_WON, awarded_won=OWN_WON, regrant_asked_won=below * OWN_WON,
        regrant_won=below * OWN_WON, assessed_at=MOMENT, assessed_by=by,
        decided_at=MOMENT, decided_by=world.approver,
    )  # fmt: skip


def _grant(case: Application, by: User) -> Grant:
    return Grant(
        pk=case.pk, parent_id=case.parent_id, application=case, kind=case.grant_kind, firm=case.firm,
        consortium=case.consortium,
        awarded_won=case.awarded_won, regrant_won=case.regrant_won, accepted_at=MOMENT, accepted_by=by,
    )  # fmt: skip


def _award(world: World, cases: list[Application]) -> None:
    """Appropriate what the tree needs, and award it from the top down."""
    owners = [(case.pk, code) for case in cases for code in ("committed", "regrant")]
    made = _all(
        Account,
        [Account(owner_kind="application", owner_id=pk, code=code, unit=Unit.WON) for pk, code in owners],
    )
    accounts = dict(zip(owners, made, strict=True))
    state = Account.objects.create(owner_kind="outside", owner_id=0, code="state", unit=Unit.WON)
    call = Account.objects.create(owner_kind="call", owner_id=world.call.pk, code="available", unit=Unit.WON)
    total = len(cases) * OWN_WON
    moves = [(f"appropriate:{world.call.pk}:bench", state, call, total)]
    for case in cases:
        source = call if case.parent_id is None else accounts[case.parent_id, "regrant"]
        moves.append((f"award:{case.pk}", source, accounts[case.pk, "committed"], OWN_WON))
        if case.regrant_won:
            target = accounts[case.pk, "regrant"]
            moves.append((f"award:{case.pk}:regrant", source, target, case.regrant_won))
    _all(Transfer, [_transfer(*move, world.officer) for move in moves])


def _transfer(key: str, source: Account, target: Account, amount: int, by: User) -> Transfer:
    return Transfer(
        key=key, event=key, source=source, target=target, amount=amount, effective_on=FIRST_DAY, at=MOMENT,
        by=by,
    )  # fmt: skip


COLUMNS = "public_id, key, event, source_id, target_id, amount, effective_on, at, by_id"
_COPY = f"INSERT INTO ledger_transfer ({COLUMNS})"
#: an id as long as those of the product, from a kind and a number
_PUBLIC = "lpad(to_hex(n), 15, '0')"


def _appropriate(cursor: Any, world: World, rows: int) -> None:
    """Write so many appropriations to the call, one paper each."""
    state = Account.objects.get(owner_kind="outside", code="state").pk
    call = Account.objects.get(owner_kind="call", owner_id=world.call.pk).pk
    cursor.execute(
        f"{_COPY} SELECT 'a' || {_PUBLIC}, %s || n, %s || n, %s, %s, %s, %s, %s, %s"
        " FROM generate_series(1, %s) n",
        [
            *[f"appropriate:{world.call.pk}:"] * 2, state, call, WON, FIRST_DAY, MOMENT, world.officer.pk,
            rows,
        ],
    )  # fmt: skip


def _pay_in(cursor: Any, world: World, rows: int) -> None:
    """Write so many payments of the anchor into pledges, each with the row that calls for it."""
    by, consortium = world.officer, world.consortium
    blob = Blob.objects.create(sha256="0" * 64, size=1, media_type="application/pdf")
    receipt = Attachment.objects.create(blob=blob, filename="r.pdf", uploaded_by=by, uploaded_at=MOMENT)
    pledges = _all(
        Pledge,
        [
            Pledge(consortium=consortium, firm=consortium.anchor, cash_won=WON, in_kind_won=0, purpose="벤치",
                   promised_at=MOMENT, promised_by=by)
            for _ in range(PLEDGES)
        ],
    )  # fmt: skip
    _all(
        Account,
        [
            Account(owner_kind="pledge", owner_id=pledge.pk, code="paid_in", unit=Unit.WON)
            for pledge in pledges
        ],
    )
    anchor = Account.objects.create(
        owner_kind="outside", owner_id=0, code=f"firm:{consortium.anchor_id}", unit=Unit.WON
    )
    first, table = pledges[0].pk, PledgeCash._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} (id, public_id, pledge_id, kind, amount_won, paid_on, bank_reference,"
        " evidence_id, recorded_at, recorded_by_id) OVERRIDING SYSTEM VALUE"
        f" SELECT n, 'b' || {_PUBLIC}, %s + n %% {PLEDGES}, 'PAID_IN', %s, %s, 'B' || n, %s, %s, %s"
        " FROM generate_series(1, %s) n",
        [first, WON, FIRST_DAY, receipt.pk, MOMENT, by.pk, rows],
    )
    cursor.execute(
        f"{_COPY} SELECT 'c' || {_PUBLIC}, 'pledge_cash:' || n, 'pledge_cash:' || n, %s, a.id, %s, %s, %s, %s"
        " FROM generate_series(1, %s) n JOIN ledger_account a"
        f" ON a.owner_kind = 'pledge' AND a.owner_id = %s + n %% {PLEDGES}",
        [anchor.pk, WON, FIRST_DAY, MOMENT, by.pk, rows, first],
    )


def pots(number: int, each: int) -> list[tuple[Account, Account]]:
    """Return so many pairs of accounts of their own, the first of each holding `each` won."""
    day: dt.date = FIRST_DAY
    owners = (
        [("call", 1_000_000 + n) for n in range(number)],
        [("application", 1_000_000 + n) for n in range(number)],
    )
    full, empty = (
        _all(
            Account,
            [Account(owner_kind=kind, owner_id=pk, code="bench", unit=Unit.WON) for kind, pk in side],
        )
        for side in owners
    )
    state = Account.objects.get(owner_kind="outside", code="state")
    by = User.objects.order_by("pk")[0]
    for n, pot in enumerate(full):
        Transfer.objects.create(
            key=f"bench:fill:{n}", event="bench", source=state, target=pot, amount=each, effective_on=day,
            at=MOMENT, by=by,
        )  # fmt: skip
    return list(zip(full, empty, strict=True))
