"""Cases on which a decision was taken, as fixtures: each is what one kind of letter is about."""

import datetime as dt

import pytest

from applications import operations as applying
from applications.operations.conditions import Condition
from core.workflow import clock
from core.workflow.models import SEOUL
from disbursements import operations
from disbursements.queries import place_of
from disbursements.rules import Verdict
from tests.applications.conftest import assessed, draft, factors, submitted  # noqa: F401
from tests.disbursements.conftest import (  # noqa: F401
    checked_payment,
    drafted_payment,
    line_terms,
    submitted_payment,
)
from tests.factories import consortia
from tests.factories.people import MOMENT

TODAY = clock.day(MOMENT)
#: the undertakings of the tests end on 1 December 2026
AFTER = dt.datetime(2026, 12, 10, 10, tzinfo=SEOUL)


@pytest.fixture
def award(assessed, funded_call, approving_officer):  # noqa: F811
    """120 million awarded under one condition, decided and not yet accepted."""
    conditions = [Condition("전력 계약 사본 제출", dt.date(2026, 4, 30), "Copy of the power contract")]
    return applying.award(
        application=assessed, amount=120_000_000, reason="선정평가 결과에 따름\n예산 범위에서 결정함",
        effective_on=TODAY, conditions=conditions, by=approving_officer, at=MOMENT,
    )  # fmt: skip


@pytest.fixture
def refusal(assessed, approving_officer):  # noqa: F811
    return applying.refuse(
        application=assessed,
        reason="선정선 아래의 순위로 예산이 미치지 않음",
        by=approving_officer,
        at=MOMENT,
    )


@pytest.fixture
def agreement(consortium, tier1_member, tier2_member):
    """An agreement that the three parties signed."""
    return consortia.signed(consortium)


@pytest.fixture
def asked(grant, drafted_payment, tier1_clerk, tier1_rep):  # noqa: F811
    """90 million asked for two invoices: of 60 million and of 30 million."""
    operations.add_payment_line(
        payment=drafted_payment, **line_terms(grant, tier1_clerk, 2, 50_000_000), by=tier1_clerk, at=MOMENT
    )
    return operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=MOMENT)


@pytest.fixture
def approved(asked, officer, approving_officer):
    """Of the two invoices one was refused; 60 million are to be paid."""
    first, second = asked.lines.order_by("pk")
    decisions = {first.pk: Verdict(True), second.pk: Verdict(False, "세금계산서가 발주일보다 앞섬")}
    operations.check_payment(
        payment=asked, decisions=decisions, finding="증빙이 금액과 일치함", by=officer, at=MOMENT
    )
    return operations.approve_payment(payment=asked, by=approving_officer, at=MOMENT)


@pytest.fixture
def paid(approved, officer, paying_officer):
    operations.release_payment(payment=approved, by=paying_officer, at=MOMENT)
    return operations.confirm_payment(
        payment=approved, paid_on=TODAY, bank_reference="BANK-1", amount_won=60_000_000, by=officer, at=MOMENT
    )


@pytest.fixture
def stated(paid, grant, officer, tier1_rep):
    """A settlement that the firm handed in."""
    settlement = operations.open_settlement(grant=grant, by=officer, at=AFTER)
    used = {line.public_id: (line.stated_won, "") for line in settlement.lines.all()}
    return operations.state_settlement(
        settlement=settlement, stated=used, interest_won=12_000, own_burden_won=40_000_000,
        performance="압축기 교체 완료", by=tier1_rep, at=AFTER,
    )  # fmt: skip


@pytest.fixture
def confirmed(stated, officer, approving_officer):
    """55 of 60 million were confirmed: five million and their interest go back."""
    for line in stated.lines.all():
        operations.decide_line(
            line=line, verdict="CONFIRMED", confirmed_won=55_000_000, reason="설치비 일부 미집행", by=officer,
            at=AFTER,
        )  # fmt: skip
    operations.check_settlement(settlement=stated, finding="증빙과 대조함", by=officer, at=AFTER)
    return operations.confirm_settlement(
        settlement=stated, reason="증빙과 일치하는 금액을 확정함", by=approving_officer, at=AFTER
    )


@pytest.fixture
def proposed(paid, grant, officer):
    return operations.propose_debt(
        grant=grant, ground="MISUSE", amount=10_000_000, reason="목적 외 사용을 확인함", by=officer, at=MOMENT
    )


@pytest.fixture
def ordered(proposed, approving_officer):
    """Ten million to be paid back, in three parts."""
    debt = operations.order_debt(debt=proposed, reason="반환 사유가 명백함", by=approving_officer, at=MOMENT)
    operations.agree_to_instalments(
        debt=debt, number=3, first_due_on=TODAY + dt.timedelta(days=20), reason="분할 납부 신청에 따름",
        by=approving_officer, at=MOMENT,
    )  # fmt: skip
    return debt


@pytest.fixture
def requested_change(grant, tier1_rep):
    later = {place_of(grant.application, "ends_on"): "2027-03-01"}
    return operations.request_change(
        grant=grant, kind="END_DATE", wanted=later, reason="설비 납기가 늦어짐", by=tier1_rep, at=MOMENT
    )


@pytest.fixture
def change(requested_change, officer, approving_officer):
    """A later end, approved."""
    operations.recommend_change(change=requested_change, recommendation="적정함", by=officer, at=MOMENT)
    return operations.approve_change(
        change=requested_change, reason="사업 기간 안의 변경임", by=approving_officer, at=MOMENT
    )


@pytest.fixture
def content_change(grant, tier1_rep, officer, approving_officer):
    """Another maker and another name, approved."""
    item = grant.application.cost_items.get()
    wanted = {place_of(item, "name"): "인버터 압축기 75 kW"}
    asked = operations.request_change(
        grant=grant, kind="CONTENT", wanted=wanted, reason="단종", by=tier1_rep, at=MOMENT
    )
    operations.recommend_change(change=asked, recommendation="적정함", by=officer, at=MOMENT)
    return operations.approve_change(change=asked, reason="타당함", by=approving_officer, at=MOMENT)
