"""Approvals of the dedicated card as the proof of a line: once anywhere, no transfer besides, cancelled later."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.evidence.checks import CSV, XML
from core.evidence.models import Mark
from core.evidence.operations import AlreadyUsed, mark_used, store
from disbursements import cards, operations, refusals
from disbursements.cancelled_lists import read_cancelled
from disbursements.models import CancelledInvoice, PaymentLine
from disbursements.queries.matching import gaps_of, missing_evidence, proved_by
from disbursements.refusals.invoices import (
    CardCompanyMissing,
    CardNotTaken,
    CardSlipIsInvoice,
    PaidByCard,
    PaysAnotherLine,
)
from disbursements.rules import Verdict
from programs.models import EvidenceRule
from tests.disbursements.conftest import AWARDED_ON, SUPPLIER, line_terms
from tests.factories import cases
from tests.factories.cases import all_accepted

KEY = "31" + f"{AWARDED_ON:%Y%m%d}" + "12345678"
BC = cards.Approval("31", AWARDED_ON, "12345678")


def rule(program: Any, kind: str, **terms: Any) -> EvidenceRule:
    dated = {"valid_from": dt.date(2026, 1, 1), "source_ko": "설정", "source_en": "A setting"}
    return EvidenceRule.objects.create(program=program, kind=kind, **dated, **terms)


def card(grant: Any, by: Any, number: str = "1234-5678", company: str = "31", **extra: Any) -> dict[str, Any]:
    """Return what a line is made of that a card approval proves."""
    return (
        line_terms(grant, by) | {"proof": "CARD", "card_company": company, "invoice_number": number} | extra
    )


@pytest.fixture
def takes_cards(program) -> EvidenceRule:
    return rule(program, "INVOICE", does_as_well="CARD")


@pytest.fixture
def payment(takes_cards, grant, tier1_clerk, moment):
    return operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)


@pytest.fixture
def add(payment, grant, tier1_clerk, moment):
    """Return the firm's act: add a line that a card approval proves."""

    def add(**extra) -> PaymentLine:
        terms = card(grant, tier1_clerk, **extra)
        return operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)

    return add


class TestApproval:
    def test_is_one_by_company_day_and_number(self):
        typed = cards.card_approval(company="31", approved_on=AWARDED_ON, number="１２３４-5678", field="x")
        assert (typed, typed.key, cards.read_key(KEY)) == (BC, KEY, BC)
        others = [cards.Approval("41", AWARDED_ON, "12345678"), cards.Approval("31", AWARDED_ON, "12345679")]
        others.append(cards.Approval("31", AWARDED_ON + dt.timedelta(days=1), "12345678"))
        assert KEY not in {one.key for one in others}

    @pytest.mark.parametrize("number", ["", "20260202" + "0" * 16, "31" + "20261340" + "12345678", "123456"])
    def test_is_told_from_every_other_number(self, number):
        assert cards.read_key(number) is None
        assert cards.proof_words(number) == number

    def test_shortest_and_longest_number_fit_and_are_no_invoice(self):
        for number in ("1" * 6, "A" * 12):
            key = cards.Approval("W1", AWARDED_ON, number).key
            assert len(key) < 24
            assert cards.read_key(key).number == number


class TestLine:
    def test_is_proved_by_a_card_where_the_programme_takes_it(self, add, tier1_rep, officer, moment):
        line = add()
        assert (line.proof, line.invoice_number, line.approval, line.approval_number) == (
            "CARD",
            KEY,
            BC,
            "12345678",
        )
        assert (line.subsidised_won, str(line)) == (60_000_000, BC.words)
        payment = operations.submit_payment(payment=line.request, by=tier1_rep, at=moment)
        assert list(Mark.objects.filter(owner_kind="grant").values_list("kind", "value")) == [("card", KEY)]
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="전표 확인", by=officer, at=moment
        )
        line.refresh_from_db()
        assert line.status == "ACCEPTED"

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"company": ""}, CardCompanyMissing),
            ({"number": "123"}, refusals.InvalidCardNumber),
            ({"invoice_on": AWARDED_ON - dt.timedelta(days=1)}, refusals.InvoiceBeforeAward),
            ({"invoice_on": AWARDED_ON + dt.timedelta(days=1)}, refusals.InvoiceInFuture),
            ({"supply_won": 100_000_001}, refusals.AboveCostItem),
        ],
    )
    def test_says_what_cant_be_right(self, add, grant, terms, refusal):
        if refusal is refusals.AboveCostItem:
            terms = {"supply_won": grant.application.cost_items.get().cost_won + 1}
        with pytest.raises(refusal):
            add(**terms)

    def test_wants_the_slip_and_no_invoice_file(self, add, tier1_clerk, moment):
        file = store(
            file=io.BytesIO(b"<TaxInvoice/>"), filename="invoice.xml", allowed=frozenset({XML}), by=tier1_clerk,
            at=moment,
        )  # fmt: skip
        with pytest.raises(CardSlipIsInvoice):
            add(invoice=file)

    @pytest.mark.parametrize(
        ("kind", "other", "cost_kind", "takes"),
        [
            ("INVOICE", "CARD", "", True),
            ("INVOICE", "CARD", "EQUIPMENT", True),
            ("INVOICE", "CARD", "CONSULTING", False),
            ("INVOICE", "", "", False),
            ("TRANSFER", "CARD", "", False),
        ],
    )
    def test_is_refused_where_the_rules_of_its_cost_want_an_invoice(
        self, program, grant, tier1_clerk, moment, kind, other, cost_kind, takes
    ):
        rule(program, kind, does_as_well=other, cost_kind=cost_kind)
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
        terms = card(grant, tier1_clerk)
        if takes:
            assert operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment).is_by_card
            return
        with pytest.raises(CardNotTaken):
            operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)

    def test_isnt_asked_for_once_the_programme_takes_no_cards(self, add, takes_cards, tier1_rep, moment):
        line = add()
        EvidenceRule.objects.filter(pk=takes_cards.pk).delete()
        with pytest.raises(refusals.EvidenceMissing, match="12345678"):
            operations.submit_payment(payment=line.request, by=tier1_rep, at=moment)

    def test_serves_once_in_its_grant_and_anywhere(self, add, payment, grant, tier1_clerk, tier1_rep, moment):
        line = add(supply_won=10_000_000)
        with pytest.raises(PaysAnotherLine, match="12345678"):
            add(supply_won=20_000_000)
        assert add(supply_won=10_000_000, company="41").pk != line.pk
        mark_used(kind="card", value=KEY, owner_kind="grant", owner_id=grant.pk + 1, by=tier1_rep, at=moment)
        with pytest.raises(AlreadyUsed, match="12345678"):
            operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        operations.remove_payment_line(line=line, by=tier1_clerk, at=moment)
        with pytest.raises(AlreadyUsed, match="12345678"):
            add(supply_won=10_000_000)

    def test_the_database_refuses_a_number_of_the_other_kind(self, drafted_payment):
        line = drafted_payment.lines.get()
        for facts in ({"invoice_number": KEY}, {"proof": "CARD"}, {"proof": "PROMISE"}):
            with pytest.raises(IntegrityError, match="paymentline_invoice_number"), transaction.atomic():
                PaymentLine.objects.filter(pk=line.pk).update(**facts)


class TestPayment:
    @pytest.fixture
    def receipt(self, tier1_clerk, moment):
        """Return the firm's act: add what shows that a line was paid."""

        def receipt(line, **terms):
            known = {"kind": "CARD", "card_company": "31", "number": "12345678", "dated_on": AWARDED_ON}
            return operations.add_line_evidence(
                line=line, attachment=cases.paper(tier1_clerk), amount_won=100_000_000, by=tier1_clerk, at=moment,
                **known | terms,
            )  # fmt: skip

        return receipt

    def test_needs_no_transfer_and_matches_itself(self, add, program, receipt, moment):
        rule(program, "TRANSFER")
        rule(program, "SERIAL_PLATE", cost_kind="EQUIPMENT")
        line = add(tax_won=10_000_000)
        (missing,) = missing_evidence(line.request, [line], moment)[line.pk]
        assert missing.kind == "SERIAL_PLATE"
        for kind in ("CARD", "TRANSFER"):
            with pytest.raises(PaidByCard):
                receipt(line, kind=kind, number="99999999")
        quote = line.cost_item.quotes.get(is_chosen=True)
        quotes = type(quote).objects.filter(pk=quote.pk)
        line.supplier_name = quote.supplier
        assert [gap.kind for gap in gaps_of(line)] == []
        quotes.update(quoted_on=AWARDED_ON + dt.timedelta(days=1))
        assert [gap.kind for gap in gaps_of(line)] == ["TRANSFER_EARLY"]

    def test_of_an_invoice_proves_nothing_besides(
        self, takes_cards, drafted_payment, receipt, tier1_clerk, moment
    ):
        invoiced = drafted_payment.lines.get()
        given = receipt(invoiced)
        assert (given.number, str(given).endswith(BC.words)) == (KEY, True)
        with pytest.raises(PaysAnotherLine):
            operations.add_payment_line(
                payment=drafted_payment, **card(drafted_payment.grant, tier1_clerk), by=tier1_clerk, at=moment
            )
        operations.remove_line_evidence(evidence=given, by=tier1_clerk, at=moment)


class TestCancelled:
    LIST = f"카드사,승인일자,승인번호,취소일자\n비씨카드,{AWARDED_ON},1234-5678,2026-02-04\n현대카드,{AWARDED_ON},12345678,20260204\n"

    def take(self, program, by, at, data=LIST):
        listing = store(
            file=io.BytesIO(data.encode("cp949")), filename="list.csv", allowed=frozenset({CSV}), by=by, at=at
        )
        return operations.take_cancelled_invoices(program=program, listing=listing, by=by, at=at)

    def test_raises_an_alert_once_and_bars_the_approval(self, add, payment, program, officer, moment):
        line = add(supply_won=10_000_000)
        (alert,) = self.take(program, officer, moment)
        assert (alert.kind, alert.line, alert.expected) == (
            "INVOICE_CANCELLED", line, f"12345678 · {AWARDED_ON}",
        )  # fmt: skip
        assert self.take(program, officer, moment) == []
        assert set(CancelledInvoice.objects.values_list("number", flat=True)) == {
            KEY,
            KEY.replace("31", "61", 1),
        }
        with pytest.raises(refusals.InvoiceCancelled, match="12345678"):
            add(supply_won=10_000_000, company="61")

    @pytest.mark.parametrize("company", ["어떤카드", ""])
    def test_list_names_the_row_it_cant_read(self, company):
        rows = self.LIST.replace("비씨카드", company)
        with pytest.raises(refusals.ListRowWrong, match="2"):
            read_cancelled(rows.encode())

    def test_list_may_name_a_company_by_its_code_or_in_english(self):
        for name in ("31", "BC Card", "비씨 카드"):
            assert read_cancelled(self.LIST.replace("비씨카드", name).encode())[0].number == KEY


class TestPages:
    def typed(self, grant, **extra: Any) -> dict[str, Any]:
        slip = io.BytesIO(cases.SMALL_PDF)
        slip.name = "slip.pdf"
        return {
            "cost_item": grant.application.cost_items.get().pk, "proof": "CARD", "card_company": "31",
            "invoice_number": "1234-5678", "invoice_on": AWARDED_ON.isoformat(), "supplier_number": SUPPLIER,
            "supplier_name": "시험기계", "supply_won": "90,000,000", "tax_won": "9,000,000", "invoice": slip,
        } | extra  # fmt: skip

    def test_firm_chooses_the_proof_on_the_same_form(self, payment, grant, tier1_clerk, visit):
        page = visit(tier1_clerk, "payment_line_add", payment.public_id)
        assert [value for value, _label in page.context["form"].fields["proof"].choices] == [
            "INVOICE",
            "CARD",
        ]
        wrong = visit(
            tier1_clerk, "payment_line_add", payment.public_id,
            **self.typed(grant, card_company="", invoice_number="12"),
        )  # fmt: skip
        assert set(wrong.context["form"].errors) == {"card_company", "invoice_number"}
        visit(tier1_clerk, "payment_line_add", payment.public_id, **self.typed(grant))
        assert payment.lines.get().approval == BC
        assert "비씨카드 12345678" in visit(tier1_clerk, "payment", payment.public_id).content.decode()

    def test_form_has_no_choice_where_no_card_is_taken(self, drafted_payment, tier1_clerk, visit):
        page = visit(tier1_clerk, "payment_line_add", drafted_payment.public_id)
        assert not {"proof", "card_company"} & set(page.context["form"].fields)

    def test_officer_decides_it_and_the_firm_puts_it_right(
        self, add, payment, tier1_clerk, tier1_rep, officer, moment, visit
    ):
        line = add()
        operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        assert "비씨카드 12345678" in visit(officer, "payment_check", payment.public_id).content.decode()
        verdicts = {line.pk: Verdict(False, "금액 오류")}
        operations.check_payment(payment=payment, decisions=verdicts, finding="확인", by=officer, at=moment)
        form = visit(tier1_clerk, "payment_line_correct", line.public_id).context["form"]
        assert (form["proof"].value(), form["card_company"].value(), form["invoice_number"].value()) == (
            "CARD", "31", "12345678",
        )  # fmt: skip

    def test_line_is_found_by_the_number_on_the_slip(self, add):
        line = add()
        for number, found in (("1234-5678", [line]), ("12345678", [line]), ("2345678", []), (KEY, [line])):
            assert list(PaymentLine.objects.filter(proved_by(number))) == found
