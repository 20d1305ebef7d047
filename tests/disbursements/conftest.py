"""Money on its way: a grant's requests in every state."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from core.evidence.models import Attachment
from core.ledger.queries import balance
from core.users.models import User
from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentRequest
from tests.factories import cases, people
from tests.factories.people import MOMENT, business_number

AWARDED_ON = MOMENT.date()
SUPPLIER = business_number(777)


def invoice_number(n: int) -> str:
    """Return the n-th made-up approval number."""
    return f"20260202{n:016d}"


def line_terms(
    grant: Grant, by: User, n: int = 1, supply_won: int = 100_000_000, **extra: Any
) -> dict[str, Any]:
    """Return what a good payment line is made of."""
    return {
        "cost_item": grant.application.cost_items.first(),
        "invoice_number": invoice_number(n),
        "invoice_on": AWARDED_ON,
        "supplier_number": SUPPLIER,
        "supplier_name": "시험기계",
        "supply_won": supply_won,
        "invoice": cases.paper(by, filename="invoice.pdf"),
        **extra,
    }


@pytest.fixture
def releaser(office: Any) -> User:
    """Another approving officer, who may race the first."""
    return people.with_role(
        "APPROVING_OFFICER", "OFFICE", office.pk, name="오승인", email="approver2@example.kr"
    )


@pytest.fixture
def receipt(tier1_clerk: User) -> Attachment:
    return cases.paper(tier1_clerk, filename="receipt.pdf")


@pytest.fixture
def drafted_payment(grant: Grant, tier1_clerk: User, moment: dt.datetime) -> PaymentRequest:
    """60 million won of subsidy for an invoice of 100 million."""
    payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
    operations.add_payment_line(payment=payment, **line_terms(grant, tier1_clerk), by=tier1_clerk, at=moment)
    payment.refresh_from_db()
    return payment


@pytest.fixture
def submitted_payment(
    drafted_payment: PaymentRequest, tier1_rep: User, moment: dt.datetime
) -> PaymentRequest:
    return operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)


@pytest.fixture
def checked_payment(submitted_payment: PaymentRequest, officer: User, moment: dt.datetime) -> PaymentRequest:
    return operations.check_payment(
        payment=submitted_payment, finding="증빙이 금액과 일치함", by=officer, at=moment
    )


@pytest.fixture
def released_payment(
    checked_payment: PaymentRequest, approving_officer: User, moment: dt.datetime
) -> PaymentRequest:
    return operations.release_payment(payment=checked_payment, by=approving_officer, at=moment)


@pytest.fixture
def confirmed_payment(released_payment: PaymentRequest, officer: User, moment: dt.datetime) -> PaymentRequest:
    return operations.confirm_payment(
        payment=released_payment,
        paid_on=moment.date(),
        bank_reference="BANK-1",
        amount_won=60_000_000,
        by=officer,
        at=moment,
    )


@pytest.fixture
def pass_on(
    grant: Grant, linked_grant: Grant, tier1_clerk: User, moment: dt.datetime
) -> Callable[..., PassThrough]:
    """Return the giver's act: tier 1 records what it paid to tier 2."""

    def record(amount_won: int = 20_000_000, **terms: Any) -> PassThrough:
        return operations.record_pass_through(
            **{
                "payer": grant,
                "receiver": linked_grant,
                "amount_won": amount_won,
                "paid_on": moment.date(),
                "bank_reference": "GIFT-1",
                "evidence": cases.paper(tier1_clerk, filename="receipt.pdf"),
                "by": tier1_clerk,
                "at": moment,
                **terms,
            }
        )

    return record


@pytest.fixture
def lies() -> Callable[[Grant, str], int]:
    """Return what lies in an account of a grant."""
    return lambda grant, code: balance(grant.owner, code)
