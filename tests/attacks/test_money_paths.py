"""Money led astray by allowed steps in an order nobody thought of, and by files that say odd things."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from core.evidence.checks import CSV
from core.ledger.operations import Owner, account, outside, post
from core.ledger.queries import balance
from core.users.models import User
from disbursements import cancelled_lists, operations, refusals
from disbursements.bank.layouts import check_answer_columns
from disbursements.bank.reading import read_camt053, read_csv
from disbursements.invoices.reading import read_invoices
from disbursements.models import CancelledInvoice, Discrepancy, Grant, PaymentRequest
from disbursements.refusals import year_close as closes
from reporting.exports import status
from tests.disbursements.conftest import AWARDED_ON, invoice_number
from tests.disbursements.test_bank_files import camt
from tests.disbursements.test_evidence import kept
from tests.factories import cases


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


class TestStatements:
    """What a bank's file says is never read as another thing."""

    GOOD = camt(("PAY-1-1", 5, "CRDT", "R-1")).decode()

    @pytest.mark.parametrize(
        ("said", "forged", "why"),
        [
            ('Ccy="KRW">5<', 'Ccy="USD">5<', "won"),
            ('Ccy="KRW">5<', ">5<", "won"),
            ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>OUT</CdtDbtInd><Sts>", "DBIT nor CRDT"),
            ("<CdtDbtInd>CRDT</CdtDbtInd>", "", "DBIT nor CRDT"),
        ],
    )
    def test_of_other_money_or_of_no_direction_are_refused(self, said: str, forged: str, why: str) -> None:
        with pytest.raises(refusals.UnreadableStatement, match=why):
            read_camt053(self.GOOD.replace(said, forged).encode())

    def test_with_a_cell_of_a_megabyte_are_refused_as_any_other_list(self) -> None:
        cell = b"booked,2026-02-02," + b"1" * 200_000 + b"\n"
        columns = check_answer_columns("booked_on,bank_reference,end_to_end_id,withdrawn_won,deposited_won")
        with pytest.raises(refusals.UnreadableStatement):
            read_csv(cell, columns=columns, separator=",", encoding="utf-8", account_number="1", name="n")
        with pytest.raises(refusals.ListUnreadable):
            cancelled_lists.read_cancelled(cell)
        with pytest.raises(refusals.ListUnreadable):
            read_invoices(cell, CSV)
        with pytest.raises(status.NotReadable):
            status.read(cell)


class TestCancelledInvoices:
    def test_are_paid_no_more_once_the_office_knows(
        self, approved_payment: PaymentRequest, program: Any, officer: User, paying_officer: User,
        moment: dt.datetime,
    ) -> None:  # fmt: skip
        data = f"승인번호,취소일자\n{invoice_number(1)},2026-02-02\n".encode()
        listing = kept(data, officer, "cancelled.csv", CSV)
        operations.take_cancelled_invoices(program=program, listing=listing, by=officer, at=moment)
        with pytest.raises(refusals.InvoiceCancelled):
            operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)

    def test_paid_by_a_cancelled_card_are_an_alert_that_nobody_clicks_away(
        self, drafted_payment: PaymentRequest, program: Any, officer: User, tier1_clerk: User,
        moment: dt.datetime,
    ) -> None:  # fmt: skip
        line = drafted_payment.lines.get()
        card: dict[str, Any] = {
            "kind": "CARD", "card_company": "31", "number": "12345678", "dated_on": AWARDED_ON,
            "amount_won": 5, "by": tier1_clerk, "at": moment,
        }  # fmt: skip
        slip = cases.paper(tier1_clerk, filename="slip.pdf")
        paid = operations.add_line_evidence(line=line, attachment=slip, **card)
        listed = CancelledInvoice(
            number=paid.number, cancelled_on=AWARDED_ON, program=program, listing=slip, listed_at=moment,
            listed_by=officer,
        )  # fmt: skip
        listed.save()
        alert = Discrepancy.objects.create(
            line=line, kind="INVOICE_CANCELLED", grant=drafted_payment.grant, expected="12345678", found="x",
            owner=officer, opened_at=moment, opened_by=officer,
        )  # fmt: skip
        with pytest.raises(refusals.GapStillThere):
            operations.clear_discrepancy(discrepancy=alert, reason="확인", by=officer, at=moment)
        with pytest.raises(refusals.InvoiceCancelled):
            operations.add_line_evidence(line=line, attachment=slip, **card)


class TestCancelledGrants:
    def test_what_the_bank_sends_back_afterwards_goes_back_to_the_budget(
        self, released_payment: PaymentRequest, grant: Grant, officer: User, approving_officer: User,
        moment: dt.datetime,
    ) -> None:  # fmt: skip
        terms: dict[str, Any] = {"reason": "폐업", "at": moment}
        payment = operations.confirm_payment(
            payment=released_payment, paid_on=moment.date(), bank_reference="B", amount_won=60_000_000,
            by=officer, at=moment,
        )  # fmt: skip
        operations.cancel_grant(grant=grant, by=approving_officer, **terms)
        call = Owner("call", grant.application.call_id)
        before = balance(call, "available")
        operations.return_from_bank(payment=payment, by=officer, **terms)
        operations.return_payment(payment=payment, by=officer, **terms)
        operations.shrink_grant(grant=grant, own_won=60_000_000, regrant_won=0, by=approving_officer, **terms)
        assert balance(call, "available") == before + 60_000_000
        assert balance(grant.owner, "committed") == 0


class TestYears:
    def test_are_closed_in_their_order(self, grant: Grant, officer: User, approving_officer: User) -> None:
        """What came since would lapse in the place of what the later year's close took already."""
        program = grant.consortium.program
        terms: dict[str, Any] = {"at": dt.datetime(2028, 1, 5, tzinfo=dt.UTC)}
        prepare: dict[str, Any] = {"program": program, "carried": {}, "by": officer, **terms}
        early = operations.prepare_year_close(year=2026, **prepare)
        later = operations.prepare_year_close(year=2027, **prepare)
        operations.decide_year_close(close=later, by=approving_officer, **terms)
        lapsed = later.lines.get().lapsed_won
        post(
            key="x", source=outside("state"), amount=lapsed, by=officer, event="x", **terms,
            target=account(Owner("call", grant.consortium.call_id), "available"),
            effective_on=dt.date(2028, 1, 2),
        )  # fmt: skip
        with pytest.raises(closes.LaterClosed, match="2027"):
            operations.decide_year_close(close=early, by=approving_officer, **terms)
        operations.withdraw_year_close(close=early, reason="순서", by=officer, **terms)
        with pytest.raises(closes.LaterClosed, match="2027"):
            operations.prepare_year_close(year=2026, **prepare)


class TestContributions:
    def test_of_one_transfer_count_once_whatever_grants_the_two_firms_have(
        self, grant: Grant, linked_grant: Grant, pass_on: Any, tier1_rep: User, tier2_rep: User,
        officer: User,
    ) -> None:  # fmt: skip
        terms: dict[str, Any] = {
            "grant_kind": "CONTRIBUTION",
            "parent": grant.application,
            "title": "다른 상생 지원",
        }
        case = cases.draft(grant.consortium, linked_grant.firm, tier1_rep, **terms)
        cases.awarded(case, rep=tier1_rep, assessor=None, approver=officer, amount=30_000_000)
        other = cases.accepted(case, tier2_rep)
        pass_on()
        with pytest.raises(refusals.BankReferenceUsed):
            pass_on(receiver=other)
        assert pass_on(receiver=other, bank_reference="GIFT-2").status == "RECORDED"
