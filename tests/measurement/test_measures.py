"""Describing measures, meters, start of operation; factors from data files."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error

from core.users.models import User
from core.workflow.refusals import StaleVersion
from firms.models import Firm
from measurement.loader import FACTORS, FactorChanged, TableClosed, load_factors
from measurement.models import Factor, Measure, Meter, Reading
from measurement.operations import add_meter, commission, describe_measure, edit_measure
from measurement.operations.measures import SerialMissing
from measurement.refusals import (
    BaselineInUse,
    InOperationTooEarly,
    InvalidExpectation,
    MeterExists,
    NoMethod,
    UnknownQuantity,
)
from programs.models import Consortium, Technology

pytestmark = pytest.mark.django_db


class TestLoadFactors:
    def test_adds_each_round_for_each_purpose_once(self, moment: dt.datetime) -> None:
        assert load_factors(by=None, at=moment) == 10 + 2 * 37 + 2 * 8
        assert load_factors(by=None, at=moment) == 0
        values = Factor.objects.filter(purpose="PROGRAM", code="grid_electricity")
        assert {f.approval_round: str(f.value.normalize()) for f in values} == {
            "2018": "0.4594",
            "2021": "0.4781",
            "2024": "0.4541",
            "2025:2023": "0.4173",
            "2025:2021-2023": "0.433",
        }

    def test_refuses_another_value_for_a_known_factor(self, moment: dt.datetime, tmp_path: Path) -> None:
        load_factors(by=None, at=moment)
        text = (FACTORS / "grid_electricity.toml").read_text(encoding="utf-8")
        (tmp_path / "changed.toml").write_text(text.replace("0.4541", "0.4999"), encoding="utf-8")
        with pytest.raises(FactorChanged, match=r"0\.4999"):
            load_factors(by=None, at=moment, folder=tmp_path)

    def test_refuses_another_factor_in_a_known_table(self, moment: dt.datetime, tmp_path: Path) -> None:
        load_factors(by=None, at=moment)
        text = (FACTORS / "gwp.toml").read_text(encoding="utf-8")
        more = text.replace("[table.factors]", '[table.factors]\ngwp_new = ["7", "kgCO2eq/kg"]', 1)
        (tmp_path / "gwp.toml").write_text(more, encoding="utf-8")
        with pytest.raises(TableClosed, match="gwp_new"):
            load_factors(by=None, at=moment, folder=tmp_path)

    def test_a_published_factor_can_not_be_changed_by_sql(self, factors: int) -> None:
        with pytest.raises(Error, match="the table was proposed"):
            Factor.objects.update(value=1)


class TestDescribeMeasure:
    def test_computes_what_is_expected_with_the_programmes_factor(self, measure: Measure) -> None:
        assert measure.expected_kg == 108_984
        assert measure.expectation == {
            "baseline_sec": "0.135",
            "project_sec": "0.105",
            "annual_nm3": "8000000",
        }

    @pytest.mark.parametrize("name", ["baseline_sec", "unheard_of"])
    def test_names_the_input_that_is_no_number(
        self, measure: Measure, tier1_clerk: User, moment: dt.datetime, name: str
    ) -> None:
        with pytest.raises(InvalidExpectation) as refused:
            edit_measure(
                measure=measure, expectation={**measure.expectation, name: "many"}, by=tier1_clerk, at=moment
            )
        assert refused.value.field == name

    def test_expects_nothing_without_a_method(
        self,
        consortium: Consortium,
        technology: Technology,
        tier1: Firm,
        tier1_clerk: User,
        moment: dt.datetime,
    ) -> None:
        Technology.objects.update(method="")
        technology.refresh_from_db()
        facts: dict[str, Any] = {"name": "태양광", "site": "지붕", "expectation": {}}
        measure = describe_measure(
            firm=tier1, consortium=consortium, technology=technology, by=tier1_clerk, at=moment, **facts
        )
        assert measure.expected_kg is None
        with pytest.raises(NoMethod):
            add_meter(measure=measure, quantity="air_nm3", unit="Nm3", serial="1", by=tier1_clerk, at=moment)

    def test_is_for_the_people_of_the_firm(
        self, measure: Measure, rival_rep: User, officer: User, moment: dt.datetime
    ) -> None:
        for person in (rival_rep, officer):
            with pytest.raises(PermissionDenied):
                edit_measure(measure=measure, name="x", by=person, at=moment)


class TestEditMeasure:
    def test_computes_anew(self, measure: Measure, tier1_clerk: User, moment: dt.datetime) -> None:
        inputs = {"baseline_sec": Decimal("0.2"), "project_sec": Decimal("0.1"), "annual_nm3": Decimal(1000)}
        edited = edit_measure(measure=measure, version=1, expectation=inputs, by=tier1_clerk, at=moment)
        assert edited.expected_kg == 45

    def test_tells_the_second_writer(self, measure: Measure, tier1_clerk: User, moment: dt.datetime) -> None:
        edit_measure(measure=measure, version=1, name="first", by=tier1_clerk, at=moment)
        with pytest.raises(StaleVersion):
            edit_measure(measure=measure, version=1, name="second", by=tier1_clerk, at=moment)


class TestAddMeter:
    def test_refuses_a_second_one_an_unknown_one_and_one_without_number(
        self, electricity: Meter, tier1_clerk: User, moment: dt.datetime
    ) -> None:
        terms: dict[str, Any] = {"measure": electricity.measure, "by": tier1_clerk, "at": moment}
        with pytest.raises(MeterExists):
            add_meter(quantity="electricity_kwh", unit="kWh", serial="E-2", **terms)
        with pytest.raises(UnknownQuantity):
            add_meter(quantity="air_nm3", unit="m3", serial="A-2", **terms)
        with pytest.raises(SerialMissing):
            add_meter(quantity="air_nm3", unit="Nm3", serial="  ", **terms)


class TestCommission:
    def test_takes_the_first_of_the_month(
        self, measure: Measure, tier1_clerk: User, moment: dt.datetime
    ) -> None:
        commission(measure=measure, commissioned_on=dt.date(2026, 1, 20), by=tier1_clerk, at=moment)
        measure.refresh_from_db()
        assert measure.commissioned_on == dt.date(2026, 1, 1)

    def test_refuses_the_future(self, measure: Measure, tier1_clerk: User, moment: dt.datetime) -> None:
        with pytest.raises(InOperationTooEarly):
            commission(measure=measure, commissioned_on=dt.date(2026, 3, 1), by=tier1_clerk, at=moment)

    def test_stays_once_a_statement_is_verified(
        self, metered: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        Reading.objects.update(locked_at=later, locked_by=tier1_clerk)
        with pytest.raises(BaselineInUse, match="2026-01"):
            commission(measure=metered, commissioned_on=dt.date(2026, 2, 1), by=tier1_clerk, at=later)
