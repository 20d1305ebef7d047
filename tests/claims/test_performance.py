"""A contract year: proposed by the rules, decided by a second officer, recovered as debts and nowhere else."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications.models import SurplusTerms
from core.inbox.models import Item
from core.ledger.models import Transfer
from core.users.models import User
from core.workflow import clock
from core.workflow.models import SEOUL
from core.workflow.refusals import InvalidTransition
from disbursements.models import Debt, Grant, PaymentRequest
from programs.models import Consortium, FundingRule
from reporting.claims import operations, refusals
from reporting.claims.models import PerformanceDecision, PerformancePart, PerformanceRow
from reporting.claims.performance import due_years, settlement_of
from reporting.dashboards.books import claims as books
from reporting.statements.models import Statement
from tests.disbursements.conftest import (
    approved_payment,
    checked_payment,
    confirmed_payment,
    drafted_payment,
    released_payment,
    submitted_payment,
)
from tests.factories.people import FIRST_DAY

__all__ = [
    "approved_payment", "checked_payment", "confirmed_payment", "drafted_payment", "released_payment",
    "submitted_payment",
]  # fmt: skip

pytestmark = pytest.mark.django_db

OVER = dt.datetime(2027, 1, 4, 9, 0, tzinfo=SEOUL)


def rule(consortium: Consortium, kind: str, value: int) -> FundingRule:
    return FundingRule.objects.create(
        program=consortium.program, kind=kind, value=value, valid_from=FIRST_DAY,
        source_ko="성과계약서", source_en="Contract",
    )  # fmt: skip


@pytest.fixture
def terms(selected_plan: Any, consortium: Consortium, tier1: Any) -> SurplusTerms:
    """20,000 kg a year were promised; 30,000 won for each tonne above, a tenth may stay unmet."""
    rule(consortium, "INCENTIVE", 30_000)
    rule(consortium, "TOLERANCE", 1_000)
    return SurplusTerms.objects.create(
        application=selected_plan, owner=tier1, promised_kg=20_000, expected_surplus_kg=5_000, method="m"
    )


def propose(consortium: Consortium, by: User, **changed: Any) -> PerformanceDecision:
    given = {"year": 2026, "reason": "2026년 성과 확인", "at": OVER, **changed}
    return operations.propose_performance(consortium=consortium, by=by, **given)


def decide(decision: PerformanceDecision, by: User) -> PerformanceDecision:
    return operations.decide_performance(decision=decision, reason="약정대로 결정", by=by, at=OVER)


@pytest.fixture
def unmet(terms: SurplusTerms, confirmed_payment: PaymentRequest) -> SurplusTerms:
    """Nothing was verified; 60 of 120 million won were received."""
    return terms


class TestPropose:
    def test_an_incentive_above_the_promise(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium, officer: User
    ) -> None:
        made = propose(consortium, officer)
        assert (made.consequence, made.amount_won) == ("INCENTIVE", 217_380)  # 7.246 t × 30,000
        assert (made.promised_kg, made.achieved_kg, made.status) == (20_000, 27_246, "PROPOSED")

    def test_keeps_every_step_with_its_source(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium, officer: User
    ) -> None:
        rows = list(propose(consortium, officer).rows.values_list("code", "result", "rule__source_ko"))
        assert rows == [("surplus", 7_246, None), ("incentive", 217_380, "성과계약서")]

    def test_a_recovery_below_it_grant_by_grant(
        self, unmet: SurplusTerms, consortium: Consortium, grant: Grant, officer: User
    ) -> None:
        made = propose(consortium, officer)
        assert (made.consequence, made.amount_won) == ("RECOVERY", 108_000_000)  # 120 million × 18 t of 20 t
        assert list(made.parts.values_list("grant", "amount_won")) == [(grant.pk, 108_000_000)]

    def test_nothing_within_the_tolerance(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium, officer: User
    ) -> None:
        SurplusTerms.objects.filter(pk=terms.pk).update(promised_kg=30_000)
        made = propose(consortium, officer)
        assert (made.consequence, made.amount_won, made.parts.count()) == ("NOTHING", 0, 0)

    def test_moves_nothing_and_waits_for_an_approving_officer(
        self, unmet: SurplusTerms, consortium: Consortium, officer: User
    ) -> None:
        before = Transfer.objects.count()
        made = propose(consortium, officer)
        assert Transfer.objects.count() == before
        item = Item.objects.open().get(kind="decide_performance")
        assert (item.subject_id, item.is_notice) == (made.pk, False)

    def test_not_before_the_year_is_over(
        self, terms: SurplusTerms, consortium: Consortium, officer: User
    ) -> None:
        with pytest.raises(refusals.YearNotOver):
            propose(consortium, officer, at=dt.datetime(2026, 12, 31, 23, 59, tzinfo=SEOUL))

    def test_once_a_year_until_it_is_dropped(
        self, terms: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        made = propose(consortium, officer)
        with pytest.raises(refusals.YearSettled):
            propose(consortium, officer)
        operations.drop_performance(decision=made, reason="다시 계산", by=approving_officer, at=OVER)
        assert propose(consortium, officer).pk != made.pk

    def test_needs_a_contract(
        self, verified: Statement, consortium: Consortium, selected_plan: Any, officer: User
    ) -> None:
        with pytest.raises(refusals.NoContract):
            propose(consortium, officer)

    @pytest.mark.parametrize(
        "who", ["approving_officer", "anchor_rep", "tier1_rep", "other_officer", "auditor"]
    )
    def test_is_for_officers_who_handle_the_case(
        self, terms: SurplusTerms, consortium: Consortium, who: str, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(PermissionDenied):
            propose(consortium, request.getfixturevalue(who))


class TestDecide:
    def test_orders_a_debt_up_to_what_was_received(
        self, unmet: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        made = decide(propose(consortium, officer), approving_officer)
        part = made.parts.get()
        assert (made.status, part.debt.status, part.debt.amount_won) == ("DECIDED", "ORDERED", 60_000_000)
        assert part.not_received_won == 48_000_000
        assert (part.debt.ground, part.debt.proposed_by, part.debt.ordered_by) == (
            "UNMET", officer, approving_officer,
        )  # fmt: skip

    def test_the_won_move_by_the_debt_alone(
        self, unmet: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        before = set(Transfer.objects.values_list("pk", flat=True))
        part = decide(propose(consortium, officer), approving_officer).parts.get()
        events = set(Transfer.objects.exclude(pk__in=before).values_list("event", flat=True))
        debts = Debt.objects.filter(grant=part.grant)
        assert events == {f"debt:{debt.pk}:order" for debt in debts}
        assert {debt.kind for debt in debts} == {"PRINCIPAL", "INTEREST"}

    def test_agrees_with_the_books(
        self, unmet: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        made = decide(propose(consortium, officer), approving_officer)
        found = books.contract_years()
        assert (found.compared, found.differences) == (3, [])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            PerformancePart.objects.filter(decision=made).update(amount_won=1)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        assert len(books.contract_years().differences) == 2

    def test_orders_nothing_where_nothing_was_received(
        self, terms: SurplusTerms, grant: Grant, consortium: Consortium, officer: User,
        approving_officer: User,
    ) -> None:  # fmt: skip
        made = decide(propose(consortium, officer), approving_officer)
        assert (made.parts.get().debt, Debt.objects.count()) == (None, 0)

    def test_an_incentive_moves_no_won(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium, officer: User,
        approving_officer: User,
    ) -> None:  # fmt: skip
        made, before = propose(consortium, officer), Transfer.objects.count()
        assert decide(made, approving_officer).status == "DECIDED"
        assert Transfer.objects.count() == before

    def test_tells_the_anchor_and_takes_it_out_of_the_inbox(
        self, unmet: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        decide(propose(consortium, officer), approving_officer)
        assert not Item.objects.open().filter(kind="decide_performance").exists()
        told = Item.objects.get(kind="performance_decided")
        assert (told.scope_id, told.is_notice) == (consortium.anchor_id, True)

    def test_is_refused_once_the_figures_changed(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium, officer: User,
        approving_officer: User,
    ) -> None:  # fmt: skip
        made = propose(consortium, officer)
        SurplusTerms.objects.filter(pk=terms.pk).update(promised_kg=25_000)
        with pytest.raises(refusals.FiguresChanged) as refused:
            decide(made, approving_officer)
        assert "67,380" in str(refused.value)  # 2.246 t × 30,000

    def test_happens_once(
        self, unmet: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        made = decide(propose(consortium, officer), approving_officer)
        with pytest.raises(InvalidTransition):
            decide(made, approving_officer)
        assert Debt.objects.filter(kind="PRINCIPAL").count() == 1

    def test_needs_a_second_officer(self, terms: SurplusTerms, consortium: Consortium, officer: User) -> None:
        made = propose(consortium, officer)
        with pytest.raises(PermissionDenied):
            decide(made, officer)
        with pytest.raises(DatabaseError), transaction.atomic():
            PerformanceDecision.objects.filter(pk=made.pk).update(
                status="DECIDED", decided_by=officer, decided_at=OVER
            )

    def test_the_arithmetic_never_changes(
        self, terms: SurplusTerms, consortium: Consortium, officer: User
    ) -> None:
        propose(consortium, officer)
        with pytest.raises(DatabaseError), transaction.atomic():
            PerformanceRow.objects.update(result=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            PerformanceDecision.objects.update(amount_won=1)


class TestDue:
    def test_are_years_that_ended_and_wait(
        self, terms: SurplusTerms, consortium: Consortium, officer: User
    ) -> None:
        assert due_years(consortium, dt.date(2026, 12, 31)) == []
        assert due_years(consortium, dt.date(2028, 2, 1)) == [2026, 2027]
        propose(consortium, officer)
        assert due_years(consortium, OVER.date()) == []

    def test_parts_come_to_the_whole(self, unmet: SurplusTerms, consortium: Consortium) -> None:
        found = settlement_of(consortium, 2026)
        assert found
        assert sum(found.parts.values()) == found.amount_won
        assert dataclasses.replace(found, year=2027).year == 2027


class TestPages:
    @pytest.fixture(autouse=True)
    def the_year_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "now", lambda: OVER)

    def test_lead_from_the_year_that_waits_to_the_debt(
        self, client: Client, unmet: SurplusTerms, consortium: Consortium, officer: User,
        approving_officer: User,
    ) -> None:  # fmt: skip
        client.force_login(officer)
        new = reverse("claims:performance_propose", args=[consortium.public_id])
        assert new in client.get(reverse("claims:performances")).text
        assert new in client.get(consortium.get_absolute_url()).text
        assert "108,000,000원" in client.get(new).text
        client.post(new, {"year": "2026", "reason": "2026년 성과 확인"})
        made = PerformanceDecision.objects.get()
        client.force_login(approving_officer)
        step = reverse("claims:performance_decide", args=[made.public_id])
        assert step in client.get(made.get_absolute_url()).text
        text = client.get(step).text
        assert "60,000,000원" in text
        assert "48,000,000원" in text
        assert client.post(step, {"reason": "약정대로 결정"}).status_code == 302
        assert made.parts.get().debt.get_absolute_url() in client.get(made.get_absolute_url()).text

    def test_show_the_anchor_what_was_decided_and_nothing_before(
        self, client: Client, unmet: SurplusTerms, consortium: Consortium, officer: User,
        approving_officer: User, anchor_rep: User,
    ) -> None:  # fmt: skip
        made = propose(consortium, officer)
        client.force_login(anchor_rep)
        assert client.get(made.get_absolute_url()).status_code == 404
        decide(made, approving_officer)
        assert "108,000,000원" in client.get(made.get_absolute_url()).text
        assert made.get_absolute_url() in client.get(consortium.get_absolute_url()).text

    def test_offer_nothing_to_settle_when_nothing_waits(
        self, client: Client, consortium: Consortium, officer: User
    ) -> None:
        client.force_login(officer)
        assert (
            client.get(reverse("claims:performance_propose", args=[consortium.public_id])).status_code == 403
        )

    def test_warn_of_statements_that_are_not_signed_yet(
        self, client: Client, terms: SurplusTerms, submitted: Statement, consortium: Consortium, officer: User
    ) -> None:
        client.force_login(officer)
        text = client.get(reverse("claims:performance_propose", args=[consortium.public_id])).text
        assert "서명되지 않았습니다" in text
