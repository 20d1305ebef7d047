"""Set-offs beside the bank: in part, whole, after money came back; the books hold after each."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import translation

from applications.models import Letter
from core.ledger.refusals import InsufficientFunds
from core.users.models import Office
from core.users.permissions import ALLOWED, NotAllowed
from core.workflow import clock
from disbursements import operations, refusals
from disbursements.figures import award_gap, duty_gap, identity_gap
from disbursements.models import BankProfile
from disbursements.permissions import debts as debt_permissions
from disbursements.queries import node_figures
from disbursements.queries.debts import free_won, open_won, unpaid_parts
from disbursements.queries.held import free_held
from disbursements.queries.paying import bank_part
from disbursements.refusals import debts as no
from reporting.dashboards.books import check
from tests.disbursements.conftest import line_terms
from tests.factories import people
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db
WHY = "목적 외 사용을 확인함"
TODAY = clock.day(MOMENT)


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    with translation.override("en"):
        yield


@pytest.fixture
def owed(grant, confirmed_payment, officer, approving_officer):
    """Order a debt of the firm that was paid 60 million won."""

    def owe(amount=10_000_000):
        debt = operations.propose_debt(
            grant=grant, ground="MISUSE", amount=amount, reason=WHY, by=officer, at=MOMENT
        )
        return operations.order_debt(debt=debt, reason=WHY, by=approving_officer, at=MOMENT)

    return owe


@pytest.fixture
def debt(owed):
    return owed()


@pytest.fixture
def second(grant, debt, tier1_rep, officer):
    """Another payment of the same firm, checked: 42 million won."""
    payment = operations.draft_payment(grant=grant, by=tier1_rep, at=MOMENT)
    terms = line_terms(grant, tier1_rep, n=2, supply_won=70_000_000)
    operations.add_payment_line(payment=payment, **terms, by=tier1_rep, at=MOMENT)
    operations.submit_payment(payment=payment, by=tier1_rep, at=MOMENT)
    return operations.check_payment(
        payment=payment, decisions=all_accepted(payment), finding="확인", by=officer, at=MOMENT
    )


@pytest.fixture
def approve(second, approving_officer):
    return lambda: operations.approve_payment(payment=second, by=approving_officer, at=MOMENT)


@pytest.fixture
def bind(second, approving_officer):
    def bind(debt, amount, at=MOMENT):
        return operations.bind_set_off(payment=second, debt=debt, amount=amount, by=approving_officer, at=at)

    return bind


@pytest.fixture
def release(second, paying_officer):
    return lambda at=MOMENT: operations.release_payment(payment=second, by=paying_officer, at=at)


@pytest.fixture
def paid(second, officer):
    def paid(won, reference="B-2", at=MOMENT):
        return operations.confirm_payment(
            payment=second, paid_on=TODAY, bank_reference=reference, amount_won=won, by=officer, at=at
        )

    return paid


@pytest.fixture
def back(second, officer):
    return lambda: operations.return_from_bank(payment=second, reason="계좌 해지", by=officer, at=MOMENT)


@pytest.fixture
def offered(client, second):
    """Return the names of the steps that the page of the payment offers to somebody."""

    def offered(user):
        client.force_login(user)
        client.cookies["django_language"] = "en"
        page = client.get(reverse("disbursements:payment", args=[second.public_id]))
        return {str(offer.label) for offer in page.context["offers"] if not offer.reason}

    return offered


def figures(grant):
    """Return the figures of the grant, after the books were checked and its identities hold."""
    assert [str(one) for found in check() for one in found.differences] == []
    now = node_figures([grant])[grant.pk]
    assert (identity_gap(now), award_gap(now), duty_gap(now)) == (0, 0, 0)
    return now


class TestInPart:
    def test_the_bank_pays_the_rest(self, debt, grant, approve, bind, release, paid, offered, officer):
        bind(debt, 10_000_000)
        with pytest.raises(no.MoreThanOpen):
            operations.record_debt_payment(
                debt=debt, amount=1, paid_on=TODAY, bank_reference="D-1", by=officer, at=MOMENT
            )
        approve()
        release()
        assert figures(grant).paying == 32_000_000
        assert {"Record the bank's confirmation", "The bank sent it back"} <= offered(officer)
        paid(32_000_000)
        debt.refresh_from_db()
        now = figures(grant)
        assert (debt.status, now.returned, now.received, now.spent) == (
            "PAID", 10_000_000, 102_000_000, 92_000_000,
        )  # fmt: skip

    def test_bound_when_it_was_approved_already(
        self, debt, second, grant, approve, bind, release, paid, offered, approving_officer
    ):
        assert "Set a debt off" in offered(approving_officer)
        approve()
        assert "Set a debt off" in offered(approving_officer)
        letters = Letter.objects.filter(
            kind="PAYMENT", language="en", about__startswith=f"payment:{second.pk}:"
        )
        assert "4,000,000" not in letters.get().body
        bind(debt, 4_000_000)
        body = letters.order_by("pk").last().body
        assert re.search(r"4,000,000.* meet what you owe, and .*38,000,000.* go to your account", body)
        release()
        assert "Set a debt off" not in offered(approving_officer)
        paid(38_000_000)
        assert (open_won(debt), figures(grant).returned) == (6_000_000, 4_000_000)

    def test_can_be_lifted_before_the_release_only(
        self, debt, second, grant, approve, bind, release, approving_officer
    ):
        one = bind(debt, 1)
        with pytest.raises(no.SetOffBound):
            operations.withdraw_debt(debt=debt, reason="처분 취소", by=approving_officer, at=MOMENT)
        operations.lift_set_off(set_off=one, by=approving_officer, at=MOMENT)
        assert bank_part(second) == 42_000_000
        approve()
        release()
        assert figures(grant).paying == 42_000_000
        with pytest.raises(no.NotBeforeRelease):
            bind(debt, 1)

    def test_what_was_bound_before_instalments_were_agreed_to_pays_none_of_them(
        self, debt, approve, bind, release, paid, approving_officer
    ):
        """The parts share out the rest: the debt would be left with what nobody asks for."""
        bind(debt, 4_000_000)
        terms = {"number": 3, "first_due_on": TODAY + dt.timedelta(days=30), "reason": WHY}
        later = MOMENT + dt.timedelta(hours=1)
        plan = operations.agree_to_instalments(debt=debt, **terms, by=approving_officer, at=later)
        approve()
        release(later)
        paid(38_000_000, at=later)
        assert open_won(debt) == 6_000_000
        assert [part.amount_won for part in unpaid_parts(plan)] == [2_000_000] * 3


class TestWhole:
    def test_a_debt_larger_than_the_payment_stays_owed(
        self, owed, second, grant, approve, bind, release, paid, back, offered, officer
    ):
        large = owed(50_000_000)
        with pytest.raises(no.MoreThanPayment, match="42,000,000"):
            bind(large, 42_000_001)
        bind(large, 42_000_000)
        approve()
        release()
        assert offered(officer) == {"Record the set-off"}
        with pytest.raises(no.SetOffPaysAll):
            paid(42_000_000)
        with pytest.raises(no.NothingAtTheBank):
            back()
        operations.confirm_set_off(payment=second, by=officer, at=MOMENT)
        assert "The bank sent it back" not in offered(officer)
        large.refresh_from_db()
        assert (large.status, open_won(large)) == ("ORDERED", 8_000_000)
        assert figures(grant).under_recovery == 18_000_000

    def test_goes_into_no_batch(self, owed, second, approve, bind, program, officer):
        bind(owed(50_000_000), 42_000_000)
        batch = operations.compose_batch(program=program, pays_on=TODAY, by=officer, at=MOMENT)
        with pytest.raises(no.NothingAtTheBank):
            operations.add_to_batch(batch=batch, payment=approve(), by=officer, at=MOMENT)

    def test_what_lies_in_a_batch_is_taken_out_first(
        self, debt, approve, bind, program, officer, offered, approving_officer, paying_officer
    ):
        batch = operations.compose_batch(program=program, pays_on=TODAY, by=officer, at=MOMENT)
        entry = operations.add_to_batch(batch=batch, payment=approve(), by=officer, at=MOMENT)
        assert not BankProfile.objects.exists()
        with pytest.raises(refusals.PaymentInBatch):
            bind(debt, 1)
        assert "Set a debt off" not in offered(approving_officer)
        assert "Release the payment" not in offered(paying_officer)
        operations.take_from_batch(entry=entry, by=officer, at=MOMENT)
        assert "Release the payment" in offered(paying_officer)
        assert bind(debt, 1).amount_won == 1

    def test_its_pages_name_what_is_bound_and_what_the_bank_pays(
        self, debt, second, approve, bind, release, client, officer
    ):
        bind(debt, 4_000_000)
        client.force_login(officer)
        client.cookies["django_language"] = "en"
        page = client.get(debt.get_absolute_url()).content.decode()
        assert re.search(r"4,000,000.* are set off once this is paid", page)
        approve()
        release()
        page = client.get(reverse("disbursements:payment_confirm", args=[second.public_id]))
        assert re.search(r"38,000,000.*4,000,000", page.content.decode())


class TestComingBack:
    def test_what_met_the_debt_stays_and_the_rest_is_paid_again(
        self, owed, debt, second, grant, approve, bind, release, paid, back, offered, approving_officer,
        paying_officer,
    ):  # fmt: skip
        one = bind(debt, 10_000_000)
        approve()
        release()
        paid(32_000_000)
        back()
        debt.refresh_from_db()
        now = figures(grant)
        assert (debt.status, now.held, now.spent, now.paying) == ("PAID", 10_000_000, 50_000_000, 0)
        assert "Return for correction" not in offered(approving_officer)
        assert "Release the payment" in offered(paying_officer)
        for act in (
            lambda: operations.return_payment(payment=second, reason="보완", by=approving_officer, at=MOMENT),
            lambda: operations.lift_set_off(set_off=one, by=approving_officer, at=MOMENT),
        ):
            with pytest.raises(no.SetOffPosted, match="10,000,000"):
                act()
        later = MOMENT + dt.timedelta(minutes=1)
        bind(owed(5_000_000), 5_000_000, later)  # found meanwhile
        release(later)
        assert figures(grant).paying == 27_000_000
        paid(27_000_000, "B-3", later)
        now = figures(grant)
        assert (now.held, now.returned, now.spent, now.under_recovery) == (0, 15_000_000, 87_000_000, 0)

    def test_what_is_held_for_it_is_no_advance(
        self, debt, second, grant, approve, bind, release, paid, back, tier1_rep, officer
    ):
        bind(debt, 10_000_000)
        approve()
        release()
        paid(32_000_000)
        back()
        third = operations.draft_payment(grant=grant, by=tier1_rep, at=MOMENT)
        terms = line_terms(grant, tier1_rep, n=3, supply_won=10_000_000)
        operations.add_payment_line(payment=third, **terms, by=tier1_rep, at=MOMENT)
        operations.submit_payment(payment=third, by=tier1_rep, at=MOMENT)
        third = operations.check_payment(
            payment=third, decisions=all_accepted(third), finding="확인", by=officer, at=MOMENT
        )
        assert (third.covered_won, third.payable_won) == (0, 6_000_000)
        with pytest.raises(InsufficientFunds):
            operations.record_return(
                grant=grant, amount=1, paid_on=TODAY, bank_reference="X-1", reason=WHY, by=officer, at=MOMENT
            )
        later = MOMENT + dt.timedelta(minutes=1)
        release(later)
        paid(32_000_000, "B-3", later)
        assert figures(grant).spent == 92_000_000

    def test_cancelled_with_its_grant_it_can_be_recovered(
        self, debt, second, grant, approve, bind, release, paid, back, approving_officer
    ):
        bind(debt, 10_000_000)
        approve()
        release()
        paid(32_000_000)
        back()
        assert free_held(grant) == 0
        operations.cancel_grant(grant=grant, reason="사업 포기", by=approving_officer, at=MOMENT)
        assert (figures(grant).held, free_held(grant)) == (10_000_000, 10_000_000)

    def test_before_it_was_paid_nothing_met_and_it_can_be_lifted(
        self, debt, second, grant, approve, bind, release, paid, back, approving_officer
    ):
        one = bind(debt, 10_000_000)
        approve()
        release()
        back()
        later, last = MOMENT + dt.timedelta(minutes=1), MOMENT + dt.timedelta(minutes=2)
        operations.lift_set_off(set_off=one, by=approving_officer, at=later)
        release(last)
        paid(42_000_000, at=last)
        assert (open_won(debt), figures(grant).spent) == (10_000_000, 92_000_000)


class TestGivenUp:
    def test_returned_it_stays_bound(self, client, debt, second, grant, bind, officer, tier1_rep):
        bind(debt, 10_000_000)
        operations.return_payment(payment=second, reason="세금계산서 오류", by=officer, at=MOMENT)
        assert free_won(debt) == 0
        client.force_login(tier1_rep)
        page = client.get(reverse("disbursements:payment", args=[second.public_id])).content.decode()
        assert "-10,000,000" not in page
        assert figures(grant).under_recovery == 10_000_000

    def test_withdrawn_with_its_grant_the_debt_is_free_again(
        self, debt, second, grant, bind, approve, approving_officer
    ):
        bind(debt, 10_000_000)
        approve()
        operations.cancel_grant(grant=grant, reason="사업 포기", by=approving_officer, at=MOMENT)
        second.refresh_from_db()
        assert (second.status, free_won(debt)) == ("WITHDRAWN", 10_000_000)
        assert figures(grant).under_recovery == 10_000_000

    def test_asked_again_for_less_than_is_set_off_it_is_not_released(
        self, debt, second, bind, release, officer, tier1_rep, approving_officer
    ):
        bind(debt, 10_000_000)
        operations.return_payment(payment=second, reason="금액 과다", by=officer, at=MOMENT)
        operations.remove_payment_line(line=second.lines.get(), by=tier1_rep, at=MOMENT)
        terms = line_terms(second.grant, tier1_rep, n=3, supply_won=10_000_000)
        operations.add_payment_line(payment=second, **terms, by=tier1_rep, at=MOMENT)
        operations.submit_payment(payment=second, by=tier1_rep, at=MOMENT)
        operations.check_payment(
            payment=second, decisions=all_accepted(second), finding="확인", by=officer, at=MOMENT
        )
        operations.approve_payment(payment=second, by=approving_officer, at=MOMENT)
        with pytest.raises(no.SetOffAboveRequest, match="6,000,000"):
            release()

    def test_nor_who_decides_on_debts_of_another_programme_only(
        self, debt, second, approving_officer, monkeypatch
    ):
        monkeypatch.setattr(debt_permissions, "may_set_off", lambda *_args, **_more: ALLOWED)
        elsewhere = Office.objects.create(code="other", name_ko="다른 부처", name_en="Other", kind="MINISTRY")
        stranger = people.with_role("APPROVING_OFFICER", "OFFICE", elsewhere.pk)
        with pytest.raises(NotAllowed):
            operations.bind_set_off(payment=second, debt=debt, amount=1, by=stranger, at=MOMENT)
        operations.bind_set_off(payment=second, debt=debt, amount=1, by=approving_officer, at=MOMENT)

    def test_only_who_decides_on_debts_sets_off(self, debt, second, officer):
        with pytest.raises(NotAllowed):
            operations.bind_set_off(payment=second, debt=debt, amount=1, by=officer, at=MOMENT)
