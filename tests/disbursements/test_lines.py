"""Payment requests line by line: accepted, refused with a reason, put right in the next request."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from core.evidence.operations import AlreadyUsed
from core.inbox.models import Item
from core.ledger.queries import balance
from core.workflow.refusals import Refusal
from disbursements import operations, refusals
from disbursements.models import PaymentLine, PaymentRequest
from disbursements.queries import invoiced, left_of_award
from disbursements.rules import Verdict
from reporting.dashboards import books
from tests.disbursements.conftest import invoice_number, line_terms
from tests.factories.cases import all_accepted


def differences() -> list[str]:
    return [str(one) for comparison in books.check() for one in comparison.differences]


WHY = "견적서와 공급자가 다릅니다."


@pytest.fixture
def two_lines(grant, drafted_payment, tier1_clerk, tier1_rep, moment) -> PaymentRequest:
    """60 million won for the first invoice, 30 million for the second."""
    terms = line_terms(grant, tier1_clerk, n=2, supply_won=50_000_000)
    operations.add_payment_line(payment=drafted_payment, **terms, by=tier1_clerk, at=moment)
    return operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)


def decide(payment, by, at, *refused: int) -> PaymentRequest:
    """Accept the lines of a request but for those at these places."""
    decisions = {
        line.pk: Verdict(False, WHY) if place in refused else Verdict(True)
        for place, line in enumerate(payment.lines.offered())
    }
    return operations.check_payment(payment=payment, decisions=decisions, finding="확인함", by=by, at=at)


def corrected(line, by, at, **extra) -> PaymentLine:
    """Put a line right with the terms it had, but for those given."""
    names = ("cost_item", "invoice_number", "invoice_on", "supplier_number", "supplier_name", "supply_won")
    terms = {name: getattr(line, name) for name in names} | extra
    return operations.correct_payment_line(line=line, **terms, by=by, at=at)


class TestDeciding:
    def test_accepted_lines_go_on_and_the_refused_one_comes_back(
        self, two_lines, grant, officer, approving_officer, paying_officer, second_officer, moment
    ):
        payment = decide(two_lines, officer, moment, 1)
        assert (payment.status, payment.requested_won, payment.payable_won) == (
            "CHECKED",
            90_000_000,
            60_000_000,
        )
        refused = payment.lines.get(status="REFUSED")
        assert (refused.refusal_reason, refused.decided_by, refused.decided_at) == (WHY, officer, moment)
        assert Item.objects.open().filter(kind="lines_refused", subject_id=payment.pk).exists()
        assert (left_of_award(grant), invoiced(refused.cost_item)) == (60_000_000, 100_000_000)

        operations.approve_payment(payment=payment, by=approving_officer, at=moment)
        operations.release_payment(payment=payment, by=paying_officer, at=moment)
        operations.confirm_payment(
            payment=payment, paid_on=moment.date(), bank_reference="B-1", amount_won=60_000_000,
            by=second_officer, at=moment,
        )  # fmt: skip
        assert (balance(grant.owner, "spent"), balance(grant.owner, "committed")) == (60_000_000, 60_000_000)
        assert differences() == []

    def test_every_line_needs_a_verdict_and_a_refusal_its_reason(self, two_lines, officer, moment):
        first, second = two_lines.lines.all()

        def check(decisions):
            operations.check_payment(
                payment=two_lines, decisions=decisions, finding="확인", by=officer, at=moment
            )

        with pytest.raises(refusals.LineUndecided, match=second.invoice_number):
            check({first.pk: Verdict(True)})
        with pytest.raises(refusals.LineReasonMissing, match=second.invoice_number):
            check({first.pk: Verdict(True), second.pk: Verdict(False, " ")})
        with pytest.raises(refusals.NotThisRequestsLine):
            check({first.pk: Verdict(True), second.pk: Verdict(True), 0: Verdict(True)})
        assert set(two_lines.lines.values_list("status", flat=True)) == {"OFFERED"}

    def test_where_all_are_refused_the_request_goes_back(self, two_lines, officer, tier1_rep, moment):
        payment = decide(two_lines, officer, moment, 0, 1)
        assert (payment.status, payment.payable_won) == ("RETURNED", 0)
        with pytest.raises(refusals.NoLines):
            operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        line = corrected(payment.lines.first(), tier1_rep, moment, supplier_name="바른기계")
        assert line.request == payment
        again = operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        assert again.requested_won == 60_000_000
        assert decide(again, officer, moment).payable_won == 60_000_000
        assert differences() == []

    def test_what_was_accepted_is_open_again_once_the_request_goes_back(
        self, two_lines, officer, approving_officer, moment
    ):
        decide(two_lines, officer, moment, 1)
        operations.return_payment(payment=two_lines, reason="계좌 확인", by=approving_officer, at=moment)
        two_lines.refresh_from_db()
        assert (two_lines.payable_won, [line.status for line in two_lines.lines.all()]) == (
            0,
            ["OFFERED", "REFUSED"],
        )

    def test_of_an_indirect_subsidy(self, tree):
        payment = tree.requested(tree.grants[2], tree.reps[2], 100_000_000)
        decide(payment, tree.officer, tree.at, 0)
        line = corrected(payment.lines.get(), tree.reps[2], tree.at, supply_won=50_000_000)
        operations.submit_payment(payment=line.request, by=tree.reps[2], at=tree.at)
        assert decide(line.request, tree.officer, tree.at).payable_won == 6_000_000


class TestPuttingRight:
    @pytest.fixture
    def refused(self, two_lines, officer, moment) -> PaymentLine:
        decide(two_lines, officer, moment, 1)
        return two_lines.lines.get(status="REFUSED")

    def test_goes_into_the_next_draft_with_the_same_invoice(self, refused, two_lines, tier1_clerk, moment):
        line = corrected(refused, tier1_clerk, moment, supply_won=40_000_000)
        assert (line.corrects, line.invoice, line.request.status) == (refused, refused.invoice, "DRAFTED")
        assert (line.request.number, line.subsidised_won) == (two_lines.number + 1, 24_000_000)
        with pytest.raises(refusals.CorrectedAlready, match=str(line.request.number)):
            corrected(refused, tier1_clerk, moment)

    def test_is_not_for_what_was_accepted(self, refused, two_lines, tier1_clerk, moment):
        with pytest.raises(refusals.NotRefused):
            corrected(two_lines.lines.get(status="ACCEPTED"), tier1_clerk, moment)

    def test_an_accepted_invoice_serves_nowhere_else(self, refused, grant, tier1_clerk, moment):
        with pytest.raises(AlreadyUsed, match=invoice_number(1)):
            corrected(refused, tier1_clerk, moment, invoice_number=invoice_number(1))

    def test_typed_again_it_is_known_as_what_it_puts_right(self, refused, grant, tier1_clerk, moment):
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
        terms = line_terms(grant, tier1_clerk, n=2, supply_won=50_000_000)
        line = operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
        assert line.corrects == refused

    def test_shows_old_and_new_side_by_side(self, refused, tier1_clerk, officer, visit):
        page = visit(tier1_clerk, "payment_line_correct", refused.public_id).content.decode()
        assert WHY in page
        assert refused.invoice_number in page
        address = reverse("disbursements:payment_line_correct", args=[refused.public_id])
        page = visit(tier1_clerk, "payment", refused.request.public_id).content.decode()
        assert address in page
        assert WHY in page
        assert address not in visit(officer, "payment", refused.request.public_id).content.decode()


class TestThePage:
    def test_starts_blank_and_answers_beside_the_line(self, two_lines, officer, visit):
        first, second = two_lines.lines.all()
        page = visit(officer, "payment_check", two_lines.public_id).content.decode()
        assert page.count('type="radio"') == 4
        assert "checked" not in page.split('<form method="post" novalidate')[1].split("</form>")[0]
        typed = {f"verdict-{first.public_id}": "accept", "finding": "확인함"}
        answer = visit(officer, "payment_check", two_lines.public_id, **typed)
        assert list(answer.context["form"].errors) == [f"verdict-{second.public_id}"]
        typed[f"verdict-{second.public_id}"] = "refuse"
        answer = visit(officer, "payment_check", two_lines.public_id, **typed)
        assert list(answer.context["form"].errors) == [f"reason-{second.public_id}"]
        typed[f"reason-{second.public_id}"] = WHY
        assert visit(officer, "payment_check", two_lines.public_id, **typed).status_code == 302
        two_lines.refresh_from_db()
        assert two_lines.payable_won == first.subsidised_won


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ("supply_won = supply_won - 1", "lines_follow_request"),
            ("status = 'REFUSED', decided_at = now(), decided_by_id = 1", "paymentline_status|lines_follow"),
            ("status = 'OFFERED', decided_at = NULL, decided_by_id = NULL", "asks_for_its_lines|follow"),
        ],
    )
    def test_refuses_a_change_of_what_was_decided(
        self, approved_payment, paying_officer, moment, change, says
    ):
        operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)
        with pytest.raises(Exception, match=says), transaction.atomic():
            connection.cursor().execute(f"UPDATE disbursements_paymentline SET {change}")

    @pytest.mark.parametrize("column", ["awarded", "cost"])
    def test_refuses_more_than_award_or_item_bear(self, submitted_payment, officer, moment, column):
        statement = {
            "awarded": "UPDATE disbursements_grant SET awarded_won = 59999999",
            "cost": "UPDATE applications_costitem SET cost_won = 99999999",
        }[column]
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET session_replication_role = DEFAULT")
        refusal = {"awarded": refusals.AcceptedAboveAward, "cost": refusals.AcceptedAboveItem}[column]
        with pytest.raises(refusal):
            decide(submitted_payment, officer, moment)
        with pytest.raises(Exception, match="accepted_within_award"), transaction.atomic():
            submitted_payment.lines.update(status="ACCEPTED", decided_at=moment, decided_by=officer)

    def test_refuses_what_is_payable_beside_the_lines(self, checked_payment):
        with pytest.raises(Exception, match="asks_for_its_lines"), transaction.atomic():
            PaymentRequest.objects.filter(pk=checked_payment.pk).update(payable_won=1)


@pytest.mark.django_db(transaction=True)
class TestTwoOfficersAtOnce:
    def test_one_decides_and_the_other_reads_who(self, two_lines, officer, second_officer, moment):
        answers, start = [], threading.Barrier(2)

        def check(by, *refused):
            start.wait()
            try:
                decide(two_lines, by, moment, *refused)
                answers.append("decided")
            except Refusal as refusal:
                answers.append(str(refusal))
            finally:
                connection.close()

        threads = [
            threading.Thread(target=check, args=(officer,)),
            threading.Thread(target=check, args=(second_officer, 0)),
        ]
        [t.start() for t in threads]
        [t.join() for t in threads]
        assert answers.count("decided") == 1
        (other,) = [a for a in answers if a != "decided"]
        assert "김담당" in other or "이담당" in other
        two_lines.refresh_from_db()
        assert two_lines.payable_won in (90_000_000, 30_000_000)
        assert all_accepted(two_lines) == {}
