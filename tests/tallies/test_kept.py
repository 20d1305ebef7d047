"""Totals kept from day to day: whatever happens in whatever order, they are what a full count finds."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from core.ledger.models import Account, Unit
from core.ledger.operations import Owner, account, outside, post
from measurement.models import Meter, Reading
from programs.models import Member
from reporting.tallies import queries
from reporting.tallies.kept.increment import catch_up
from reporting.tallies.kept.recount import recount
from reporting.tallies.kept.sources import FIGURES
from reporting.tallies.models import OVERLAPPING, Cell, Dimension, Dirty, Subject, Total
from tests.factories.people import FIRST_DAY, MOMENT
from tests.tallies.test_dimensions import serve

pytestmark = pytest.mark.django_db


def up_to_date() -> Any:
    return catch_up(newest=queries.newest_transfer(), at=MOMENT)


def everything() -> Any:
    return recount(newest=queries.newest_transfer(), at=MOMENT)


def kept(dimension: str, figure: str = "verified_kg") -> dict[str, int]:
    rows = Total.objects.filter(dimension=dimension).order_by().values_list("key")
    return dict(rows.annotate(together=Sum(figure)))


def sums(dimension: str) -> tuple[Any, ...]:
    found = Total.objects.filter(dimension=dimension).aggregate(**{f"s_{n}": Sum(n) for n in FIGURES})
    return tuple(found[f"s_{name}"] or 0 for name in FIGURES)


def rows(model: Any) -> list[Any]:
    names = [f.attname for f in model._meta.local_fields if f.attname != "id"]
    return sorted(model.objects.values_list(*names))


def ledger_kg() -> int:
    """Return shares + claims − open shortfall, as docs/ledger.md has it."""
    accounts = Account.objects.filter(unit=Unit.KILOGRAM)
    inside = sum(a.balance for a in accounts if a.owner_kind in {"lot", "claim"})
    return inside + sum(a.balance for a in accounts if a.code.startswith("shortfall:"))


def move(
    key: str, source: Account, target: Account, kilograms: int, by: Any, on: dt.date = FIRST_DAY
) -> None:
    post(
        key=key, source=source, target=target, amount=kilograms, effective_on=on, at=MOMENT, by=by, event=key
    )


def unguarded(rows: Any, **values: Any) -> None:
    """Change rows as nobody can: with the triggers and the foreign keys of the database off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        rows.update(**values)
        cursor.execute("SET session_replication_role = DEFAULT")


def read(meter: Meter, month: dt.date, used: int, by: Any) -> Reading:
    return Reading.objects.create(
        meter=meter, month=month, opening=0, closing=used, recorded_at=MOMENT, recorded_by=by
    )


@pytest.fixture
def meter(measure: Any) -> Meter:
    return Meter.objects.create(measure=measure, quantity="electricity_kwh", unit="kWh", serial="E-1")


@pytest.fixture
def share(running: Any, measure: Any) -> Account:
    return account(measure.statements.get().owner, f"share:{running.pk}", Unit.KILOGRAM)


class TestIncrement:
    def test_counts_lots_and_readings_by_every_dimension(
        self, running: Any, measure: Any, meter: Meter, tier1_clerk: Any
    ) -> None:
        serve(measure, "CBAM")
        read(meter, FIRST_DAY, 900, tier1_clerk)
        up_to_date()
        parts = {d: kept(d) for d in Dimension.values}
        assert parts == {
            "PROGRAM": {str(running.program_id): 12_345},
            "CONSORTIUM": {str(running.pk): 12_345},
            "ANCHOR": {str(running.anchor_id): 12_345},
            "TIER": {"1": 12_345},
            "SUPPORT_MODEL": {"chain": 12_345},
            "TECHNOLOGY": {"air_compressor": 12_345},
            "REGION": {measure.firm.region: 12_345},
            "SECTOR": {measure.firm.sector[:3]: 12_345},
            "REGULATION": {"CBAM": 12_345},
        }
        assert sums("PROGRAM") == (12_345, 0, 1, Decimal(900), 80_000_000)

    @pytest.mark.parametrize(("quantity", "kwh"), [("motor_kwh", 900), ("generation_kwh", 0), ("air_nm3", 0)])
    def test_counts_what_equipment_takes_as_electricity(
        self, running: Any, measure: Any, tier1_clerk: Any, quantity: str, kwh: int
    ) -> None:
        meter = Meter.objects.create(measure=measure, quantity=quantity, unit="kWh", serial="E-1")
        read(meter, FIRST_DAY, 900, tier1_clerk)
        up_to_date()
        assert Total.objects.get(dimension="PROGRAM", readings=1).metered_kwh == kwh

    def test_agrees_with_the_snapshot(self, running: Any) -> None:
        up_to_date()
        for line in queries.count(running.program):
            assert kept(line.dimension).get(line.key, 0) == line.figures.verified_kg, line
            assert kept(line.dimension, "paid_won").get(line.key, 0) == line.figures.paid_won, line

    def test_a_second_run_changes_nothing(self, running: Any, meter: Meter, tier1_clerk: Any) -> None:
        read(meter, FIRST_DAY, 900, tier1_clerk)
        up_to_date()
        before = rows(Cell), rows(Total), rows(Subject)
        done = up_to_date()
        assert (done.cells, done.moved) == (0, 0)
        assert (rows(Cell), rows(Total), rows(Subject)) == before

    def test_counts_only_the_months_that_changed(self, running: Any, meter: Meter, tier1_clerk: Any) -> None:
        first = read(meter, FIRST_DAY, 900, tier1_clerk)
        read(meter, FIRST_DAY.replace(month=2), 800, tier1_clerk)
        up_to_date()
        first.closing = 950
        first.save()
        assert up_to_date().cells == 1
        assert sums("PROGRAM")[2:4] == (2, Decimal(1_750))
        first.delete()
        assert up_to_date().cells == 1
        assert sums("PROGRAM")[2:4] == (1, Decimal(800))

    def test_moves_a_subject_as_a_whole(
        self, running: Any, measure: Any, meter: Meter, tier1_clerk: Any
    ) -> None:
        read(meter, FIRST_DAY, 900, tier1_clerk)
        up_to_date()
        type(measure.firm).objects.filter(pk=measure.firm_id).update(region="jeju")
        unguarded(Member.objects.filter(consortium=running, firm=measure.firm), tier=3)
        assert up_to_date().moved == 3
        assert kept(Dimension.REGION) == {"jeju": 12_345}
        assert kept(Dimension.TIER) == {"3": 12_345}

    def test_a_rule_counts_for_readings_only_in_its_months(
        self, running: Any, measure: Any, meter: Meter, tier1_clerk: Any
    ) -> None:
        serve(measure, "CBAM", ended_on=FIRST_DAY.replace(day=20))
        for month in (1, 2):
            read(meter, FIRST_DAY.replace(month=month), 100 * month, tier1_clerk)
        up_to_date()
        found = Total.objects.filter(dimension=Dimension.REGULATION, readings__gt=0)
        assert set(found.values_list("key", "month", "metered_kwh")) == {
            ("CBAM", FIRST_DAY, 100), ("none", FIRST_DAY.replace(month=2), 200)
        }  # fmt: skip

    def test_nothing_of_a_run_that_was_cut_off_stays(
        self, running: Any, monkeypatch: Any, meter: Meter, tier1_clerk: Any
    ) -> None:
        from reporting.tallies.kept import increment

        read(meter, FIRST_DAY, 900, tier1_clerk)
        with monkeypatch.context() as patch:
            patch.setattr(increment, "settle", lambda cursor: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                up_to_date()
        assert not Total.objects.exists()
        assert Dirty.objects.exists()
        up_to_date()
        assert everything().differences == 0

    def test_a_lot_without_its_statement_is_counted_and_reported(self, running: Any, officer: Any) -> None:
        lost = account(Owner("lot", 987_654), f"share:{running.pk}", Unit.KILOGRAM)
        move("lost", outside("verified", Unit.KILOGRAM), lost, 70, officer)
        unguarded(Member.objects.filter(consortium=running, tier=1), upstream=987_654)
        up_to_date()
        assert sums("PROGRAM")[0] == 12_415
        assert set(queries.lacking().values_list("missing", flat=True)) == {"STATEMENT", "UPSTREAM"}

    def test_claims_leave_what_was_verified_as_it_is(
        self, running: Any, share: Account, officer: Any
    ) -> None:
        lot = share.owner_id
        claim = account(Owner("claim", 5), f"lot:{lot}:{running.pk}", Unit.KILOGRAM)
        verified, missing = outside("verified", Unit.KILOGRAM), outside("shortfall:5", Unit.KILOGRAM)
        move("claim", share, claim, 12_000, officer)
        move("down", share, verified, 345, officer)
        move(f"short:{lot}:{running.pk}", missing, verified, 1_000, officer)
        up_to_date()
        assert sums("PROGRAM")[:2] == (11_000, 12_000)
        assert ledger_kg() == 11_000
        move("cure", claim, missing, 1_000, officer)
        up_to_date()
        assert sums("PROGRAM")[:2] == (11_000, 11_000)
        assert everything().differences == 0


class TestRecount:
    def test_finds_the_kept_totals_equal(self, running: Any, meter: Meter, tier1_clerk: Any) -> None:
        read(meter, FIRST_DAY, 900, tier1_clerk)
        found = everything()
        assert (found.cells, found.differences, found.found) == (3, 0, [])
        assert found.totals == Total.objects.count()

    def test_names_what_differs_and_puts_it_right(self, running: Any) -> None:
        up_to_date()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tallies_total SET verified_kg = 1 WHERE dimension = 'REGION' AND verified_kg > 0"
            )
            cursor.execute("UPDATE tallies_cell SET claimed_kg = 7 WHERE verified_kg > 0")
        found = everything()
        assert found.differences == 2
        assert [{k: v for k, v in d.items() if k.endswith("kg")} for d in found.found] == [
            {"claimed_kg": "7 / 0"}, {"verified_kg": "1 / 12345"}
        ]  # fmt: skip
        assert everything().differences == 0
        assert all(sums(d) == sums("PROGRAM") for d in set(Dimension.values) - OVERLAPPING)

    def test_compares_figures_of_any_size(self, running: Any) -> None:
        up_to_date()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE tallies_total SET paid_won = 1e18 WHERE dimension = 'REGION'")
        assert everything().differences >= 1
        assert everything().differences == 0
