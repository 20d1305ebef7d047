"""What a verifier finds: who answers, what is deducted, what blocks the signature."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, connection, transaction

from core.inbox.models import Item
from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.users.models import User
from core.users.scopes import ScopeKind
from core.workflow.refusals import InvalidTransition
from firms.models import Firm, Membership
from measurement.models import Measure, Reading
from reporting.dashboards import books
from reporting.statements import operations
from reporting.statements.models import Conflict, Deduction, Statement, VerificationFinding
from reporting.statements.queries import possible_verifiers
from reporting.statements.refusals import (
    AnswerFirst,
    DeductsTooMuch,
    EffectMissing,
    EffectOutOfPlace,
    FindingsOpen,
    LinesMissing,
    LinesOfAnother,
    MaterialMisstatement,
    NothingReduced,
    NotOverstated,
    NotWithVerifier,
    SignedAlready,
)
from reporting.statements.rules import is_material, unadjusted
from reporting.statements.terms import term_on
from tests.factories.people import give_role, person_of, with_role
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db


def waiting(kind: str) -> list[Item]:
    return list(Item.objects.open().filter(kind=kind))


def raised(statement: Statement, by: User, at: dt.datetime, **terms: Any) -> VerificationFinding:
    asked = {"kind": "OBSERVATION", "what": "계량기 교정일을 적으십시오.", **terms}
    return operations.raise_finding(statement=statement, **asked, by=by, at=at)


class TestRaise:
    def test_asks_the_firm(self, finding: VerificationFinding, february: Reading) -> None:
        (item,) = waiting("answer_verifier")
        assert (item.scope_kind, item.scope_id) == ("FIRM", finding.statement.firm_id)
        assert (finding.status, finding.number) == ("OPEN", 1)
        assert finding.lines.get().reading == february

    def test_a_misstatement_says_how_much_and_where(
        self, assigned: Statement, february: Reading, verifier: User, later: dt.datetime
    ) -> None:
        with pytest.raises(EffectMissing):
            raised(assigned, verifier, later, kind="MISSTATEMENT", readings=[february])
        with pytest.raises(LinesMissing):
            raised(assigned, verifier, later, kind="MISSTATEMENT", effect_kg=5)
        with pytest.raises(EffectOutOfPlace):
            raised(assigned, verifier, later, kind="NONCONFORMITY", effect_kg=5)

    def test_concerns_rows_as_well(self, assigned: Statement, verifier: User, later: dt.datetime) -> None:
        row = assigned.rows.first()
        found = raised(assigned, verifier, later, kind="MISSTATEMENT", effect_kg=-7, rows=[row])
        assert found.lines.get().row == row

    def test_names_lines_of_this_statement_alone(
        self, assigned: Statement, metered: Measure, verifier: User, tier1_clerk: User, later: dt.datetime
    ) -> None:
        operations.withdraw_statement(
            statement=operations.return_statement(
                statement=assigned, reason="4월까지 포함하십시오.", by=verifier, at=later
            ),
            reason="다시 계산", by=person_of(metered.firm), at=later,
        )  # fmt: skip
        row = assigned.rows.all()[0]
        other = operations.calculate(
            measure=metered, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
        )
        Statement.objects.filter(pk=other.pk).update(status="SUBMITTED")
        Statement.objects.filter(pk=other.pk).update(status="ASSIGNED", verifier=verifier)
        with pytest.raises(LinesOfAnother):
            raised(other, verifier, later, rows=[row])

    def test_is_refused_after_signing(self, verified: Statement, verifier: User, later: dt.datetime) -> None:
        with pytest.raises(SignedAlready):
            raised(verified, verifier, later)

    def test_is_refused_before_it_is_assigned(
        self, submitted: Statement, verifier: User, later: dt.datetime
    ) -> None:
        with pytest.raises(NotWithVerifier):
            raised(submitted, verifier, later)

    @pytest.mark.parametrize("person", ["officer", "tier1_rep", "auditor"])
    def test_is_the_verifiers_alone(
        self, assigned: Statement, later: dt.datetime, person: str, request: Any
    ) -> None:
        with pytest.raises(PermissionDenied):
            raised(assigned, request.getfixturevalue(person), later)


class TestAnswer:
    def test_goes_to_the_verifier(self, answered: VerificationFinding, verifier: User) -> None:
        assert not waiting("answer_verifier")
        (item,) = waiting("settle_verification")
        assert item.user == verifier

    @pytest.mark.parametrize("person", ["tier2_rep", "anchor_rep", "officer", "verifier"])
    def test_is_the_firms(
        self, finding: VerificationFinding, later: dt.datetime, person: str, request: Any
    ) -> None:
        with pytest.raises(PermissionDenied):
            operations.answer_finding(
                finding=finding, answer="사실이 아닙니다.", by=request.getfixturevalue(person), at=later
            )

    def test_can_be_asked_for_again(
        self, answered: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        operations.reopen_finding(finding=answered, reason="고지서를 붙이십시오.", by=verifier, at=later)
        assert len(waiting("answer_verifier")) == 1
        assert not waiting("settle_verification")


class TestDeduct:
    def test_lowers_what_is_signed_and_keeps_the_calculation(
        self, answered: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        rows = list(answered.statement.rows.values_list("value", flat=True))
        operations.deduct(finding=answered, kilograms=1_246, reason="고지서 기준", by=verifier, at=later)
        statement = Statement.objects.get(pk=answered.statement_id)
        assert (statement.reduction_kg, statement.deducted_kg, statement.signed_kg) == (27_246, 1_246, 26_000)
        assert list(statement.rows.values_list("value", flat=True)) == rows
        assert waiting("verification_settled")

        signed = operations.verify(statement=statement, by=verifier, at=later)
        share = f"share:{signed.measure.consortium_id}"
        assert balance(signed.owner, share) == signed.shares.get().kilograms == 26_000
        assert not [str(d) for comparison in books.check() for d in comparison.differences]

    def test_waits_for_the_answer(
        self, finding: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        with pytest.raises(InvalidTransition):
            operations.deduct(finding=finding, kilograms=1, reason="고지서", by=verifier, at=later)

    @pytest.mark.parametrize("kilograms", [0, -1, 1_247])
    def test_at_most_the_effect(
        self, answered: VerificationFinding, verifier: User, later: dt.datetime, kilograms: int
    ) -> None:
        with pytest.raises(DeductsTooMuch, match="1,246"):
            operations.deduct(finding=answered, kilograms=kilograms, reason="고지서", by=verifier, at=later)

    def test_nothing_for_what_is_understated(
        self, assigned: Statement, february: Reading, verifier: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        found = raised(assigned, verifier, later, kind="MISSTATEMENT", effect_kg=-50, readings=[february])
        operations.answer_finding(finding=found, answer="그렇습니다.", by=tier1_rep, at=later)
        with pytest.raises(NotOverstated):
            operations.deduct(finding=found, kilograms=50, reason="고지서", by=verifier, at=later)

    def test_everything_deducted_is_not_signed(
        self, assigned: Statement, february: Reading, verifier: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        found = raised(assigned, verifier, later, kind="MISSTATEMENT", effect_kg=27_246, readings=[february])
        operations.answer_finding(finding=found, answer="그렇습니다.", by=tier1_rep, at=later)
        operations.deduct(finding=found, kilograms=27_246, reason="고지서", by=verifier, at=later)
        with pytest.raises(NothingReduced):
            operations.verify(statement=assigned, by=verifier, at=later)

    def test_the_database_keeps_the_sum(
        self, answered: VerificationFinding, verified_later: Any, verifier: User, later: dt.datetime
    ) -> None:
        operations.deduct(finding=answered, kilograms=1_000, reason="고지서", by=verifier, at=later)
        with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
            Deduction.objects.update(kilograms=1)
        signed = verified_later()
        assert signed is None
        with pytest.raises(Error, match="deducts_before_signing"), transaction.atomic():
            Statement.objects.filter(pk=answered.statement_id).update(deducted_kg=0)


@pytest.fixture
def verified_later(assigned: Statement, verifier: User, later: dt.datetime) -> Any:
    """Sign the statement when called."""

    def sign() -> None:
        operations.verify(statement=assigned, by=verifier, at=later)

    return sign


class TestBlocks:
    def test_an_open_finding_blocks_the_signature(
        self, finding: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        with pytest.raises(FindingsOpen, match="#1"):
            operations.verify(statement=finding.statement, by=verifier, at=later)
        assert not Transfer.objects.filter(event__startswith="verify:").exists()

    def test_a_misstatement_left_as_it_is_counts_for_materiality(
        self, assigned: Statement, february: Reading, verifier: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        found = raised(assigned, verifier, later, kind="MISSTATEMENT", effect_kg=1_363, readings=[february])
        operations.answer_finding(finding=found, answer="그렇지 않습니다.", by=tier1_rep, at=later)
        operations.close_finding(finding=found, reason="의견이 다름", by=verifier, at=later)
        with pytest.raises(MaterialMisstatement, match=r"1,363 kg of 27,246 kg.*5%|1,363.*5 %"):
            operations.verify(statement=assigned, by=verifier, at=later)

    def test_below_materiality_it_may_be_signed(
        self, assigned: Statement, february: Reading, verifier: User, tier1_rep: User, later: dt.datetime
    ) -> None:
        found = raised(assigned, verifier, later, kind="MISSTATEMENT", effect_kg=1_362, readings=[february])
        operations.answer_finding(finding=found, answer="그렇지 않습니다.", by=tier1_rep, at=later)
        operations.close_finding(finding=found, reason="의견이 다름", by=verifier, at=later)
        assert operations.verify(statement=assigned, by=verifier, at=later).booked_kg == 27_246

    def test_only_an_observation_is_closed_unanswered(
        self, assigned: Statement, finding: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        with pytest.raises(AnswerFirst):
            operations.close_finding(finding=finding, reason="확인함", by=verifier, at=later)
        seen = raised(assigned, verifier, later)
        operations.close_finding(finding=seen, reason="확인함", by=verifier, at=later)
        operations.withdraw_finding(finding=finding, reason="잘못 봄", by=verifier, at=later)
        assert operations.verify(statement=assigned, by=verifier, at=later).booked_kg == 27_246

    def test_a_return_closes_what_is_open(
        self, finding: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        operations.return_statement(
            statement=finding.statement, reason="2월을 고치십시오.", by=verifier, at=later
        )
        finding.refresh_from_db()
        assert finding.status == "CLOSED"
        assert not waiting("answer_verifier")

    def test_materiality_is_data_with_source(self) -> None:
        term = term_on("MATERIALITY", "any", dt.date(2026, 6, 1))
        assert (term.value, bool(term.source)) == (500, True)

    def test_effects_do_not_make_up_for_each_other(self) -> None:
        assert unadjusted([(100, 40), (-60, 0)]) == 120
        assert not is_material(50, 1_000, 500)
        assert is_material(51, 1_000, 500)
        assert is_material(1, 0, 500)


class TestConflict:
    def test_declared_later_sends_it_back(
        self, answered: VerificationFinding, verifier: User, officer: User, later: dt.datetime
    ) -> None:
        statement = operations.declare_conflict(
            statement=answered.statement, reason="작년에 이 기업을 자문함", by=verifier, at=later
        )
        assert (statement.status, statement.verifier) == ("SUBMITTED", None)
        assert Conflict.objects.get().verifier == verifier
        assert verifier not in possible_verifiers(statement, later)
        assert waiting("assign_verifier")
        assert not waiting("settle_verification")
        with pytest.raises(PermissionDenied):
            operations.verify(statement=statement, by=verifier, at=later)

        other = with_role("VERIFIER")
        operations.assign_verifier(statement=statement, verifier=other, by=officer, at=later)
        (item,) = waiting("settle_verification")
        assert item.user == other

    def test_nobody_hands_in_again_what_is_with_the_verifier(
        self, assigned: Statement, tier1_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(InvalidTransition):
            operations.submit_statement(statement=assigned, by=tier1_rep, at=later)

    def test_the_office_may_declare_it(self, assigned: Statement, officer: User, later: dt.datetime) -> None:
        operations.declare_conflict(statement=assigned, reason="친족 관계 확인", by=officer, at=later)
        assert Conflict.objects.get().declared_by == officer

    def test_is_nobody_elses(self, assigned: Statement, tier1_rep: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            operations.declare_conflict(statement=assigned, reason="친족 관계", by=tier1_rep, at=later)

    def test_who_joins_a_firm_of_the_consortium_later_signs_no_more(
        self, assigned: Statement, verifier: User, tier1: Firm, later: dt.datetime
    ) -> None:
        role = give_role(verifier, "CLERK", ScopeKind.FIRM, tier1.pk)
        Membership.objects.create(firm=tier1, user=verifier, assignment=role)
        with pytest.raises(PermissionDenied, match="can't belong to a firm"):
            operations.verify(statement=assigned, by=verifier, at=later)

    def test_the_database_wants_another_party_for_the_answer(
        self, answered: VerificationFinding, verifier: User
    ) -> None:
        with pytest.raises(IntegrityError, match="other_party"), transaction.atomic():
            VerificationFinding.objects.filter(pk=answered.pk).update(answered_by=verifier)


@pytest.mark.django_db(transaction=True)
def test_a_finding_and_a_signature_at_once(assigned: Statement, verifier: User, later: dt.datetime) -> None:
    """Either it is signed and the finding refused, or found and the signature refused; never both."""
    start, outcomes = threading.Barrier(2), []

    def act(step: Any) -> None:
        try:
            start.wait(timeout=60)
            step(User.objects.get(pk=verifier.pk))
            outcomes.append("done")
        except (SignedAlready, FindingsOpen):
            outcomes.append("refused")
        finally:
            connection.close()

    steps = (
        lambda by: operations.verify(statement=assigned, by=by, at=later),
        lambda by: raised(assigned, by, later),
    )
    threads = [threading.Thread(target=act, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert sorted(outcomes) == ["done", "refused"]
    signed = Transfer.objects.filter(event=f"verify:{assigned.pk}").exists()
    assert signed != VerificationFinding.objects.exists()
