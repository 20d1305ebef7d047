"""What SQL can't do to the book, however it is asked."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from core.ledger.models import Account, Transfer, Unit
from core.ledger.operations import Owner, account, outside

INSERT = (
    "INSERT INTO ledger_transfer"
    " (public_id, key, event, source_id, target_id, amount, effective_on, at, by_id)"
    " VALUES (%s, %s, 'attack', %s, %s, %s, '2026-01-01', now(), %s)"
)


def run(sql: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def insert(clerk) -> Callable[..., None]:
    def insert(key: str, source: Account, target: Account, amount: int) -> None:
        run(INSERT, key[:16], key, source.pk, target.pk, amount, clerk.pk)

    return insert


class TestTransfer:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE ledger_transfer SET amount = amount + 1",
            "UPDATE ledger_transfer SET amount = amount",
            "UPDATE ledger_transfer SET key = 'other'",
            "UPDATE ledger_transfer SET target_id = source_id",
            "UPDATE ledger_transfer SET effective_on = effective_on + 1",
            "UPDATE ledger_transfer SET by_id = by_id",
            "DELETE FROM ledger_transfer",
            "INSERT INTO ledger_transfer SELECT * FROM ledger_transfer"
            " ON CONFLICT (id) DO UPDATE SET amount = 7",
        ],
    )
    def test_is_never_changed(self, move, state, pot, sql):
        move("a", state, pot, 100)

        with pytest.raises(DatabaseError):
            run(sql)

        assert list(Transfer.objects.values_list("key", "amount")) == [("a", 100)]

    @pytest.mark.parametrize("amount", [0, -1, -(10**15)])
    def test_is_above_zero(self, insert, state, pot, amount):
        with pytest.raises(DatabaseError, match="ledger_transfer_amount"):
            insert("a", state, pot, amount)

    def test_has_two_sides(self, insert, state):
        with pytest.raises(DatabaseError, match="ledger_transfer_two_sides"):
            insert("a", state, state, 1)

    def test_has_one_unit(self, insert, state):
        tonnes = account(Owner("lot", 1), "share:1", Unit.KILOGRAM)

        with pytest.raises(DatabaseError, match="same unit"):
            insert("a", state, tonnes, 1)

    def test_has_a_key_of_its_own(self, insert, state, pot):
        insert("a", state, pot, 1)

        with pytest.raises(DatabaseError, match="unique"):
            insert("a", state, pot, 1)

    def test_is_put_right_once(self, move, state, pot, clerk):
        transfer = move("a", state, pot, 5)
        with_reverses = INSERT.replace("by_id)", "by_id, reverses_id)").replace(
            "now(), %s)", "now(), %s, %s)"
        )
        run(with_reverses, "r1", "r1", pot.pk, state.pk, 1, clerk.pk, transfer.pk)

        with pytest.raises(DatabaseError, match="unique"):
            run(with_reverses, "r2", "r2", pot.pk, state.pk, 1, clerk.pk, transfer.pk)

    def test_inserted_by_hand_moves_the_totals_too(self, insert, state, pot):
        insert("a", state, pot, 100)

        pot.refresh_from_db()
        assert (pot.total_in, pot.total_out) == (100, 0)


class TestAccount:
    def test_is_not_overdrawn(self, insert, move, state, pot, committed):
        move("a", state, pot, 100)

        with pytest.raises(DatabaseError, match="ledger_account_no_overdraft"):
            insert("b", pot, committed, 101)

    def test_is_not_overdrawn_by_one_statement_with_many_rows(self, move, state, pot, committed, clerk):
        move("a", state, pot, 100)

        with pytest.raises(DatabaseError, match="ledger_account_no_overdraft"):
            run(
                "INSERT INTO ledger_transfer"
                " (public_id, key, event, source_id, target_id, amount, effective_on, at, by_id)"
                " SELECT 'x' || n, 'x' || n, 'attack', %s, %s, 60, '2026-01-01', now(), %s"
                " FROM generate_series(1, 2) n",
                pot.pk,
                committed.pk,
                clerk.pk,
            )

    def test_outside_may_be_overdrawn(self, insert, state, pot):
        insert("a", state, pot, 10**15)

        state.refresh_from_db()
        assert state.balance == -(10**15)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE ledger_account SET total_in = total_in + 1",
            "UPDATE ledger_account SET total_out = 0",
            "UPDATE ledger_account SET owner_kind = 'outside'",
            "UPDATE ledger_account SET code = 'other'",
            "UPDATE ledger_account SET unit = 'KGCO2E'",
            "DELETE FROM ledger_account",
            "INSERT INTO ledger_account (public_id, owner_kind, owner_id, code, unit, total_in, total_out)"
            " VALUES ('x', 'call', 1, 'available', 'KRW', 0, 0)"
            " ON CONFLICT (owner_kind, owner_id, code) DO UPDATE SET total_in = 1000000",
        ],
    )
    def test_is_moved_by_transfers_alone(self, move, state, pot, sql):
        move("a", state, pot, 100)

        with pytest.raises(DatabaseError):
            run(sql)

        pot.refresh_from_db()
        assert (pot.owner_kind, pot.code, pot.unit, pot.balance) == ("call", "available", "KRW", 100)

    def test_begins_with_nothing_in_it(self, db):
        with pytest.raises(DatabaseError, match="starts_empty"):
            run(
                "INSERT INTO ledger_account"
                " (public_id, owner_kind, owner_id, code, unit, total_in, total_out)"
                " VALUES ('x', 'call', 9, 'available', 'KRW', 1000, 0)"
            )

    def test_has_a_known_unit(self, db):
        with pytest.raises(DatabaseError, match="ledger_account_unit"):
            run(
                "INSERT INTO ledger_account"
                " (public_id, owner_kind, owner_id, code, unit, total_in, total_out)"
                " VALUES ('x', 'call', 9, 'available', 'EUR', 0, 0)"
            )

    def test_outside_is_not_a_name_to_steal(self, move, pot):
        """An account of the outside is opened as such; no other becomes one."""
        assert outside("state").owner_kind == "outside"
        with pytest.raises(DatabaseError):
            run("UPDATE ledger_account SET owner_kind = 'outside' WHERE id = %s", pot.pk)
