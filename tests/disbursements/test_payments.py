"""Asking for money, checking, releasing and confirming it: to the won, and what is refused in which words."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from applications.refusals import NotEligible
from core.evidence.operations import AlreadyUsed
from core.inbox.models import Item
from core.ledger.models import Transfer
from core.ledger.refusals import InvalidAmount
from core.users.permissions import NotAllowed
from core.workflow.refusals import InvalidTransition, Refusal
from disbursements import operations, refusals
from disbursements.models import PaymentLine, PaymentRequest
from disbursements.queries import duties, duty_done, node_figures
from firms.models import ListedBusiness
from firms.refusals import InvalidBusinessNumber
from programs.models import Consortium
from tests.disbursements.conftest import AWARDED_ON, invoice_number, line_terms
from tests.factories import cases
from tests.factories.cases import all_accepted


def open_kinds(subject_kind, subject):
    found = Item.objects.open().filter(subject_kind=subject_kind, subject_id=subject.pk, is_notice=False)
    return sorted(found.values_list("kind", "role", "scope_kind", "scope_id"))


class TestAcceptAward:
    def test_opens_the_grant_over_the_same_accounts(self, awarded_application, tier1_rep, moment, lies):
        grant = operations.accept_award(application=awarded_application, by=tier1_rep, at=moment)
        awarded_application.refresh_from_db()
        assert awarded_application.status == "ACCEPTED"
        assert (grant.kind, grant.awarded_won, grant.parent) == ("SUBSIDY", 120_000_000, None)
        assert grant.owner == awarded_application.owner
        assert lies(grant, "committed") == 120_000_000

    def test_opens_a_linked_grant_under_its_parents_grant(self, grant, linked_grant):
        assert linked_grant.parent == grant

    def test_refuses_the_clerk(self, awarded_application, tier1_clerk, moment):
        with pytest.raises(NotAllowed, match=r"representative|대표자"):
            operations.accept_award(application=awarded_application, by=tier1_clerk, at=moment)

    def test_refuses_a_second_time(self, awarded_application, tier1_rep, moment):
        operations.accept_award(application=awarded_application, by=tier1_rep, at=moment)
        with pytest.raises(InvalidTransition):
            operations.accept_award(application=awarded_application, by=tier1_rep, at=moment)


class TestDraftPayment:
    def test_numbers_the_requests_of_a_grant(self, grant, submitted_payment, tier1_clerk, moment):
        second = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
        assert (submitted_payment.number, second.number) == (1, 2)

    def test_what_was_begun_by_mistake_is_given_up_and_another_one_begins(
        self, grant, drafted_payment, tier1_clerk, tier1_rep, moment
    ):
        given_up = operations.withdraw_payment(payment=drafted_payment, by=tier1_clerk, at=moment)
        assert given_up.status == "WITHDRAWN"
        second = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
        operations.add_payment_line(
            payment=second, **line_terms(grant, tier1_clerk), by=tier1_clerk, at=moment
        )
        asked = operations.submit_payment(payment=second, by=tier1_rep, at=moment)
        with pytest.raises(InvalidTransition):
            operations.withdraw_payment(payment=asked, by=tier1_rep, at=moment)

    def test_keeps_to_one_draft(self, grant, drafted_payment, tier1_clerk, moment):
        with pytest.raises(refusals.DraftExists):
            operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)

    def test_refuses_a_contribution(self, linked_grant, tier2_rep, moment):
        with pytest.raises(NotAllowed):
            operations.draft_payment(grant=linked_grant, by=tier2_rep, at=moment)

    def test_refuses_another_firm(self, grant, rival_rep, moment):
        with pytest.raises(NotAllowed):
            operations.draft_payment(grant=grant, by=rival_rep, at=moment)


class TestAddPaymentLine:
    def test_computes_the_subsidised_part(self, drafted_payment):
        line = drafted_payment.lines.get()
        assert (line.supply_won, line.subsidised_won, drafted_payment.requested_won) == (
            100_000_000,
            60_000_000,
            60_000_000,
        )
        assert (line.invoice.owner_kind, line.invoice.owner_id) == ("payment", drafted_payment.pk)

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"supply_won": 0}, InvalidAmount),
            ({"supply_won": -1}, InvalidAmount),
            ({"supply_won": 10**18}, InvalidAmount),
            ({"supply_won": 1.5}, InvalidAmount),
            ({"supply_won": True}, InvalidAmount),
            ({"supply_won": 1}, refusals.TooSmall),
            ({"supply_won": 100_000_001}, refusals.AboveCostItem),
            ({"invoice_number": "123"}, refusals.InvalidInvoiceNumber),
            ({"invoice_number": invoice_number(1)}, AlreadyUsed),
            ({"invoice_on": AWARDED_ON - dt.timedelta(days=1)}, refusals.InvoiceBeforeAward),
            ({"invoice_on": AWARDED_ON + dt.timedelta(days=1)}, refusals.InvoiceInFuture),
            ({"supplier_number": "1248100999"}, InvalidBusinessNumber),
        ],
    )
    def test_refuses_in_words(self, grant, drafted_payment, tier1_clerk, moment, terms, refusal):
        with pytest.raises(refusal) as caught:
            operations.add_payment_line(
                payment=drafted_payment,
                **line_terms(grant, tier1_clerk, n=2) | terms,
                by=tier1_clerk,
                at=moment,
            )
        assert "%(" not in str(caught.value)
        assert PaymentLine.objects.count() == 1

    def test_refuses_the_firms_own_invoice(self, grant, drafted_payment, tier1_clerk, moment):
        terms = line_terms(grant, tier1_clerk, n=2, supplier_number=grant.firm.business_number)
        with pytest.raises(refusals.OwnInvoice):
            operations.add_payment_line(payment=drafted_payment, **terms, by=tier1_clerk, at=moment)

    def test_the_last_won_of_the_award_and_no_more(self, grant, drafted_payment, tier1_clerk, moment):
        operations.add_payment_line(
            payment=drafted_payment, **line_terms(grant, tier1_clerk, n=2), by=tier1_clerk, at=moment
        )
        drafted_payment.refresh_from_db()
        assert drafted_payment.requested_won == 120_000_000

    def test_refuses_once_it_was_asked_for(self, grant, submitted_payment, tier1_clerk, moment):
        terms = line_terms(grant, tier1_clerk, n=2)
        with pytest.raises(refusals.NotEditable):
            operations.add_payment_line(payment=submitted_payment, **terms, by=tier1_clerk, at=moment)

    def test_a_line_can_be_taken_out_and_put_in_again(self, grant, drafted_payment, tier1_clerk, moment):
        operations.remove_payment_line(line=drafted_payment.lines.get(), by=tier1_clerk, at=moment)
        drafted_payment.refresh_from_db()
        assert drafted_payment.requested_won == 0
        operations.add_payment_line(
            payment=drafted_payment, **line_terms(grant, tier1_clerk), by=tier1_clerk, at=moment
        )
        assert drafted_payment.lines.get().subsidised_won == 60_000_000


class TestSubmitPayment:
    def test_puts_it_before_the_officers(self, submitted_payment, office, tier1_rep):
        assert (submitted_payment.status, submitted_payment.submitted_by) == ("SUBMITTED", tier1_rep)
        assert open_kinds("payment", submitted_payment) == [("check_payment", "OFFICER", "OFFICE", office.pk)]

    def test_refuses_the_clerk(self, drafted_payment, tier1_clerk, moment):
        with pytest.raises(NotAllowed, match=r"representative|대표자"):
            operations.submit_payment(payment=drafted_payment, by=tier1_clerk, at=moment)

    def test_refuses_an_empty_request(self, grant, tier1_rep, moment):
        payment = operations.draft_payment(grant=grant, by=tier1_rep, at=moment)
        with pytest.raises(refusals.NoLines):
            operations.submit_payment(payment=payment, by=tier1_rep, at=moment)

    def test_refuses_a_double_click(self, submitted_payment, tier1_rep, moment):
        with pytest.raises(InvalidTransition, match="윤대표"):
            operations.submit_payment(payment=submitted_payment, by=tier1_rep, at=moment)

    def test_uses_an_invoice_once_in_the_whole_system(
        self, submitted_payment, linked_grant, tier2_rep, moment, pass_on
    ):
        operations.confirm_pass_through(
            pass_through=pass_on(5_000_000), amount_won=5_000_000, by=tier2_rep, at=moment
        )
        with pytest.raises(AlreadyUsed, match=invoice_number(1)):
            operations.record_gift_use(
                grant=linked_grant,
                name="배관",
                invoice_number=invoice_number(1),
                spent_on=moment.date(),
                amount_won=1_000_000,
                invoice=cases.paper(tier2_rep),
                by=tier2_rep,
                at=moment,
            )


class TestReturnPayment:
    def test_goes_back_to_the_firm_and_can_be_asked_again(
        self, submitted_payment, officer, tier1, tier1_rep, moment
    ):
        operations.return_payment(
            payment=submitted_payment, reason="공급가액을 확인하세요", by=officer, at=moment
        )
        assert open_kinds("payment", submitted_payment) == [("correct_payment", "", "FIRM", tier1.pk)]
        again = operations.submit_payment(payment=submitted_payment, by=tier1_rep, at=moment)
        assert [c.to_status for c in again.changes.all()] == ["DRAFTED", "SUBMITTED", "RETURNED", "SUBMITTED"]

    def test_an_approving_officer_may_return_what_was_checked(
        self, checked_payment, approving_officer, moment
    ):
        operations.return_payment(
            payment=checked_payment, reason="거래명세서 필요", by=approving_officer, at=moment
        )

    def test_refuses_the_firm(self, submitted_payment, tier1_rep, moment):
        with pytest.raises(NotAllowed):
            operations.return_payment(payment=submitted_payment, reason="x", by=tier1_rep, at=moment)


class TestReleasePayment:
    def test_moves_what_was_committed_to_the_bank(self, released_payment, grant, lies, office):
        assert [lies(grant, c) for c in ("committed", "paying", "held")] == [60_000_000, 60_000_000, 0]
        assert Transfer.objects.filter(key=f"release:{released_payment.pk}:1").count() == 1
        assert open_kinds("payment", released_payment) == [
            ("confirm_payment", "OFFICER", "OFFICE", office.pk)
        ]

    def test_keeps_what_its_eligibility_rested_on(self, released_payment, grant):
        check = grant.application.eligibility_checks.get(moment="PAYMENT")
        assert check.inputs["facts"]["invoice_once"] == {"looked_at": 1, "uses": []}
        assert check.findings.get(rule="supplier_apart").outcome == "PASSED"

    def test_refuses_to_pay_a_firm_that_closed_down(self, approved_payment, releaser, grant, moment, lies):
        ListedBusiness.objects.create(
            business_number=grant.firm.business_number,
            state="CLOSED",
            closed_on=moment.date(),
            listed_on=moment.date(),
            source="시험 목록",
            imported_at=moment,
            imported_by=releaser,
        )
        with pytest.raises(NotEligible):
            operations.release_payment(payment=approved_payment, by=releaser, at=moment)
        assert lies(grant, "paying") == 0

    def test_waits_for_the_ministrys_approving_officer(self, checked_payment, office):
        assert open_kinds("payment", checked_payment) == [
            ("approve_payment", "APPROVING_OFFICER", "OFFICE", office.pk)
        ]

    def test_approved_it_waits_for_the_paying_officer(self, approved_payment, office):
        assert open_kinds("payment", approved_payment) == [
            ("release_payment", "PAYING_OFFICER", "OFFICE", office.pk)
        ]

    def test_refuses_the_officer_who_checked_it(self, checked_payment, officer, office, moment):
        from tests.factories.people import give_role

        give_role(officer, "APPROVING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed, match=r"another person|다른 사람"):
            operations.approve_payment(payment=checked_payment, by=officer, at=moment)

    def test_refuses_an_ordinary_officer(self, checked_payment, second_officer, moment):
        with pytest.raises(NotAllowed):
            operations.approve_payment(payment=checked_payment, by=second_officer, at=moment)

    def test_the_second_officer_reads_who_did_it(self, released_payment, grant, releaser, moment, lies):
        with pytest.raises(InvalidTransition, match="조지출"):
            operations.release_payment(payment=released_payment, by=releaser, at=moment)
        assert lies(grant, "paying") == 60_000_000


@pytest.mark.django_db(transaction=True)
class TestTwoOfficersAtOnce:
    def test_one_releases_and_the_other_reads_who(
        self, approved_payment, paying_officer, releaser, moment, grant, lies
    ):
        answers, start = [], threading.Barrier(2)

        def release(by):
            start.wait()
            try:
                operations.release_payment(payment=approved_payment, by=by, at=moment)
                answers.append("released")
            except Refusal as refusal:
                answers.append(str(refusal))
            finally:
                connection.close()

        threads = [threading.Thread(target=release, args=(by,)) for by in (paying_officer, releaser)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        assert answers.count("released") == 1
        (other,) = [a for a in answers if a != "released"]
        assert "조지출" in other or "오지출" in other
        assert (lies(grant, "committed"), lies(grant, "paying")) == (60_000_000, 60_000_000)


class TestConfirmPayment:
    def test_posts_in_one_event_and_the_duty_arises(self, confirmed_payment, grant, lies, tier1):
        codes = ("committed", "paying", "held", "spent", "duty_open", "duty_done", "voluntary")
        assert [lies(grant, c) for c in codes] == [60_000_000, 0, 0, 60_000_000, 60_000_000, 0, 0]
        events = Transfer.objects.filter(key__startswith=f"confirm:{confirmed_payment.pk}:")
        assert set(events.values_list("event", flat=True)) == {f"confirm:{confirmed_payment.pk}"}
        assert set(events.values_list("effective_on", flat=True)) == {confirmed_payment.paid_on}

    def test_the_firm_reads_until_when_it_owes(self, confirmed_payment, grant, tier1, moment):
        item = Item.objects.open().get(kind="duty_open")
        assert (item.scope_id, item.due_on) == (tier1.pk, moment.date() + dt.timedelta(days=90))
        (duty,) = duties(grant, duty_done(grant))
        assert (duty.owed_won, duty.open_won) == (60_000_000, 60_000_000)

    def test_no_duty_where_the_consortium_passes_nothing_on(
        self, released_payment, grant, consortium, officer, moment, lies
    ):
        Consortium.objects.filter(pk=consortium.pk).update(pass_through_kind="")
        operations.confirm_payment(
            payment=PaymentRequest.objects.get(pk=released_payment.pk),
            paid_on=moment.date(),
            bank_reference="B",
            amount_won=60_000_000,
            by=officer,
            at=moment,
        )
        assert lies(grant, "duty_open") == 0

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"amount_won": 60_000_001}, refusals.AmountDiffers),
            ({"amount_won": 59_999_999}, refusals.AmountDiffers),
            ({"amount_won": 0}, InvalidAmount),
            ({"amount_won": 10**18}, InvalidAmount),
            ({"paid_on": AWARDED_ON - dt.timedelta(days=1)}, refusals.PaidBeforeRelease),
            ({"paid_on": AWARDED_ON + dt.timedelta(days=1)}, refusals.InvoiceInFuture),
            ({"bank_reference": " "}, refusals.NoBankReference),
        ],
    )
    def test_refuses_a_statement_that_cant_be_right(
        self, released_payment, officer, moment, grant, lies, terms, refusal
    ):
        good = {"paid_on": moment.date(), "bank_reference": "BANK-1", "amount_won": 60_000_000}
        with pytest.raises(refusal) as caught:
            operations.confirm_payment(payment=released_payment, **good | terms, by=officer, at=moment)
        assert "%(" not in str(caught.value)
        assert lies(grant, "held") == 0

    def test_refuses_who_released_it(self, released_payment, paying_officer, office, moment):
        from tests.factories.people import give_role

        give_role(paying_officer, "OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed, match=r"another person|다른 사람"):
            operations.confirm_payment(
                payment=released_payment,
                paid_on=moment.date(),
                bank_reference="B",
                amount_won=60_000_000,
                by=paying_officer,
                at=moment,
            )

    def test_a_bank_reference_serves_once(
        self,
        confirmed_payment,
        grant,
        tier1_clerk,
        tier1_rep,
        officer,
        approving_officer,
        paying_officer,
        moment,
    ):
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
        operations.add_payment_line(
            payment=payment,
            **line_terms(grant, tier1_clerk, n=2, supply_won=10_000_000),
            by=tier1_clerk,
            at=moment,
        )
        operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="확인", by=officer, at=moment
        )
        operations.approve_payment(payment=payment, by=approving_officer, at=moment)
        operations.release_payment(payment=payment, by=paying_officer, at=moment)
        with pytest.raises(refusals.BankReferenceUsed, match="BANK-1"):
            operations.confirm_payment(
                payment=payment,
                paid_on=moment.date(),
                bank_reference="BANK-1",
                amount_won=6_000_000,
                by=officer,
                at=moment,
            )

    def test_figures_of_the_grant(self, confirmed_payment, grant):
        figures = node_figures([grant])[grant.pk]
        assert (figures.received, figures.spent, figures.held, figures.committed, figures.net) == (
            60_000_000,
            60_000_000,
            0,
            60_000_000,
            60_000_000,
        )


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "change",
        [
            "status = 'CONFIRMED'",
            "status = 'RELEASED'",
            "requested_won = 1",
            "checked_by_id = submitted_by_id, checked_at = now()",
        ],
    )
    def test_a_change_past_the_operations(self, submitted_payment, change):
        if change.startswith("checked"):
            change += ", status = 'CHECKED'"
        with (
            pytest.raises(Exception, match=r"status_moves|asks_for_its_lines|who_|paid_to_a_confirmed"),
            transaction.atomic(),
        ):
            connection.cursor().execute(
                f"UPDATE disbursements_paymentrequest SET {change} WHERE id = %s", [submitted_payment.pk]
            )

    @pytest.mark.parametrize("hand", ["checked_by_id", "approved_by_id", "submitted_by_id"])
    def test_a_release_by_another_hand(self, approved_payment, hand):
        with pytest.raises(Exception, match="release_four_eyes"), transaction.atomic():
            connection.cursor().execute(
                f"UPDATE disbursements_paymentrequest SET released_by_id = {hand}, released_at = now(),"
                " paid_to_id = (SELECT max(id) FROM disbursements_bankaccount), status = 'RELEASED' WHERE id = %s",
                [approved_payment.pk],
            )

    def test_a_confirmation_by_who_released(self, released_payment):
        with pytest.raises(Exception, match="confirm_four_eyes"), transaction.atomic():
            connection.cursor().execute(
                "UPDATE disbursements_paymentrequest SET confirmed_by_id = released_by_id WHERE id = %s",
                [released_payment.pk],
            )

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE disbursements_paymentline SET supply_won = supply_won + 1",
            "DELETE FROM disbursements_paymentline",
        ],
    )
    def test_a_line_of_what_was_asked_for(self, submitted_payment, statement):
        with pytest.raises(Exception, match="lines_follow_request"), transaction.atomic():
            connection.cursor().execute(statement)

    def test_a_grant_elsewhere_in_the_tree(self, grant, linked_grant):
        with pytest.raises(Exception, match=r"follows_its_application|grant_linked"), transaction.atomic():
            connection.cursor().execute(
                "UPDATE disbursements_grant SET parent_id = NULL WHERE id = %s", [linked_grant.pk]
            )
