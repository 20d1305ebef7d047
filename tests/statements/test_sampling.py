"""The sample: drawn by rule and seed, drawn again alike, marked before the signature. The computation again."""

import dataclasses
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import Error, transaction
from django.test import Client

from core.users.models import User
from measurement.models import Measure, Reading, ReadingFlag
from measurement.operations import answer_flag, enter_readings, replace_meter
from reporting.statements import operations, terms
from reporting.statements.evidence import is_looked_at_by
from reporting.statements.models import Sample, SampleItem, Statement, VerificationFinding
from reporting.statements.refusals import NotWithVerifier, SampleComplete, SampleDemanded, SampleUnfinished
from reporting.statements.reproducing import reproduce
from reporting.statements.rules import draw, sample_size
from reporting.statements.sampled import named, redraw
from reporting.statements.verdict import is_sample_demanded
from tests.measurement.conftest import months
from tests.measurement.test_pages import sign_in
from tests.statements.conftest import FROM, UNTIL
from tests.statements.test_amounts import meter

pytestmark = pytest.mark.django_db


class TestRules:
    @pytest.mark.parametrize(("population", "size"), [(30, 6), (31, 7), (60, 12), (4, 4)])
    def test_size(self, population: int, size: int) -> None:
        assert sample_size(population, 2_000, 6) == size

    def test_a_seed_draws_the_same(self) -> None:
        keys = [f"electricity_kwh:2025-{month:02}" for month in range(1, 13)]
        assert (
            draw(keys, 3, "a")
            == draw(reversed(keys), 3, "a")
            == sorted(set(draw(keys, 3, "a")), key=draw(keys, 12, "a").index)
        )
        assert draw(keys, 3, "a") != draw(keys, 3, "b")


class TestDraw:
    def test_by_the_rule_and_again(self, assigned: Statement, verifier: User, later: dt.datetime) -> None:
        sample = operations.draw_sample(statement=assigned, by=verifier, at=later)
        drawn = set(named(item.reading for item in sample.items.all()))
        assert (sample.population, len(drawn), len(sample.seed)) == (30, 6, 16)
        assert set(redraw(sample)) == drawn
        with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
            sample.statement.samples.update(seed="0")

    def test_the_same_seed_draws_the_same(
        self, assigned: Statement, verifier: User, later: dt.datetime
    ) -> None:
        with transaction.atomic():
            first = operations.draw_sample(statement=assigned, seed="00ff", by=verifier, at=later)
            ids = set(first.items.values_list("reading", flat=True))
            transaction.set_rollback(True)
        again = operations.draw_sample(statement=assigned, seed="00ff", by=verifier, at=later)
        assert set(again.items.values_list("reading", flat=True)) == ids

    def test_the_questioned_come_on_top(
        self, assigned: Statement, verifier: User, tier1_clerk: User, later: dt.datetime
    ) -> None:
        for reading in Reading.objects.filter(meter__measure=assigned.measure):
            ReadingFlag.objects.create(
                reading=reading, kind="SPIKE", detail={"amount": "1"}, raised_at=later, raised_by=tier1_clerk
            )
        sample = operations.draw_sample(statement=assigned, by=verifier, at=later)
        assert sample.items.filter(why="DRAWN").count() == 6
        assert sample.items.filter(why="QUESTIONED").count() == 24
        with pytest.raises(SampleComplete):
            operations.draw_sample(statement=assigned, by=verifier, at=later)

    def test_a_second_one_adds_others(self, assigned: Statement, verifier: User, later: dt.datetime) -> None:
        operations.draw_sample(statement=assigned, by=verifier, at=later)
        second = operations.draw_sample(statement=assigned, by=verifier, at=later)
        assert (second.number, second.population) == (2, 24)
        assert set(named(item.reading for item in second.items.all())) == set(redraw(second))
        ids = SampleItem.objects.values_list("reading", flat=True)
        assert len(ids) == len(set(ids))

    def test_both_meters_of_the_month_of_a_replacement_can_be_drawn(
        self, boiler: Measure, tier1_clerk: User, tier1_rep: User, officer: User, verifier: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        old = meter(boiler, "heat_gj", "GJ", tier1_clerk, later)
        gas = meter(boiler, "fuel_nm3", "Nm3", tier1_clerk, later)
        first = months(FROM, [1_000])
        enter_readings(meter=old, opening=Decimal(0), rows=first, by=tier1_clerk, at=later)
        new = replace_meter(
            meter=old, replaced_on=dt.date(2026, 2, 14), last_register=Decimal(1_500), serial="H-2",
            first_register=Decimal(70), reason="고장으로 교체함", by=tier1_clerk, at=later,
        )  # fmt: skip
        rows = months(dt.date(2026, 2, 1), [570, 1_570])
        enter_readings(meter=new, rows=rows, by=tier1_clerk, at=later)
        enter_readings(meter=gas, rows=months(FROM, [25_000, 26_000, 25_500]), by=tier1_clerk, at=later)
        given = operations.calculate(
            measure=boiler, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
        )
        for flag in ReadingFlag.objects.open():
            answer_flag(flag=flag, answer="교체한 달입니다.", by=tier1_clerk, at=later)
        operations.submit_statement(statement=given, by=tier1_rep, at=later)
        given = operations.assign_verifier(statement=given, verifier=verifier, by=officer, at=later)

        sample = operations.draw_sample(statement=given, seed="00ff", by=verifier, at=later)
        operations.draw_sample(statement=given, by=verifier, at=later)

        assert sample.population == 7
        sampled = SampleItem.objects.filter(reading__month=dt.date(2026, 2, 1), reading__meter__in=[old, new])
        assert set(sampled.values_list("reading__meter", flat=True)) == {old.pk, new.pk}
        assert "heat_gj:2026-02:2" in named(Reading.objects.select_related("meter"))

    def test_is_drawn_again_though_a_reading_was_corrected_since(
        self, assigned: Statement, verifier: User, tier1_clerk: User, later: dt.datetime
    ) -> None:
        first = operations.draw_sample(statement=assigned, by=verifier, at=later)
        second = operations.draw_sample(statement=assigned, by=verifier, at=later)
        items = SampleItem.objects.filter(sample__in=[first, second])
        for item in items:
            operations.mark_sampled(item=item, by=verifier, at=later)
        operations.verify(statement=assigned, by=verifier, at=later)
        drawn = set(redraw(second))
        reading = first.items.select_related("reading__meter").order_by("-reading__month")[0].reading
        operations.correct_verified(
            reading=reading, closing=reading.closing - 1, reason="고지서와 대조", by=tier1_clerk,
            at=later + dt.timedelta(days=1),
        )  # fmt: skip
        second = Sample.objects.get(pk=second.pk)
        assert set(redraw(second)) == drawn == set(named(item.reading for item in second.items.all()))

    def test_is_the_verifiers(self, assigned: Statement, officer: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            operations.draw_sample(statement=assigned, by=officer, at=later)


class TestMark:
    def test_all_are_marked_before_the_signature(
        self, assigned: Statement, verifier: User, later: dt.datetime
    ) -> None:
        sample = operations.draw_sample(statement=assigned, by=verifier, at=later)
        with pytest.raises(SampleUnfinished, match="6 readings"):
            operations.verify(statement=assigned, by=verifier, at=later)
        for item in sample.items.all():
            operations.mark_sampled(item=item, note="한전 고지서", by=verifier, at=later)
        assert operations.verify(statement=assigned, by=verifier, at=later).is_signed

    def test_a_programme_may_demand_a_sample(
        self, client: Client, assigned: Statement, verifier: User, later: dt.datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        assert not is_sample_demanded(assigned, later)
        own = dataclasses.replace(
            terms.term_on("SAMPLE_DEMANDED", "", later.date()), value=1,
            program=assigned.measure.consortium.program.code,
        )  # fmt: skip
        found = (*terms.rows(), own)
        monkeypatch.setattr(terms, "rows", lambda: found)
        assert "The programme demands one" in sign_in(client, verifier).get(assigned.evidence_url).text
        with pytest.raises(SampleDemanded, match="Draw a sample"):
            operations.verify(statement=assigned, by=verifier, at=later)
        for item in operations.draw_sample(statement=assigned, by=verifier, at=later).items.all():
            operations.mark_sampled(item=item, by=verifier, at=later)
        assert operations.verify(statement=assigned, by=verifier, at=later).is_signed

    def test_is_for_the_verifier_assigned_while_it_is_with_them(
        self, assigned: Statement, verifier: User, officer: User, later: dt.datetime
    ) -> None:
        sample = operations.draw_sample(statement=assigned, by=verifier, at=later)
        item = sample.items.all()[0]
        with pytest.raises(PermissionDenied):
            operations.mark_sampled(item=item, by=officer, at=later)
        assert is_looked_at_by(assigned, verifier, at=later)
        assert not is_looked_at_by(assigned, officer, at=later)
        operations.return_statement(statement=assigned, reason="고치십시오.", by=verifier, at=later)
        with pytest.raises(NotWithVerifier):
            operations.mark_sampled(item=item, by=verifier, at=later)
        assert not is_looked_at_by(Statement.objects.get(pk=assigned.pk), verifier, at=later)

    def test_a_finding_marks_its_reading(
        self, assigned: Statement, verifier: User, later: dt.datetime
    ) -> None:
        item = operations.draw_sample(statement=assigned, by=verifier, at=later).items.first()
        assert item is not None
        operations.raise_finding(
            statement=assigned, kind="NONCONFORMITY", what="증빙이 없습니다.", readings=[item.reading],
            by=verifier, at=later,
        )  # fmt: skip
        item.refresh_from_db()
        assert (item.outcome, item.marked_by) == ("FINDING", verifier)


class TestReproduce:
    def test_comes_out_equal(self, verified: Statement) -> None:
        found = reproduce(verified)
        assert (found.is_equal, found.again_kg) == (True, 27_246)
        out = io.StringIO()
        call_command("reproduce_statements", stdout=out)
        assert "Every statement comes out again" in out.getvalue()

    def test_years_later_though_readings_were_corrected_since(
        self, verified: Statement, tier1_clerk: User, later: dt.datetime
    ) -> None:
        reading = Reading.objects.get(meter__quantity="electricity_kwh", month=dt.date(2026, 2, 1))
        operations.correct_verified(
            reading=reading, closing=reading.closing - 1_000, reason="고지서와 대조", by=tier1_clerk,
            at=later + dt.timedelta(days=700),
        )  # fmt: skip
        verified.refresh_from_db()
        assert verified.voided_at
        assert reproduce(verified).is_equal

    def test_with_a_deduction(
        self, answered: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        operations.deduct(finding=answered, kilograms=1_246, reason="고지서", by=verifier, at=later)
        signed = operations.verify(statement=answered.statement, by=verifier, at=later)
        assert reproduce(Statement.objects.get(pk=signed.pk)).is_equal

    def test_names_what_differs(self, calculated: Statement) -> None:
        reading = Reading.objects.get(meter__quantity="electricity_kwh", month=dt.date(2026, 3, 1))
        Reading.objects.filter(pk=reading.pk).update(closing=reading.closing + Decimal(100_000))
        found = reproduce(calculated)
        assert not found.is_equal
        assert str(found.differing[0].what) == "Reduction"
        with pytest.raises(CommandError, match="do not come out again: 1"):
            call_command("reproduce_statements", calculated.public_id, stdout=io.StringIO())
