"""Who asked, checked, approved and released: four people, whatever the order, through a stand-in, in bulk."""

import datetime as dt

import pytest
from django.db import connection, transaction

from core.ledger.queries import balance
from core.users import operations as users
from core.users.models import Delegation, Office, RoleAssignment, User
from core.users.permissions import NotAllowed, givers
from core.users.refusals import BeginsInThePast, NotOfTheOffice, NotTheirRole
from core.workflow.refusals import InvalidTransition
from disbursements import operations, refusals
from disbursements.hands import Hand, Taken, hand_in_the_way
from disbursements.models import PaymentRequest, PaymentRequestChange
from disbursements.permissions import RELEASE_PAYMENT
from tests.attacks.conftest import at_once
from tests.factories import people
from tests.factories.cases import all_accepted

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(office):
    return people.with_role("OFFICE_LEAD", "OFFICE", office.pk, name="문기관")


@pytest.fixture
def stand_in(office, moment):
    """Let one person act for another in a role for ten days."""

    def make(giver, person, role, by=None) -> Delegation:
        return users.delegate(
            office=office, giver=giver, stand_in=person, role=role, valid_from=moment.date(),
            valid_until=moment.date() + 10 * DAY, reason="휴가", by=by or giver, at=moment,
        )  # fmt: skip

    return make


class TestRule:
    STEPS = (
        Taken("", "DRAFTED", frozenset({1})),
        Taken("DRAFTED", "SUBMITTED", frozenset({2})),
        Taken("SUBMITTED", "CHECKED", frozenset({3, 9})),
        Taken("CHECKED", "RETURNED", frozenset({4})),
        Taken("RETURNED", "SUBMITTED", frozenset({2})),
        Taken("SUBMITTED", "CHECKED", frozenset({5})),
        Taken("CHECKED", "APPROVED", frozenset({6})),
        Taken("APPROVED", "RELEASED", frozenset({7})),
        Taken("RELEASED", "APPROVED", frozenset({5})),
    )

    @pytest.mark.parametrize(
        ("hand", "person", "found"),
        [
            (Hand.CHECK, 2, Hand.ASK),
            (Hand.APPROVE, 3, Hand.CHECK),  # checked before it was returned
            (Hand.APPROVE, 9, Hand.CHECK),  # was stood in for
            (Hand.RELEASE, 6, Hand.APPROVE),
            (Hand.RELEASE, 5, Hand.CHECK),
            (Hand.BANK, 7, Hand.RELEASE),
            (Hand.BANK, 5, None),  # who checked may answer for the bank
            (Hand.APPROVE, 4, None),  # sending back is none of the four
            (Hand.RELEASE, 7, None),  # again after it came back
        ],
    )
    def test_counts_the_whole_history(self, hand, person, found):
        assert hand_in_the_way(self.STEPS, hand, [person]) == found


class TestWholeHistory:
    def test_who_checked_before_it_was_returned_cant_approve(
        self, checked_payment, officer, second_officer, tier1_rep, office, moment
    ):
        operations.return_payment(payment=checked_payment, reason="보완 바람", by=second_officer, at=moment)
        operations.submit_payment(payment=checked_payment, by=tier1_rep, at=moment)
        again = all_accepted(checked_payment)
        operations.check_payment(
            payment=checked_payment, decisions=again, finding="확인", by=second_officer, at=moment
        )
        people.give_role(officer, "APPROVING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed, match=r"checked|검토"):
            operations.approve_payment(payment=checked_payment, by=officer, at=moment)

    def test_who_answered_for_the_bank_cant_release_it_again(self, released_payment, officer, office, moment):
        operations.return_from_bank(payment=released_payment, reason="계좌 오류", by=officer, at=moment)
        people.give_role(officer, "PAYING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed):
            operations.release_payment(payment=released_payment, by=officer, at=moment)

    def test_what_is_at_the_bank_or_paid_is_not_approved_again(
        self, released_payment, approving_officer, paying_officer, officer, moment
    ):
        with pytest.raises(InvalidTransition):
            operations.approve_payment(payment=released_payment, by=approving_officer, at=moment)
        PaymentRequest.objects.filter(pk=released_payment.pk).update(status="APPROVED")
        with pytest.raises(refusals.MoneyOut):
            operations.release_payment(payment=released_payment, by=paying_officer, at=moment)
        PaymentRequest.objects.filter(pk=released_payment.pk).update(status="RELEASED")
        operations.confirm_payment(
            payment=released_payment, paid_on=moment.date(), bank_reference="B-1", amount_won=60_000_000,
            by=officer, at=moment,
        )  # fmt: skip
        with pytest.raises(InvalidTransition):
            operations.approve_payment(payment=released_payment, by=approving_officer, at=moment)

    def test_the_database_knows_it_too(self, checked_payment, officer, moment):
        with pytest.raises(Exception, match="hands_kept_apart"), transaction.atomic():
            PaymentRequestChange.objects.create(
                case=checked_payment, from_status="CHECKED", to_status="APPROVED", by=officer, at=moment
            )


class TestStandIn:
    def test_both_are_on_record(self, approved_payment, paying_officer, second_officer, stand_in, moment):
        stand_in(paying_officer, second_officer, "PAYING_OFFICER")
        released = operations.release_payment(payment=approved_payment, by=second_officer, at=moment)
        step = released.changes.last()
        assert (step.by, step.acting_for) == (second_officer, paying_officer)

    def test_who_is_stood_in_for_counts(
        self, checked_payment, approving_officer, officer, second_officer, stand_in, moment
    ):
        """The officer checked; the approving officer's stand-in is that very officer."""
        stand_in(approving_officer, officer, "APPROVING_OFFICER")
        with pytest.raises(NotAllowed):
            operations.approve_payment(payment=checked_payment, by=officer, at=moment)

    def test_the_giver_counts_as_having_done_it(
        self, submitted_payment, officer, second_officer, office, stand_in, moment
    ):
        """A clerk of the office checks for the officer, who then may not approve it."""
        payer = people.with_role("PAYING_OFFICER", "OFFICE", office.pk)
        stand_in(officer, payer, "OFFICER")
        checked = operations.check_payment(
            payment=submitted_payment, decisions=all_accepted(submitted_payment), finding="확인", by=payer, at=moment
        )  # fmt: skip
        assert checked.changes.last().acting_for == officer
        people.give_role(officer, "APPROVING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed):
            operations.approve_payment(payment=checked, by=officer, at=moment)
        with pytest.raises(Exception, match="hands_kept_apart"), transaction.atomic():
            PaymentRequestChange.objects.create(
                case=checked, from_status="CHECKED", to_status="APPROVED", by=officer, at=moment
            )

    def test_only_while_both_are_of_the_office(
        self, approved_payment, paying_officer, second_officer, stand_in, program, moment
    ):
        made = stand_in(paying_officer, second_officer, "PAYING_OFFICER")
        elsewhere = Office.objects.create(
            code="other", name_ko="다른 부처", name_en="Another ministry", kind="MINISTRY"
        )
        needed, pairs = RELEASE_PAYMENT, program.scope_pairs
        assert givers(second_officer, needed, *pairs, at=moment) == [paying_officer]
        Delegation.objects.filter(pk=made.pk).update(office=elsewhere)  # lent in another office
        assert givers(second_officer, needed, *pairs, at=moment) == []
        Delegation.objects.filter(pk=made.pk).update(office=made.office)
        RoleAssignment.objects.filter(user=second_officer).update(valid_until=moment.date() - DAY)
        assert givers(User.objects.get(pk=second_officer.pk), needed, *pairs, at=moment) == []

    @pytest.mark.parametrize("days", [-1, 11])
    def test_only_in_its_days(self, approved_payment, paying_officer, second_officer, stand_in, moment, days):
        stand_in(paying_officer, second_officer, "PAYING_OFFICER")
        with pytest.raises(NotAllowed):
            operations.release_payment(payment=approved_payment, by=second_officer, at=moment + days * DAY)

    def test_not_once_it_was_taken_back(
        self, approved_payment, paying_officer, second_officer, stand_in, moment
    ):
        made = stand_in(paying_officer, second_officer, "PAYING_OFFICER")
        users.revoke_delegation(delegation=made, by=paying_officer, at=moment)
        with pytest.raises(NotAllowed):
            operations.release_payment(payment=approved_payment, by=second_officer, at=moment)

    def test_a_lead_makes_one_but_never_for_themselves(
        self, paying_officer, second_officer, lead, office, stand_in
    ):
        assert stand_in(paying_officer, second_officer, "PAYING_OFFICER", by=lead).made_by == lead
        people.give_role(lead, "OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed):
            stand_in(paying_officer, lead, "PAYING_OFFICER", by=lead)
        with pytest.raises(NotAllowed):
            stand_in(paying_officer, second_officer, "PAYING_OFFICER", by=second_officer)

    def test_refuses_what_cant_be(self, paying_officer, second_officer, tier1_rep, office, stand_in, moment):
        with pytest.raises(NotTheirRole):
            stand_in(paying_officer, second_officer, "APPROVING_OFFICER")
        with pytest.raises(NotOfTheOffice):
            stand_in(paying_officer, tier1_rep, "PAYING_OFFICER")
        with pytest.raises(BeginsInThePast):
            users.delegate(
                office=office, giver=paying_officer, stand_in=second_officer, role="PAYING_OFFICER",
                valid_from=moment.date() - DAY, valid_until=moment.date(), reason="휴가", by=paying_officer,
                at=moment,
            )  # fmt: skip


class TestLimits:
    @pytest.fixture
    def limit(self, office, lead, moment):
        def make(limit_won, **whose):
            return operations.set_limit(
                office=office, hand="RELEASE", limit_won=limit_won, valid_from=moment.date(), source="위임전결",
                by=lead, at=moment, **whose,
            )  # fmt: skip

        return make

    def test_above_it_the_refusal_names_who_may(
        self, approved_payment, paying_officer, releaser, limit, moment
    ):
        limit(59_999_999, role="PAYING_OFFICER")
        limit(60_000_000, person=releaser)
        with pytest.raises(NotAllowed, match="오지출"):
            operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)
        released = operations.release_payment(payment=approved_payment, by=releaser, at=moment)
        assert released.released_by == releaser

    def test_one_s_own_limit_binds_a_stand_in(
        self, approved_payment, paying_officer, second_officer, limit, stand_in, moment
    ):
        stand_in(paying_officer, second_officer, "PAYING_OFFICER")
        limit(1, person=second_officer)
        with pytest.raises(NotAllowed):
            operations.release_payment(payment=approved_payment, by=second_officer, at=moment)

    def test_nobody_sets_their_own(self, lead, limit):
        with pytest.raises(refusals.BindsNobody):
            limit(None, person=lead)


@pytest.mark.django_db(transaction=True)
class TestFiftyAtOnce:
    def test_fifty_approvals_have_one_effect(self, checked_payment, approving_officer, grant, moment):
        def approve():
            return operations.approve_payment(payment=checked_payment, by=approving_officer, at=moment)

        outcomes = at_once(*[approve] * 50)
        assert outcomes == ["InvalidTransition"] * 49 + ["PaymentRequest"]
        assert checked_payment.changes.filter(to_status="APPROVED").count() == 1
        assert balance(grant.owner, "committed") == 120_000_000
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM inbox_item WHERE kind = 'release_payment'")
            assert cursor.fetchone() == (1,)
