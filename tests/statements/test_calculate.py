"""Calculating: stored rows, frozen factors, and periods that are refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection

from core.users.models import User
from measurement.models import Measure, Meter, Reading
from reporting.statements import operations
from reporting.statements.models import Statement
from reporting.statements.queries import recompute
from reporting.statements.refusals import (
    BaselineIncomplete,
    BeforeOperation,
    InvalidPeriod,
    MonthsIncomplete,
    NotInOperation,
    PeriodTaken,
)
from tests.statements.conftest import FROM, UNTIL
from tests.statements.test_operations import waiting

pytestmark = pytest.mark.django_db


class TestCalculate:
    def test_stores_every_row_with_the_factor_of_the_programmes_round(self, calculated: Statement) -> None:
        rows = {row.code: row for row in calculated.rows.all()}
        assert calculated.reduction_kg == 27_246
        assert calculated.method_form == "measured_sec"
        assert rows["baseline_kwh"].value == 1_080_000
        assert rows["baseline_nm3"].value == 8_000_004
        assert rows["baseline_sec"].value.quantize(Decimal("0.000000001")) == Decimal("0.134999933")
        assert (calculated.baseline_kg, calculated.project_kg) == (122_607, 95_361)
        factor = rows["baseline_kg"].factor
        assert factor is not None
        assert (factor.approval_round, factor.purpose) == ("2024", "PROGRAM")
        assert rows["leakage_kg"].factor is None

    def test_freezes_the_factor(self, calculated: Statement, later: dt.datetime) -> None:
        calculated.measure.consortium.program.factor_round = "2025:2023"
        calculated.measure.consortium.program.save(update_fields=["factor_round"])
        calculated.refresh_from_db()
        assert recompute(Statement.objects.get(pk=calculated.pk)).figures_hash == calculated.figures_hash

    def test_waits_for_the_representative(self, calculated: Statement) -> None:
        (item,) = waiting("submit_statement")
        assert (item.role, item.scope_kind, item.scope_id) == (
            "REPRESENTATIVE",
            "FIRM",
            calculated.measure.firm_id,
        )

    @pytest.mark.parametrize(
        ("period", "refusal", "words"),
        [
            ((dt.date(2025, 12, 1), UNTIL), BeforeOperation, "2026-01 at the earliest"),
            ((FROM, dt.date(2026, 5, 31)), MonthsIncomplete, "2026-04, 2026-05"),
            ((dt.date(2026, 1, 2), UNTIL), InvalidPeriod, "whole months"),
            ((FROM, dt.date(2026, 3, 30)), InvalidPeriod, "whole months"),
            ((dt.date(2026, 3, 1), dt.date(2026, 1, 31)), InvalidPeriod, "not before the first"),
        ],
    )
    def test_refuses_a_period_and_names_its_months(
        self, metered: Measure, tier1_clerk: User, later: dt.datetime, period: Any, refusal: Any, words: str
    ) -> None:
        with pytest.raises(refusal, match=words):
            operations.calculate(
                measure=metered, period_from=period[0], period_until=period[1], by=tier1_clerk, at=later
            )

    def test_refuses_less_than_twelve_baseline_months(
        self, metered: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        Reading.objects.filter(month=dt.date(2025, 3, 1), meter__quantity="air_nm3").delete()
        with pytest.raises(BaselineIncomplete, match=r"there are 9 months in a row.*missing: 2025-03"):
            operations.calculate(
                measure=metered, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
            )

    def test_refuses_before_operation(
        self, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(NotInOperation):
            operations.calculate(
                measure=electricity.measure, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
            )

    def test_refuses_a_period_that_is_taken(
        self, calculated: Statement, tier1_clerk: User, later: dt.datetime
    ) -> None:
        for first, last in ((FROM, UNTIL), (dt.date(2026, 3, 1), UNTIL)):
            with pytest.raises(PeriodTaken, match="2026-01 – 2026-03"):
                operations.calculate(
                    measure=calculated.measure, period_from=first, period_until=last, by=tier1_clerk, at=later
                )

    def test_the_database_refuses_a_second_one_over_the_same_day(self, calculated: Statement) -> None:
        columns = ", ".join(
            f'"{f.column}"' for f in Statement._meta.concrete_fields if f.name not in {"id", "public_id"}
        )
        sql = (
            f"INSERT INTO statements_statement (public_id, {columns})"
            f" SELECT 'another', {columns} FROM statements_statement"
        )
        with pytest.raises(Error, match="periods_stay_apart"), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_a_withdrawn_period_is_free_again(
        self, calculated: Statement, tier1_clerk: User, later: dt.datetime
    ) -> None:
        operations.withdraw_statement(statement=calculated, reason="다시 계산", by=tier1_clerk, at=later)
        operations.calculate(
            measure=calculated.measure, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
        )

    @pytest.mark.parametrize("person", ["rival_rep", "anchor_rep", "officer", "verifier"])
    def test_is_for_the_people_of_the_firm(
        self, metered: Measure, later: dt.datetime, person: str, request: Any
    ) -> None:
        by = request.getfixturevalue(person)
        with pytest.raises(PermissionDenied):
            operations.calculate(measure=metered, period_from=FROM, period_until=UNTIL, by=by, at=later)
