"""Two hands on the same tonnes: one counts, the other reads why, nobody waits in a circle."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from core.ledger.queries import balance
from core.users.models import User
from measurement.factoring import operations as factoring
from measurement.models import FactorTable, Measure, Reading
from measurement.operations import enter_registers
from measurement.operations.workbooks import Registers, state_of
from programs import operations as programs
from programs.models import AttributionAgreement, Consortium, Member
from reporting.claims import operations as claims
from reporting.claims.models import Claim, PerformanceDecision
from reporting.claims.operations import claiming
from reporting.dashboards.books import claims as books
from reporting.statements import operations as statements
from reporting.statements.models import Statement, VerificationFinding
from tests.attacks.conftest import at_once
from tests.attacks.test_at_once import slowly
from tests.claims.conftest import creditable, make, offset, restate_down
from tests.claims.test_performance import propose, terms
from tests.factories import people
from tests.factories.programmes import ConsortiumFactory, SupportModelFactory, join
from tests.measurement.conftest import months
from tests.statements.conftest import (
    FROM,
    UNTIL,
    air,
    answered,
    assigned,
    calculated,
    electricity,
    factors,
    february,
    finding,
    later,
    measure,
    metered,
    submitted,
    verified,
)

__all__ = [
    "air", "answered", "assigned", "calculated", "electricity", "factors", "february", "finding", "later",
    "measure", "metered", "submitted", "terms", "verified",
]  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY, END_OF_JANUARY, FEBRUARY = FROM, dt.date(2026, 1, 31), dt.date(2026, 2, 1)
WHY = "실무 확인 결과"


@pytest.fixture
def sign(
    metered: Measure, tier1_clerk: User, tier1_rep: User, officer: User, verifier: User, later: dt.datetime
) -> Callable[[dt.date, dt.date], Statement]:
    """Have months of the compressor verified, all the way."""

    def sign(first: dt.date, last: dt.date) -> Statement:
        given: dict[str, Any] = {"at": later}
        made = statements.calculate(
            measure=metered, period_from=first, period_until=last, by=tier1_clerk, **given
        )
        statements.submit_statement(statement=made, by=tier1_rep, **given)
        statements.assign_verifier(statement=made, verifier=verifier, by=officer, **given)
        return statements.verify(statement=made, by=verifier, **given)

    return sign


class TestClaims:
    def test_two_frozen_ones_are_replaced_out_of_each_others_lots(
        self,
        sign: Any,
        consortium: Consortium,
        anchor_rep: User,
        officer: User,
        later: dt.datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Each holds one lot and takes what is left of both: who comes second waits, and nobody for ever."""
        lots = [sign(JANUARY, END_OF_JANUARY), sign(FEBRUARY, UNTIL)]
        frozen = []
        for lot in lots:
            spare = make(consortium, anchor_rep, later, 100)
            frozen.append(make(consortium, anchor_rep, later, lot.reduction_kg - 100))
            with transaction.atomic():
                restate_down(lot, 10, by=officer, at=later)
            lot.spare = spare
        for lot in lots:
            claims.release(claim=lot.spare, reason=WHY, by=anchor_rep, at=later)
        slowly(monkeypatch, claiming, "left_of")

        def replace(claim: Claim) -> Callable[[], Any]:
            return lambda: claims.replace_missing(claim=claim, reason=WHY, by=anchor_rep, at=later)

        assert at_once(*map(replace, frozen)) == ["Claim"] * 2
        assert sum(balance(lot.owner, f"share:{consortium.pk}") for lot in lots) == 180
        assert [books.identity().differences, books.held().differences] == [[], []]

    def test_one_frozen_one_is_replaced_and_released_by_two(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, officer: User, later: dt.datetime
    ) -> None:
        spare = make(consortium, anchor_rep, later, 500)
        frozen = make(consortium, anchor_rep, later, verified.reduction_kg - 500)
        with transaction.atomic():
            restate_down(verified, 400, by=officer, at=later)
        claims.release(claim=spare, reason=WHY, by=anchor_rep, at=later)
        given: dict[str, Any] = {"claim": frozen, "reason": WHY, "by": anchor_rep, "at": later}
        outcomes = at_once(
            lambda: claims.replace_missing(**given),
            lambda: claims.replace_missing(**given),
            lambda: claims.release_missing(**given),
        )
        assert outcomes == ["Claim", "InvalidTransition", "InvalidTransition"]
        assert [books.identity().differences, books.held().differences] == [[], []]

    def test_one_offset_is_converted_cancelled_and_released_by_three(
        self, verified: Statement, consortium: Consortium, anchor: Any, anchor_rep: User, later: dt.datetime
    ) -> None:
        type(anchor).objects.filter(pk=anchor.pk).update(is_in_trading_scheme=True)
        creditable(consortium)
        ours = offset(consortium, anchor_rep, later, 20_000)
        claims.register_koc(claim=ours, koc_number="KOC-1", by=anchor_rep, at=later)
        given: dict[str, Any] = {"claim": ours, "by": anchor_rep, "at": later}
        outcomes = at_once(
            lambda: claims.convert_kcu(kcu_account="KAU-1", **given),
            lambda: claims.convert_kcu(kcu_account="KAU-2", **given),
            lambda: claims.cancel(cause="LEGAL_DUTY", reason=WHY, **given),
            lambda: claims.release(reason=WHY, **given),
        )
        assert outcomes.count("Claim") == 1
        # A release is refused at any moment: an outside register counts this offset.
        assert set(outcomes) <= {"Claim", "ConvertedAlready", "InvalidTransition", "RegisteredOutside"}
        ours.refresh_from_db()
        assert (ours.held_kg == 20_000) == bool(ours.external.kcu_account)
        assert [books.identity().differences, books.held().differences] == [[], []]

    def test_more_than_is_creditable_is_offered_by_two(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        creditable(consortium, 5_000)
        give = lambda: offset(consortium, anchor_rep, later, 10_000)  # noqa: E731
        assert at_once(give, give) == ["AboveCreditable", "Claim"]


class TestStatements:
    def test_a_finding_while_it_is_signed(
        self, assigned: Statement, february: Reading, verifier: User, later: dt.datetime
    ) -> None:
        outcomes = at_once(
            lambda: statements.verify(statement=assigned, by=verifier, at=later),
            lambda: statements.raise_finding(
                statement=assigned, kind="MISSTATEMENT", what="2월이 고지서보다 적음", effect_kg=5_000,
                readings=[february], by=verifier, at=later,
            ),
        )  # fmt: skip
        assert outcomes in (["SignedAlready", "Statement"], ["FindingsOpen", "VerificationFinding"])

    def test_a_deduction_twice_while_it_is_signed(
        self, answered: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        def deduct() -> Any:
            return statements.deduct(finding=answered, kilograms=1_246, reason=WHY, by=verifier, at=later)

        statement = Statement.objects.get(pk=answered.statement_id)
        outcomes = at_once(
            deduct, deduct, lambda: statements.verify(statement=statement, by=verifier, at=later)
        )
        statement.refresh_from_db()
        assert statement.deducted_kg == 1_246
        assert outcomes.count("VerificationFinding") == 1
        assert set(outcomes) <= {
            "VerificationFinding", "InvalidTransition", "FindingsOpen", "Statement", "SignedAlready",
        }  # fmt: skip

    def test_a_conflict_while_it_is_signed(
        self, assigned: Statement, verifier: User, officer: User, later: dt.datetime
    ) -> None:
        outcomes = at_once(
            lambda: statements.verify(statement=assigned, by=verifier, at=later),
            lambda: statements.declare_conflict(statement=assigned, reason=WHY, by=officer, at=later),
        )
        assigned.refresh_from_db()
        assert outcomes in (["InvalidTransition", "Statement"], ["NotAllowed", "Statement"])
        assert assigned.status in {"VERIFIED", "SUBMITTED"}
        assert (assigned.verifier == verifier) == (assigned.status == "VERIFIED")

    def test_other_shares_while_it_is_signed(
        self,
        assigned: Statement,
        verifier: User,
        anchor_rep: User,
        consortium: Consortium,
        later: dt.datetime,
    ) -> None:
        """By what was agreed or by what is agreed now: all of the kilograms, in any case."""
        january = later.replace(month=1)
        other, agreement = half_agreed(consortium, assigned.firm, anchor_rep, january)
        leader = people.person_of(other.anchor)
        outcomes = at_once(
            lambda: statements.verify(statement=assigned, by=verifier, at=later),
            lambda: programs.confirm_shares(agreement=agreement, consortium=other, by=leader, at=january),
        )
        assert outcomes == ["AttributionAgreement", "Statement"]
        booked = [balance(assigned.owner, f"share:{one.pk}") for one in (consortium, other)]
        assert sum(booked) == assigned.reduction_kg
        assert booked in ([assigned.reduction_kg, 0], [assigned.reduction_kg // 2] * 2)

    def test_the_same_month_is_corrected_and_restated_again_and_again(
        self,
        verified: Statement,
        tier1_clerk: User,
        tier1_rep: User,
        later: dt.datetime,
    ) -> None:
        reading = Reading.objects.current().get(meter__quantity="electricity_kwh", month=dt.date(2026, 3, 1))

        def correct(by: User, more: int) -> Callable[[], Any]:
            return lambda: statements.correct_verified(
                reading=reading, closing=reading.closing + more, reason=WHY, by=by, at=later
            )

        restate = lambda: statements.calculate_restatement(statement=verified, by=tier1_clerk, at=later)  # noqa: E731
        outcomes = at_once(correct(tier1_clerk, 10), correct(tier1_rep, 20), restate)
        assert outcomes.count("list") == 1
        assert set(outcomes) <= {"list", "Gone", "Statement", "StillStands", "NotSigned", "NothingChanged"}
        assert Reading.objects.filter(month=reading.month, meter=reading.meter).count() == 2


class TestOffices:
    def test_two_approve_and_refuse_one_table_of_factors(
        self,
        factors: int,
        office: Any,
        officer: User,
        approving_officer: User,
        later: dt.datetime,
    ) -> None:
        table = proposed(office, officer, later)
        given: dict[str, Any] = {"table": table, "reason": WHY, "by": approving_officer, "at": later}
        outcomes = at_once(
            lambda: factoring.approve_table(**given),
            lambda: factoring.approve_table(**given),
            lambda: factoring.refuse_table(**given),
        )
        assert outcomes == ["FactorTable", "InvalidTransition", "InvalidTransition"]
        assert FactorTable.objects.get(pk=table.pk).changes.exclude(from_status="PROPOSED").count() == 2

    def test_two_decide_and_drop_one_contract_year(
        self,
        terms: Any,
        verified: Statement,
        consortium: Consortium,
        officer: User,
        second_officer: User,
        approving_officer: User,
    ) -> None:
        twice = at_once(*(lambda by=by: propose(consortium, by) for by in (officer, second_officer)))
        assert twice == ["PerformanceDecision", "YearSettled"]
        made = PerformanceDecision.objects.get()
        given: dict[str, Any] = {"decision": made, "reason": WHY, "by": approving_officer}
        at = dt.datetime(2027, 1, 4, 9, 0, tzinfo=dt.UTC)
        outcomes = at_once(
            lambda: claims.decide_performance(at=at, **given),
            lambda: claims.decide_performance(at=at, **given),
            lambda: claims.drop_performance(at=at, **given),
        )
        assert outcomes == ["InvalidTransition", "InvalidTransition", "PerformanceDecision"]

    def test_other_factors_are_chosen_while_a_statement_is_signed(
        self,
        assigned: Statement,
        office: Any,
        officer: User,
        approving_officer: User,
        verifier: User,
        later: dt.datetime,
    ) -> None:
        """One version a month: what was calculated with another one is calculated anew, or the version stays."""
        table = proposed(office, officer, later)
        factoring.approve_table(table=table, reason=WHY, by=approving_officer, at=later)
        program = assigned.measure.consortium.program
        outcomes = at_once(
            lambda: statements.verify(statement=assigned, by=verifier, at=later),
            lambda: factoring.start_using(
                table=table, program=program, first_month=FROM, reason=WHY, by=officer, at=later
            ),
        )
        assert outcomes in (["FactorUse", "FiguresChanged"], ["MonthsSigned", "Statement"])


class TestWorkbooks:
    def test_two_of_the_same_meters(
        self, electricity: Any, tier1_clerk: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        found = electricity.measure
        state = state_of([found])
        rows = tuple(months(dt.date(2025, 1, 1), [1, 2, 3]))
        quantity = next(q for q in found.method.quantities if q.name == "electricity_kwh")
        entry = Registers(found, quantity, electricity, "E-1", rows[0][1] * 0, rows)

        def enter(by: User) -> Callable[[], Any]:
            return lambda: enter_registers(measures=[found], entries=[entry], state=state, by=by, at=later)

        assert at_once(enter(tier1_clerk), enter(tier1_rep)) == ["StaleVersion", "list"]
        assert Reading.objects.count() == 3


def proposed(office: Any, by: User, at: dt.datetime, value: str = "0.4") -> FactorTable:
    """Return a table of the grid's electricity that waits for approval."""
    given: dict[str, Any] = {"by": by, "at": at}
    table = factoring.draft_table(
        office=office, purpose="PROGRAM", family="ELECTRICITY", approval_round=f"2099-{value}",
        source_ko="시험 자료", source_en="Test data", **given,
    )  # fmt: skip
    entry = factoring.FactorEntry(
        code="grid_electricity", value=Decimal(value), unit="tCO2eq/MWh", period_from=dt.date(2024, 1, 1),
        period_until=None, source_ko="시험 자료", source_en="Test data",
    )  # fmt: skip
    factoring.enter_factors(table=table, entries=[entry], **given)
    return factoring.propose_table(table=table, **given)


def half_agreed(consortium: Consortium, firm: Any, by: User, at: dt.datetime) -> tuple[Consortium, Any]:
    """Return another consortium of the firm, and halves from January on that only the first has agreed to."""
    model = SupportModelFactory(code="synergy", passes_money_on=False, shares_reductions=True)
    other = ConsortiumFactory(call=consortium.call, support_model=model, anchor=people.FirmFactory())
    join(other, firm, join(other, other.anchor))
    Member.objects.filter(firm=firm).update(role="SHARED")
    made = AttributionAgreement.objects.create(
        program=consortium.program, firm=firm, valid_from=FROM, proposed_at=at, proposed_by=by
    )
    made.begin(by=by, at=at)
    made.shares.create(consortium=consortium, share_bp=5_000, confirmed_at=at, confirmed_by=by)
    made.shares.create(consortium=other, share_bp=5_000)
    return other, made
