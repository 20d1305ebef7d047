"""Tables of factors in the database: who approves, what stays, which version holds in which month."""

import datetime as dt

import pytest
from django.db import Error, IntegrityError

from core.users.models import Office, User
from measurement.factoring.families import Basis, Family, basis_of, family_of, fits
from measurement.factoring.names import name_of
from measurement.factoring.queries import VersionsChange, stretches
from measurement.methods.base import FactorMissing
from measurement.models import Factor, FactorTable, FactorUse
from measurement.queries import factors_of
from programs.models import Program
from tests.factories.factors import SOURCE, approved, grid, rows_of
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

GRID = "grid_electricity"


def drafted(office: Office | None = None) -> FactorTable:
    table = FactorTable.objects.create(
        office=office, purpose="PROGRAM", family="ELECTRICITY", approval_round="2030", **SOURCE
    )
    rows_of(table, {GRID: ("0.4", "tCO2eq/MWh")})
    return table


def use(program: Program, table: FactorTable, first: dt.date, last: dt.date | None = None) -> FactorUse:
    return FactorUse.objects.create(
        program=program,
        table=table,
        purpose="PROGRAM",
        family=table.family,
        first_month=first,
        last_month=last,
    )


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "family", "basis"),
        [
            (GRID, Family.ELECTRICITY, Basis.NONE),
            ("city_gas_ncv", Family.FUELS, Basis.NCV),
            ("city_gas_gcv", Family.FUELS, Basis.GCV),
            ("bc_oil_n2o", Family.FUELS, Basis.NONE),
            ("gwp_n2o", Family.GWP, Basis.NONE),
        ],
    )
    def test_name_family_and_basis(self, code: str, family: Family, basis: Basis) -> None:
        assert (family_of(code), basis_of(code)) == (family, basis)
        assert fits(code, family)

    def test_that_mean_nothing_fit_no_family(self) -> None:
        assert not any(fits("petrol", family) for family in Family)


class TestTable:
    def test_rows_change_while_it_is_entered_and_not_afterwards(self, office: Office) -> None:
        table = drafted(office)
        table.factors.update(value="0.41")
        FactorTable.objects.filter(pk=table.pk).update(status="PROPOSED")
        for change in (
            lambda: table.factors.update(value="0.42"),
            lambda: table.factors.all().delete(),
            lambda: rows_of(table, {"heat_electricity": ("1", "tCO2eq/MWh")}),
        ):
            with pytest.raises(Error, match="the table was proposed"):
                _in_its_own(change)
        assert str(table.factors.get().value.normalize()) == "0.41"

    def test_rows_have_the_purpose_and_round_of_their_table(self, office: Office) -> None:
        with pytest.raises(Error, match="another purpose or round"):
            Factor.objects.filter(table=drafted(office)).update(purpose="TRADING_SCHEME")

    def test_is_approved_by_another_person(self, office: Office, officer: User) -> None:
        table = drafted(office)
        FactorTable.objects.filter(pk=table.pk).update(
            status="PROPOSED", proposed_at=MOMENT, proposed_by=officer
        )
        with pytest.raises(IntegrityError, match="two_people"):
            FactorTable.objects.filter(pk=table.pk).update(
                status="APPROVED", approved_at=MOMENT, approved_by=officer
            )

    def test_of_an_office_is_approved_by_somebody(self, office: Office) -> None:
        table = drafted(office)
        FactorTable.objects.filter(pk=table.pk).update(status="PROPOSED", proposed_at=MOMENT)
        with pytest.raises(IntegrityError, match="two_people"):
            FactorTable.objects.filter(pk=table.pk).update(status="APPROVED", approved_at=MOMENT)

    def test_exists_once_unless_refused(self, office: Office) -> None:
        table = drafted(office)
        FactorTable.objects.filter(pk=table.pk).update(status="PROPOSED")
        FactorTable.objects.filter(pk=table.pk).update(status="REFUSED")
        drafted(office)
        with pytest.raises(IntegrityError, match="measurement_factortable_once"):
            drafted(office)


def _in_its_own(change) -> None:
    from django.db import transaction

    with transaction.atomic():
        change()


class TestUse:
    def test_of_two_versions_in_one_month_is_refused(self, program: Program) -> None:
        use(program, grid("2025:2023"), dt.date(2026, 3, 1))
        with pytest.raises(Error, match="another version is in use"):
            use(program, grid("2021"), dt.date(2026, 1, 1), dt.date(2026, 3, 1))

    def test_of_the_months_before_is_not(self, program: Program) -> None:
        use(program, grid("2025:2023"), dt.date(2026, 3, 1))
        use(program, grid("2021"), dt.date(2026, 1, 1), dt.date(2026, 2, 1))

    def test_of_a_table_that_nobody_approved_is_refused(self, program: Program) -> None:
        with pytest.raises(Error, match="not an approved table"):
            use(program, drafted(), dt.date(2026, 1, 1))


class TestFactorsOf:
    def test_are_those_of_the_programmes_round_where_its_office_chose_none(self, program: Program) -> None:
        grid(program.factor_round, "0.4541")
        found = factors_of(program, [GRID], (dt.date(2026, 1, 1), dt.date(2026, 3, 31)))
        assert str(found[GRID].value.normalize()) == "0.4541"

    def test_are_those_of_the_version_in_use_in_the_period(self, program: Program) -> None:
        grid(program.factor_round)
        use(program, grid("2025:2023", "0.4173"), dt.date(2026, 3, 1), dt.date(2026, 4, 1))

        def rounds(first: int, last: int) -> str:
            period = (dt.date(2026, first, 1), dt.date(2026, last, 28))
            return factors_of(program, [GRID], period)[GRID].approval_round

        assert rounds(1, 2) == program.factor_round
        assert rounds(3, 4) == "2025:2023"
        assert rounds(5, 6) == program.factor_round

    def test_without_a_period_are_the_newest(self, program: Program) -> None:
        grid(program.factor_round)
        use(program, grid("2025:2023", "0.4173"), dt.date(2026, 3, 1))
        assert factors_of(program, [GRID])[GRID].approval_round == "2025:2023"

    def test_say_where_to_divide_a_period_over_two_versions(self, program: Program) -> None:
        grid(program.factor_round)
        use(program, grid("2025:2023"), dt.date(2026, 3, 1))
        with pytest.raises(VersionsChange, match=r"From 2026-03 on .*Electricity: 2025:2023"):
            factors_of(program, [GRID], (dt.date(2026, 1, 1), dt.date(2026, 3, 31)))

    def test_name_the_code_that_is_missing(self, program: Program) -> None:
        approved("AR5", {"gwp_ch4": ("28", "kgCO2eq/kg")}, family="GWP", is_initial=True)
        with pytest.raises(FactorMissing, match=rf"{name_of('gwp_sf6')} \(AR5\)"):
            factors_of(program, ["gwp_ch4", "gwp_sf6"])

    def test_of_fuels_and_gases_come_with_the_data_files(self, program: Program, factors: int) -> None:
        found = factors_of(program, ["city_gas_ncv", "city_gas_gcv", "bc_oil_n2o", "gwp_ch4", GRID])
        assert {code: str(factor.value.normalize()) for code, factor in found.items()} == {
            "city_gas_ncv": "38.9",
            "city_gas_gcv": "42.7",
            "bc_oil_n2o": "0.6",
            "gwp_ch4": "28",
            GRID: "0.4541",
        }
        trading = factors_of(program, ["gwp_ch4"], purpose="TRADING_SCHEME")
        assert str(trading["gwp_ch4"].value.normalize()) == "21"

    def test_change_in_few_queries(self, program: Program, factors: int, django_assert_num_queries) -> None:
        with django_assert_num_queries(3):
            factors_of(program, ["city_gas_ncv", "gwp_ch4", GRID])


class TestStretches:
    def test_fill_the_months_without_a_choice(self, program: Program) -> None:
        initial = grid(program.factor_round)
        chosen = grid("2025:2023")
        use(program, chosen, dt.date(2026, 3, 1), dt.date(2026, 4, 1))
        found = [(s.table, s.first_month, s.last_month) for s in stretches(program, "ELECTRICITY")]
        assert found == [
            (initial, None, dt.date(2026, 2, 1)),
            (chosen, dt.date(2026, 3, 1), dt.date(2026, 4, 1)),
            (initial, dt.date(2026, 5, 1), None),
        ]
