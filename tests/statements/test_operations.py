"""From the calculation to the booked kilograms: every step, and who may not take it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, transaction

from core.inbox.models import Item
from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.users.models import User
from core.users.scopes import ScopeKind
from core.workflow.refusals import InvalidTransition
from firms.models import Firm, Membership
from measurement.models import Factor, Measure, Reading, ReadingFlag
from measurement.operations import answer_flag, correct_reading
from reporting.statements import operations
from reporting.statements.models import Statement
from reporting.statements.queries import possible_verifiers, recompute
from reporting.statements.refusals import (
    FiguresChanged,
    NothingReduced,
    QuestionsOpen,
    VerifierNotSuitable,
)
from tests.factories.people import give_role, with_role
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db


def waiting(kind: str) -> list[Item]:
    return list(Item.objects.open().filter(kind=kind))


def correct_one(measure: Measure, by: User, at: dt.datetime, month: dt.date = dt.date(2026, 2, 1)) -> None:
    reading = Reading.objects.get(meter__measure=measure, meter__quantity="electricity_kwh", month=month)
    correct_reading(reading=reading, closing=reading.closing + 1, reason="잘못 읽음", by=by, at=at)


class TestSubmit:
    def test_is_for_the_representative(
        self, calculated: Statement, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(PermissionDenied):
            operations.submit_statement(statement=calculated, by=tier1_clerk, at=later)

    def test_waits_for_the_office(self, submitted: Statement) -> None:
        (item,) = waiting("assign_verifier")
        assert (item.role, item.scope_kind) == ("OFFICER", "OFFICE")
        assert not waiting("submit_statement")

    def test_refuses_what_reduces_nothing(
        self, metered: Measure, tier1_rep: User, later: dt.datetime
    ) -> None:
        last = Reading.objects.filter(meter__quantity="electricity_kwh").latest("month")
        correct_reading(
            reading=last, closing=Decimal(2_000_000), reason="계량기 교정", by=tier1_rep, at=later
        )
        statement = operations.calculate(
            measure=metered, period_from=FROM, period_until=UNTIL, by=tier1_rep, at=later
        )
        assert statement.reduction_kg < 0
        with pytest.raises(NothingReduced, match=r"no reduction \(-"):
            operations.submit_statement(statement=statement, by=tier1_rep, at=later)

    def test_refuses_figures_that_changed(
        self, calculated: Statement, tier1_clerk: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        correct_one(calculated.measure, tier1_clerk, later)
        with pytest.raises(FiguresChanged):
            operations.submit_statement(statement=calculated, by=tier1_rep, at=later)

    def test_refuses_while_a_question_about_one_of_its_months_is_open(
        self, calculated: Statement, tier1_clerk: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        reading = Reading.objects.get(meter__quantity="electricity_kwh", month=dt.date(2025, 5, 1))
        flag = ReadingFlag.objects.create(
            reading=reading, kind="SPIKE", detail={"amount": "1"}, raised_at=later, raised_by=tier1_clerk
        )
        with pytest.raises(QuestionsOpen, match="nobody answered: 2025-05"):
            operations.submit_statement(statement=calculated, by=tier1_rep, at=later)
        answer_flag(flag=flag, answer="야간 교대 추가", by=tier1_clerk, at=later)
        operations.submit_statement(statement=calculated, by=tier1_rep, at=later)


class TestAssignVerifier:
    def test_waits_for_that_person(self, assigned: Statement, verifier: User) -> None:
        (item,) = waiting("verify_statement")
        assert item.user == verifier

    def test_opens_the_measure_to_the_verifier(
        self, submitted: Statement, officer: User, verifier: User, later: dt.datetime
    ) -> None:
        assert not Measure.objects.visible_to(verifier).exists()
        operations.assign_verifier(statement=submitted, verifier=verifier, by=officer, at=later)
        assert Measure.objects.visible_to(verifier).get() == submitted.measure

    def test_refuses_somebody_of_a_firm_in_the_consortium(
        self, submitted: Statement, officer: User, verifier: User, anchor: Firm, later: dt.datetime
    ) -> None:
        role = give_role(verifier, "CLERK", ScopeKind.FIRM, anchor.pk)
        Membership.objects.create(firm=anchor, user=verifier, assignment=role)
        assert possible_verifiers(submitted, later) == []
        with pytest.raises(VerifierNotSuitable, match="can't belong to a firm of this consortium"):
            operations.assign_verifier(statement=submitted, verifier=verifier, by=officer, at=later)

    def test_refuses_somebody_without_the_role(
        self, submitted: Statement, officer: User, auditor: User, later: dt.datetime
    ) -> None:
        with pytest.raises(VerifierNotSuitable):
            operations.assign_verifier(statement=submitted, verifier=auditor, by=officer, at=later)

    def test_refuses_the_assigning_officer(
        self, submitted: Statement, officer: User, later: dt.datetime
    ) -> None:
        give_role(officer, "VERIFIER", ScopeKind.EVERYTHING, 0)
        with pytest.raises(VerifierNotSuitable, match="You assigned the verifier"):
            operations.assign_verifier(statement=submitted, verifier=officer, by=officer, at=later)

    @pytest.mark.parametrize("person", ["approving_officer", "auditor", "tier1_rep", "other_officer"])
    def test_is_for_the_programmes_officers(
        self, submitted: Statement, verifier: User, later: dt.datetime, person: str, request: Any
    ) -> None:
        by = request.getfixturevalue(person)
        with pytest.raises(PermissionDenied):
            operations.assign_verifier(statement=submitted, verifier=verifier, by=by, at=later)


class TestVerify:
    def test_books_the_kilograms_to_the_lead_consortium(self, verified: Statement) -> None:
        share = f"share:{verified.measure.consortium_id}"
        assert verified.reduction_kg == balance(verified.owner, share) == 27_246
        transfer = Transfer.objects.get(key=f"verify:{verified.pk}:{verified.measure.consortium_id}")
        assert (transfer.source.name, transfer.effective_on) == ("outside:verified", UNTIL)

    def test_signs_the_hash_and_locks_the_readings(self, verified: Statement, verifier: User) -> None:
        assert verified.verified_hash == verified.figures_hash
        assert set(Reading.objects.values_list("locked_by", flat=True)) == {verifier.pk}
        assert Reading.objects.locked().count() == 30

    def test_tells_the_firm(self, verified: Statement) -> None:
        assert not waiting("verify_statement")
        (item,) = waiting("statement_verified")
        assert item.is_notice

    def test_the_signature_is_void_when_a_figure_changed(
        self, assigned: Statement, tier1_clerk: User, verifier: User, later: dt.datetime
    ) -> None:
        correct_one(assigned.measure, tier1_clerk, later)
        with pytest.raises(FiguresChanged):
            operations.verify(statement=assigned, by=verifier, at=later)
        assert not Transfer.objects.filter(event=f"verify:{assigned.pk}").exists()
        assert not Reading.objects.locked().exists()

    def test_the_signature_is_void_when_the_baseline_changed(
        self, assigned: Statement, tier1_clerk: User, verifier: User, later: dt.datetime
    ) -> None:
        correct_one(assigned.measure, tier1_clerk, later, dt.date(2025, 5, 1))
        with pytest.raises(FiguresChanged):
            operations.verify(statement=assigned, by=verifier, at=later)

    def test_a_second_click_changes_nothing(
        self, verified: Statement, verifier: User, later: dt.datetime
    ) -> None:
        with pytest.raises(InvalidTransition):
            operations.verify(statement=verified, by=verifier, at=later)
        assert Transfer.objects.filter(event=f"verify:{verified.pk}").count() == 1

    @pytest.mark.parametrize("person", ["officer", "second_officer", "tier1_rep", "auditor"])
    def test_is_for_the_assigned_verifier(
        self, assigned: Statement, later: dt.datetime, person: str, request: Any
    ) -> None:
        by = request.getfixturevalue(person)
        with pytest.raises(PermissionDenied):
            operations.verify(statement=assigned, by=by, at=later)

    def test_another_verifier_may_not(self, assigned: Statement, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied, match="Only the verifier to whom"):
            operations.verify(statement=assigned, by=with_role("VERIFIER"), at=later)

    @pytest.mark.parametrize("column", ["calculated_by", "assigned_by"])
    def test_the_database_wants_another_party(self, verified: Statement, column: str, verifier: User) -> None:
        with pytest.raises(IntegrityError, match="statements_statement_other_party"), transaction.atomic():
            Statement.objects.filter(pk=verified.pk).update(**{column: verifier})

    def test_the_database_wants_a_signature(self, assigned: Statement) -> None:
        with pytest.raises(IntegrityError, match="statements_statement_signed"), transaction.atomic():
            Statement.objects.filter(pk=assigned.pk).update(status="VERIFIED")

    @pytest.mark.parametrize("column", ["reduction_kg", "figures_hash", "baseline_kg"])
    def test_figures_and_rows_are_frozen(self, calculated: Statement, column: str) -> None:
        value = "x" if column == "figures_hash" else 1
        with pytest.raises(Error, match="figures_frozen"), transaction.atomic():
            Statement.objects.filter(pk=calculated.pk).update(**{column: value})
        with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
            calculated.rows.update(value=1)

    def test_the_next_period_rests_on_the_same_locked_baseline(
        self, verified: Statement, metered: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        from measurement.operations import enter_readings
        from tests.measurement.conftest import months

        april = dt.date(2026, 4, 1)
        for meter, register in zip(metered.meters.order_by("pk"), (1_360_000, 10_666_672), strict=True):
            enter_readings(meter=meter, rows=months(april, [register]), by=tier1_clerk, at=later)
        found = operations.calculate(
            measure=metered, period_from=april, period_until=dt.date(2026, 4, 30), by=tier1_clerk, at=later
        )
        assert found.reduction_kg == 9_082


class TestReturn:
    def test_the_firm_corrects_and_calculates_anew(
        self, assigned: Statement, verifier: User, tier1_clerk: User, later: dt.datetime
    ) -> None:
        operations.return_statement(
            statement=assigned, reason="2월 전력량을 확인하십시오.", by=verifier, at=later
        )
        assert len(waiting("correct_statement")) == 1
        correct_one(assigned.measure, tier1_clerk, later)
        operations.calculate(
            measure=assigned.measure, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
        )
        assert not waiting("correct_statement")

    def test_is_for_the_verifier(self, assigned: Statement, officer: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            operations.return_statement(statement=assigned, reason="왜냐하면", by=officer, at=later)


class TestWithdraw:
    def test_after_handing_in_only_the_representative(
        self, submitted: Statement, tier1_clerk: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(PermissionDenied):
            operations.withdraw_statement(statement=submitted, reason="취소", by=tier1_clerk, at=later)
        operations.withdraw_statement(statement=submitted, reason="취소", by=tier1_rep, at=later)
        assert not Item.objects.open().filter(subject_kind="statement", is_notice=False).exists()

    def test_not_once_it_is_with_the_verifier(
        self, assigned: Statement, tier1_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(InvalidTransition):
            operations.withdraw_statement(statement=assigned, reason="취소", by=tier1_rep, at=later)


def test_the_hash_does_not_depend_on_how_zeros_were_stored(calculated: Statement) -> None:
    fresh = Statement.objects.get(pk=calculated.pk)
    assert recompute(fresh).figures_hash == calculated.figures_hash
    assert Factor.objects.filter(code="grid_electricity").count() == 10
