"""Decided, approved and released by many hands at one moment: one effect, and everybody else reads why."""

from typing import Any

import pytest

from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.users.models import User
from disbursements import operations, permissions
from disbursements.bank.layouts import DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from disbursements.models import PaymentBatch, PaymentRequest
from disbursements.rules import Verdict
from tests.attacks.conftest import at_once
from tests.attacks.test_at_once import slowly
from tests.factories import people
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 50


class TestOnePayment:
    def test_is_decided_once_and_of_fifty_approvals_one_counts(
        self,
        submitted_payment: PaymentRequest,
        officer: User,
        second_officer: User,
        approving_officer: User,
        office: Any,
    ) -> None:
        payment, line = submitted_payment, submitted_payment.lines.get()

        def decide(by: User, finding: str) -> Any:
            verdict = {line.pk: Verdict(True)}
            return lambda: operations.check_payment(
                payment=payment, decisions=verdict, finding=finding, by=by, at=MOMENT
            )

        outcomes = at_once(decide(officer, "일치함"), decide(second_officer, "확인함"))
        assert outcomes == ["InvalidTransition", "PaymentRequest"]
        line.refresh_from_db()
        payment.refresh_from_db()
        assert line.decided_by_id == payment.checked_by_id
        assert payment.changes.filter(to_status="CHECKED").count() == 1

        another = people.with_role("APPROVING_OFFICER", "OFFICE", office.pk)

        def approve(by: User) -> Any:
            return lambda: operations.approve_payment(payment=payment, by=by, at=MOMENT)

        outcomes = at_once(*(approve(by) for by in (approving_officer, another) for _ in range(HANDS // 2)))
        assert outcomes == ["InvalidTransition"] * (HANDS - 1) + ["PaymentRequest"]
        assert payment.changes.filter(to_status="APPROVED").count() == 1


class TestOneBatch:
    @pytest.fixture
    def batch(self, approved_payment: PaymentRequest, program: Any, officer: User) -> PaymentBatch:
        operations.set_bank_profile(
            program=program, payer_name="산업통상부", bank_code="011", number="30100000260101",
            columns=DEFAULT_COLUMNS, answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949",
            by=officer, at=MOMENT,
        )  # fmt: skip
        made = operations.compose_batch(program=program, pays_on=MOMENT.date(), by=officer, at=MOMENT)
        operations.add_to_batch(batch=made, payment=approved_payment, by=officer, at=MOMENT)
        return made

    def test_is_released_once_while_somebody_adds_to_it(
        self,
        batch: PaymentBatch,
        approved_payment: PaymentRequest,
        officer: User,
        paying_officer: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Both hold the batch before its payments; the pause lies where the release holds the batch alone."""
        slowly(monkeypatch, permissions, "may_release_batch")

        def release() -> Any:
            return operations.release_batch(batch=batch, by=paying_officer, at=MOMENT)

        def add() -> Any:
            return operations.add_to_batch(batch=batch, payment=approved_payment, by=officer, at=MOMENT)

        outcomes = at_once(release, release, add)
        assert outcomes in (
            ["BatchFixed", "InvalidTransition", "PaymentBatch"],
            ["InABatch", "InvalidTransition", "PaymentBatch"],
        )
        assert balance(approved_payment.grant.owner, "paying") == 60_000_000
        assert Transfer.objects.filter(key__startswith="release:").count() == 1
