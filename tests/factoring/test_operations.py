"""Entering, proposing, approving, refusing a table, and using it from a month on."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.inbox.models import Item
from core.users.models import Office, User
from core.workflow.refusals import InvalidTransition, StaleVersion
from measurement.factoring import operations
from measurement.factoring.operations import FactorEntry
from measurement.factoring.queries import programs_using, stretches
from measurement.factoring.refusals import (
    CodeUnfit,
    InUseAlready,
    MonthsSigned,
    NoSuchRow,
    NotApproved,
    NothingToPropose,
    RoundTaken,
    UnitUnfit,
)
from measurement.models import FactorTable, FactorUse
from measurement.queries import factors_of
from programs.models import Program
from reporting.statements.operations import calculate, withdraw_statement
from tests.factories.factors import SOURCE, grid
from tests.factories.people import MOMENT
from tests.statements.conftest import (
    FROM,
    UNTIL,
    air,
    assigned,
    calculated,
    electricity,
    later,
    measure,
    metered,
    submitted,
    verified,
)

__all__ = [
    "air", "assigned", "calculated", "electricity", "later", "measure", "metered", "submitted", "verified"
]  # fmt: skip
pytestmark = pytest.mark.django_db

REASON = "공고와 대조했습니다."


def entry(code: str = "grid_electricity", value: str = "0.4") -> FactorEntry:
    return FactorEntry(code, Decimal(value), "tCO2eq/MWh", dt.date(2026, 1, 1), None, **SOURCE)


@pytest.fixture
def draft(office: Office, officer: User) -> FactorTable:
    table = operations.draft_table(
        office=office,
        purpose="PROGRAM",
        family="ELECTRICITY",
        approval_round="2026",
        **SOURCE,
        by=officer,
        at=MOMENT,
    )
    operations.enter_factors(table=table, entries=[entry()], by=officer, at=MOMENT)
    return table


@pytest.fixture
def proposed(draft: FactorTable, officer: User) -> FactorTable:
    return operations.propose_table(table=draft, by=officer, at=MOMENT)


@pytest.fixture
def approved(proposed: FactorTable, approving_officer: User) -> FactorTable:
    return operations.approve_table(table=proposed, reason=REASON, by=approving_officer, at=MOMENT)


def start(table: FactorTable, program: Program, month: dt.date, by: User) -> FactorUse:
    return operations.start_using(
        table=table, program=program, first_month=month, reason=REASON, by=by, at=MOMENT
    )


class TestDraft:
    def test_of_a_known_round_is_refused(self, draft: FactorTable, office: Office, officer: User) -> None:
        facts: Any = {"purpose": "PROGRAM", "family": "ELECTRICITY", "approval_round": "2026", **SOURCE}
        with pytest.raises(RoundTaken):
            operations.draft_table(office=office, **facts, by=officer, at=MOMENT)

    def test_is_begun_by_officers_of_the_office(self, office: Office, tier1_rep: User) -> None:
        facts: Any = {"purpose": "PROGRAM", "family": "GWP", "approval_round": "AR6", **SOURCE}
        with pytest.raises(PermissionDenied):
            operations.draft_table(office=office, **facts, by=tier1_rep, at=MOMENT)

    def test_takes_a_later_value_in_the_place_of_the_first(self, draft: FactorTable, officer: User) -> None:
        operations.enter_factors(table=draft, entries=[entry(value="0.41")], by=officer, at=MOMENT)
        assert draft.factors.get().value == Decimal("0.41")

    def test_refuses_a_code_of_another_family(self, draft: FactorTable, officer: User) -> None:
        with pytest.raises(CodeUnfit, match="gwp_ch4"):
            operations.enter_factors(table=draft, entries=[entry("gwp_ch4")], by=officer, at=MOMENT)

    @pytest.mark.parametrize("unit", ["banana", "MJ/Nm3", "tCO2eq", "kgCO2eq/kg", "tCO2eq/MWh2"])
    def test_refuses_a_unit_that_converts_nothing(self, draft: FactorTable, officer: User, unit: str) -> None:
        with pytest.raises(UnitUnfit, match="tCO2eq/MWh"):
            operations.enter_factors(
                table=draft, entries=[replace(entry(), unit=unit)], by=officer, at=MOMENT
            )
        assert draft.factors.get().unit == "tCO2eq/MWh"

    def test_refuses_rows_that_were_looked_at_before_another_change(
        self, draft: FactorTable, officer: User
    ) -> None:
        with pytest.raises(StaleVersion):
            operations.enter_factors(table=draft, entries=[entry()], state="before", by=officer, at=MOMENT)

    def test_lets_go_of_a_row(self, draft: FactorTable, officer: User) -> None:
        operations.remove_factor(table=draft, code="grid_electricity", by=officer, at=MOMENT)
        with pytest.raises(NoSuchRow):
            operations.remove_factor(table=draft, code="grid_electricity", by=officer, at=MOMENT)
        with pytest.raises(NothingToPropose):
            operations.propose_table(table=draft, by=officer, at=MOMENT)


class TestApproval:
    def test_waits_for_the_approving_officer(self, proposed: FactorTable, approving_officer: User) -> None:
        assert Item.objects.open().filter(kind="approve_factors", subject_id=proposed.pk).count() == 1
        operations.approve_table(table=proposed, reason=REASON, by=approving_officer, at=MOMENT)
        assert not Item.objects.open().filter(kind="approve_factors").exists()
        assert Item.objects.open().filter(kind="factors_decided", user=proposed.proposed_by).exists()

    def test_is_not_by_who_proposed(self, proposed: FactorTable, officer: User, office: Office) -> None:
        from tests.factories import people

        people.give_role(officer, "APPROVING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(PermissionDenied, match="another person"):
            operations.approve_table(table=proposed, reason=REASON, by=officer, at=MOMENT)

    def test_is_not_by_an_officer(self, proposed: FactorTable, officer: User) -> None:
        with pytest.raises(PermissionDenied):
            operations.refuse_table(table=proposed, reason=REASON, by=officer, at=MOMENT)

    def test_closes_the_rows(self, proposed: FactorTable, officer: User) -> None:
        with pytest.raises(InvalidTransition):
            operations.enter_factors(table=proposed, entries=[entry()], by=officer, at=MOMENT)

    def test_refused_lets_the_round_be_begun_anew(
        self, proposed: FactorTable, office: Office, officer: User, approving_officer: User
    ) -> None:
        operations.refuse_table(table=proposed, reason=REASON, by=approving_officer, at=MOMENT)
        facts: Any = {"purpose": "PROGRAM", "family": "ELECTRICITY", "approval_round": "2026", **SOURCE}
        assert operations.draft_table(office=office, **facts, by=officer, at=MOMENT).status == "DRAFT"


class TestUse:
    def test_begins_with_a_month_and_ends_the_version_before(
        self, approved: FactorTable, program: Program, officer: User
    ) -> None:
        initial = grid(program.factor_round)
        start(approved, program, dt.date(2026, 5, 1), officer)
        found = [(s.table, s.first_month, s.last_month) for s in stretches(program, "ELECTRICITY")]
        assert found == [
            (initial, None, dt.date(2026, 4, 1)),
            (approved, dt.date(2026, 5, 1), None),
        ]
        assert [(u.program, u.first_month) for u in programs_using(approved)] == [
            (program, dt.date(2026, 5, 1))
        ]

    def test_takes_the_place_of_what_was_chosen_for_later_months(
        self, approved: FactorTable, program: Program, officer: User
    ) -> None:
        start(grid("2025:2023"), program, dt.date(2026, 3, 1), officer)
        start(grid("2021"), program, dt.date(2026, 8, 1), officer)
        start(approved, program, dt.date(2026, 5, 1), officer)
        uses = FactorUse.objects.filter(program=program).values_list("first_month", "last_month")
        assert list(uses) == [(dt.date(2026, 3, 1), dt.date(2026, 4, 1)), (dt.date(2026, 5, 1), None)]

    def test_of_an_unapproved_table_is_refused(
        self, proposed: FactorTable, program: Program, officer: User
    ) -> None:
        with pytest.raises(NotApproved):
            start(proposed, program, dt.date(2026, 5, 1), officer)

    def test_that_changes_nothing_is_refused(
        self, approved: FactorTable, program: Program, officer: User
    ) -> None:
        start(approved, program, dt.date(2026, 5, 1), officer)
        with pytest.raises(InUseAlready):
            start(approved, program, dt.date(2026, 6, 1), officer)

    def test_is_chosen_by_the_programmes_officers(
        self, approved: FactorTable, program: Program, approving_officer: User
    ) -> None:
        with pytest.raises(PermissionDenied):
            start(approved, program, dt.date(2026, 5, 1), approving_officer)

    def test_of_signed_months_stays(
        self, verified: Any, approved: FactorTable, program: Program, officer: User
    ) -> None:
        with pytest.raises(MonthsSigned, match=r"2026-02 – 2026-03"):
            start(approved, program, dt.date(2026, 2, 1), officer)
        start(approved, program, dt.date(2026, 4, 1), officer)

    def test_of_a_factor_approved_after_the_period_is_for_unsigned_months(
        self,
        calculated: Any,
        approved: FactorTable,
        program: Program,
        officer: User,
        tier1_rep: User,
        later: dt.datetime,
    ) -> None:
        start(approved, program, FROM, officer)
        calculated.refresh_from_db()
        assert calculated.rows.filter(factor__approval_round=program.factor_round).exists()
        withdraw_statement(statement=calculated, reason="새 계수로 다시 산정", by=tier1_rep, at=later)
        anew = calculate(
            measure=calculated.measure, period_from=FROM, period_until=UNTIL, by=tier1_rep, at=later
        )
        assert anew.reduction_kg == 24_000
        assert factors_of(program, ["grid_electricity"], (FROM, UNTIL))["grid_electricity"].table == approved
