"""The sample: drawn by rule and seed, drawn again alike, marked before the signature. The computation again."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import Error, transaction

from core.users.models import User
from measurement.models import Reading, ReadingFlag
from reporting.statements import operations
from reporting.statements.models import SampleItem, Statement, VerificationFinding
from reporting.statements.refusals import SampleComplete, SampleUnfinished
from reporting.statements.reproducing import reproduce
from reporting.statements.rules import draw, sample_size
from reporting.statements.sampled import key_of, redraw

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
        drawn = {key_of(item.reading) for item in sample.items.all()}
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
        assert {key_of(item.reading) for item in second.items.all()} == set(redraw(second))
        ids = SampleItem.objects.values_list("reading", flat=True)
        assert len(ids) == len(set(ids))

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
