"""Money on its way: a grant's requests in every state."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.evidence.models import Attachment
from core.ledger.queries import balance
from core.users.models import User
from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentRequest
from tests.disbursements.chains import Chain
from tests.factories import cases, people, programmes
from tests.factories.cases import all_accepted
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
    """Another paying officer, who may race the first."""
    return people.with_role("PAYING_OFFICER", "OFFICE", office.pk, name="오지출", email="payer2@example.kr")


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
        payment=submitted_payment,
        decisions=all_accepted(submitted_payment),
        finding="증빙이 금액과 일치함",
        by=officer,
        at=moment,
    )


@pytest.fixture
def approved_payment(
    checked_payment: PaymentRequest, approving_officer: User, moment: dt.datetime
) -> PaymentRequest:
    return operations.approve_payment(payment=checked_payment, by=approving_officer, at=moment)


@pytest.fixture
def released_payment(
    approved_payment: PaymentRequest, paying_officer: User, moment: dt.datetime
) -> PaymentRequest:
    return operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)


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


@pytest.fixture
def chain(
    program,
    funded_call,
    chain_model,
    anchor,
    anchor_rep,
    technology,
    officer,
    approving_officer,
    paying_officer,
) -> Chain:
    """An anchor with three firms below each other, in a consortium that hands subsidy on."""
    consortium = programmes.ConsortiumFactory(
        call=funded_call, support_model=chain_model, anchor=anchor, name="간접보조 컨소시엄",
        pass_through_kind="INDIRECT", registered_by=anchor_rep,
    )  # fmt: skip
    made = Chain(consortium, technology, officer, approving_officer, paying_officer)
    above = programmes.join(consortium, anchor)
    for name in ("한빛정밀", "가온열처리", "나래도금"):
        above = made.members[made.join(name, above)]
    return made


@pytest.fixture
def tree(chain: Chain) -> Chain:
    """Tier 1: 400 million own, 400 to hand on; tier 2: 100 own, 60 to hand on; tier 3: 60."""
    chain.top(400_000_000, 400_000_000)
    chain.hand_down(0, 1, 100_000_000, 60_000_000)
    chain.hand_down(1, 2, 60_000_000)
    return chain


@pytest.fixture
def paid(tree: Chain) -> PaymentRequest:
    """60 million won of tier 3, paid into tier 1's conduit."""
    return tree.paid(tree.grants[2], tree.reps[2], 500_000_000)


@pytest.fixture
def visit(client):
    """Return the answer to a visit as somebody."""

    def go(user, name, *args, **data):
        client.force_login(user)
        url = reverse(f"disbursements:{name}", args=args)
        return client.post(url, data) if data else client.get(url)

    return go
