"""E-tax invoices from their files, evidence of lines, gaps between papers, cancelled invoices."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from core.evidence.checks import CSV, XML
from core.evidence.operations import AlreadyUsed, store
from core.inbox.models import Item
from core.users.permissions import NotAllowed
from core.workflow.refusals import Gone
from disbursements import cancelled_lists, operations, refusals
from disbursements.matching import Paid, Papers, folded_name, gaps
from disbursements.models import CancelledInvoice, Discrepancy, LineEvidence, Waiver
from disbursements.refusals import lines as refusals_of_lines
from disbursements.tax_invoices import read_tax_invoice
from programs.models import EvidenceRule, PaymentStage
from tests.disbursements.conftest import AWARDED_ON, SUPPLIER, invoice_number, line_terms
from tests.factories import cases
from tests.factories.cases import all_accepted
from tests.factories.people import business_number

BUYER = business_number(5)
SPACE = "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0"


def xml(number: str = invoice_number(1), day: str = "20260202", seller: str = SUPPLIER, buyer: str = BUYER,
        supply: int = 100_000_000, tax: int = 10_000_000, total: int | None = None, more: str = "",
        head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:  # fmt: skip
    """Return an e-tax invoice as the standard has it."""
    return f"""{head}
<TaxInvoice xmlns="{SPACE}">
  <ExchangedDocument><IssueDateTime>{day}101500</IssueDateTime></ExchangedDocument>
  <TaxInvoiceDocument><IssueID>{number}</IssueID><TypeCode>0101</TypeCode>
    <IssueDateTime>{day}</IssueDateTime><PurposeCode>02</PurposeCode>{more}</TaxInvoiceDocument>
  <TaxInvoiceTradeSettlement>
    <InvoicerParty><ID>{seller}</ID><NameText>시험기계</NameText></InvoicerParty>
    <InvoiceeParty><ID>{buyer}</ID><NameText>한빛정밀</NameText></InvoiceeParty>
    <SpecifiedMonetarySummation><ChargeTotalAmount>{supply}</ChargeTotalAmount>
      <TaxTotalAmount>{tax}</TaxTotalAmount>
      <GrandTotalAmount>{supply + tax if total is None else total}</GrandTotalAmount>
    </SpecifiedMonetarySummation>
  </TaxInvoiceTradeSettlement>
  <TaxInvoiceTradeLineItem><NameText>스크루 압축기</NameText><InvoiceAmount>{supply}</InvoiceAmount>
  </TaxInvoiceTradeLineItem>
</TaxInvoice>"""


BOMB = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><TaxInvoice>&b;</TaxInvoice>'
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><TaxInvoice>&a;</TaxInvoice>'
)


class TestReadTaxInvoice:
    def test_reads_what_the_standard_has(self):
        said = read_tax_invoice(xml().encode())
        assert (said.number, said.issued_on) == (invoice_number(1), dt.date(2026, 2, 2))
        assert (said.supplier_number, said.supplier_name, said.buyer_number) == (SUPPLIER, "시험기계", BUYER)
        assert (said.supply_won, said.tax_won, said.total_won) == (100_000_000, 10_000_000, 110_000_000)
        assert said.items == ("스크루 압축기",)
        assert read_tax_invoice(xml(head="").replace("<", "<t:").replace("<t:/", "</t:").replace(
            "xmlns=", "xmlns:t=").encode()) == said  # fmt: skip

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            (BOMB.encode(), refusals.DangerousXml),
            (OUTSIDE.encode(), refusals.DangerousXml),
            (b"<TaxInvoice>" + b" " * 1_000_001, refusals.DangerousXml),
            (xml().encode()[:400], refusals.NoXml),
            (b"", refusals.NoXml),
            (xml().encode("cp949"), refusals.NoXml),
            (xml(head='<?xml version="1.0" encoding="no-such"?>').encode(), refusals.NoXml),
            (b"<Order/>", refusals.NoTaxInvoice),
            (xml(number="123").encode(), refusals.NoTaxInvoice),
            (xml(seller="1234567890").encode(), refusals.NoTaxInvoice),
            (xml(day="20260230").encode(), refusals.NoTaxInvoice),
            (xml().replace("ChargeTotalAmount", "Else").encode(), refusals.NoTaxInvoice),
            (xml(supply=-5, tax=0).encode(), refusals.NoTaxInvoice),
            (xml(total=110_000_001).encode(), refusals.SumsDiffer),
            (xml().replace("<InvoiceAmount>1", "<InvoiceAmount>2").encode(), refusals.SumsDiffer),
        ],
    )
    def test_refuses_what_is_none_in_plain_words(self, data, refusal):
        with pytest.raises(refusal) as caught:
            read_tax_invoice(data)
        assert "%(" not in str(caught.value)


class TestMatching:
    GOOD = Papers(
        100, "(주)시험기계", dt.date(2026, 1, 5), 100, "시험기계", 110, [Paid(dt.date(2026, 2, 2), 110)]
    )

    @pytest.mark.parametrize(
        ("change", "kinds"),
        [
            ({}, []),
            ({"invoiced_won": 101}, ["QUOTE_AMOUNT"]),
            ({"invoiced_by": "다른기계"}, ["QUOTE_SUPPLIER"]),
            ({"total_won": 111}, ["TRANSFER_AMOUNT"]),
            ({"payments": []}, []),
            ({"payments": [Paid(dt.date(2026, 1, 4), 110)]}, ["TRANSFER_EARLY"]),
            ({"quoted_won": None, "quoted_by": "", "quoted_on": None}, []),
        ],
    )
    def test_names_each_gap(self, change, kinds):
        assert [gap.kind for gap in gaps(Papers(**{**vars(self.GOOD), **change}))] == kinds

    def test_a_legal_form_is_no_difference(self):
        assert folded_name("주식회사 한빛 정밀") == folded_name("한빛정밀(주)")


def kept(text: str | bytes, by: Any, name: str = "invoice.xml", kind: str = XML) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return store(file=io.BytesIO(data), filename=name, allowed=frozenset({kind}), by=by, at=cases.MOMENT)


class TestInvoiceByItsFile:
    @pytest.fixture
    def add(self, grant, tier1_clerk, moment):
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)

        def add(at=moment, **facts):
            text = xml(**{"buyer": grant.firm.business_number, **facts})
            return operations.add_line_from_file(
                payment=payment, cost_item=grant.application.cost_items.get(),
                invoice=kept(text, tier1_clerk), by=tier1_clerk, at=at,
            )  # fmt: skip

        return add

    def test_fills_in_the_line(self, add):
        line = add()
        assert (line.invoice_number, line.supply_won, line.tax_won, line.subsidised_won, line.supplier_name) == (
            invoice_number(1), 100_000_000, 10_000_000, 60_000_000, "시험기계",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"buyer": BUYER}, refusals.NotTheBuyer),
            ({"more": "<AmendmentStatusCode>04</AmendmentStatusCode>"}, refusals.InvoiceRevised),
            ({"day": "20260201"}, refusals.InvoiceBeforeAward),
            ({"day": "20260203"}, refusals.InvoiceInFuture),
            ({"supply": 200_000_001}, refusals.AboveCostItem),
        ],
    )
    def test_refuses_what_the_firm_cant_be_paid_for(self, add, facts, refusal):
        with pytest.raises(refusal):
            add(**facts)

    def test_the_last_second_of_the_year_counts_for_its_day(self, add):
        at = dt.datetime.fromisoformat("2026-12-31T23:59:59+09:00")
        assert add(day="20261231", at=at).invoice_on == dt.date(2026, 12, 31)
        with pytest.raises(refusals.InvoiceInFuture):
            add(day="20270101", at=at, number=invoice_number(2))

    def test_what_was_typed_differs_field_by_field(self, grant, drafted_payment, tier1_clerk, visit, moment):
        text = xml(
            number=invoice_number(3), buyer=grant.firm.business_number, supply=50_000_000, tax=5_000_000
        )
        invoice = kept(text, tier1_clerk)
        terms = line_terms(grant, tier1_clerk, n=3, supply_won=40_000_000, invoice=invoice)
        with pytest.raises(refusals.InvoiceDiffers, match="50,000,000"):
            operations.add_payment_line(payment=drafted_payment, **terms, by=tier1_clerk, at=moment)
        typed = {
            "cost_item": grant.application.cost_items.get().pk, "invoice_number": invoice_number(4),
            "invoice_on": AWARDED_ON.isoformat(), "supplier_number": SUPPLIER, "supplier_name": "시험기계",
            "supply_won": "40,000,000", "tax_won": "5,000,000",
            "invoice": io.BytesIO(text.encode()),
        }  # fmt: skip
        typed["invoice"].name = "invoice.xml"
        answer = visit(tier1_clerk, "payment_line_add", drafted_payment.public_id, **typed)
        assert set(answer.context["form"].errors) == {"invoice_number", "supply_won"}


@pytest.fixture
def transfer(tier1_clerk, moment):
    """Return the firm's act: add a transfer receipt, or another paper, to a line."""

    def add(line, **terms):
        known = {"kind": "TRANSFER", "number": "T-1", "dated_on": AWARDED_ON, "amount_won": 100_000_000}
        return operations.add_line_evidence(
            line=line, attachment=cases.paper(tier1_clerk), by=tier1_clerk, at=moment, **known | terms
        )

    return add


class TestEvidence:
    @pytest.fixture
    def wanted(self, program) -> None:
        terms = {
            "program": program,
            "valid_from": dt.date(2026, 1, 1),
            "source_ko": "설정",
            "source_en": "A setting",
        }
        EvidenceRule.objects.create(kind="TRANSFER", does_as_well="CARD", **terms)
        EvidenceRule.objects.create(kind="SERIAL_PLATE", cost_kind="EQUIPMENT", **terms)
        EvidenceRule.objects.create(kind="DELIVERY_NOTE", cost_kind="CONSULTING", **terms)

    def test_that_is_missing_is_named_line_by_line(
        self, wanted, drafted_payment, transfer, tier1_rep, tier1_clerk, visit, moment
    ):
        line = drafted_payment.lines.get()
        with pytest.raises(refusals.EvidenceMissing, match=invoice_number(1)) as caught:
            operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)
        assert str(EvidenceRule.objects.get(kind="TRANSFER").words) in str(caught.value)
        transfer(line, kind="CARD", card_company="31", number="1234-5678")
        assert len(visit(tier1_clerk, "payment", drafted_payment.public_id).context["missing"]) == 1
        transfer(line, kind="SERIAL_PLATE", number="SC75-1", dated_on=None, amount_won=None)
        operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)
        with pytest.raises(refusals.NotEditable):
            transfer(line)
        with pytest.raises(Exception, match="evidence_follows_request"), transaction.atomic():
            LineEvidence.objects.all().delete()

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"number": " "}, refusals.EvidenceIncomplete),
            ({"amount_won": None}, refusals.EvidenceIncomplete),
            ({"dated_on": None}, refusals.EvidenceIncomplete),
            ({"dated_on": AWARDED_ON + dt.timedelta(days=1)}, refusals.InvoiceInFuture),
            ({"kind": "CARD", "card_company": "31", "number": "12"}, refusals.InvalidCardNumber),
        ],
    )
    def test_says_what_its_kind_wants(self, drafted_payment, transfer, terms, refusal):
        with pytest.raises(refusal):
            transfer(drafted_payment.lines.get(), **terms)

    def test_of_a_line_that_somebody_removed_meanwhile_is_refused_in_words(
        self, drafted_payment, transfer, tier1_clerk, moment
    ):
        line = drafted_payment.lines.get()
        operations.remove_payment_line(line=line, by=tier1_clerk, at=moment)
        with pytest.raises(Gone):
            transfer(line)

    def test_one_card_approval_serves_one_grant(self, grant, drafted_payment, transfer, tier1_rep, moment):
        from core.evidence.operations import mark_used

        mark_used(
            kind="card", value=f"31{AWARDED_ON:%Y%m%d}12345678", owner_kind="grant", owner_id=grant.pk + 1,
            by=tier1_rep, at=moment,
        )  # fmt: skip
        with pytest.raises(AlreadyUsed, match="12345678"):
            transfer(drafted_payment.lines.get(), kind="CARD", card_company="31", number="12345678")


class TestDiscrepancies:
    @pytest.fixture
    def gap(self, drafted_payment, transfer, tier1_rep, officer, moment) -> Discrepancy:
        """The transfer is one won short of the invoice."""
        transfer(drafted_payment.lines.get(), amount_won=99_999_999)
        payment = operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="확인함", by=officer, at=moment
        )
        return Discrepancy.objects.get()

    def test_are_opened_with_the_check_and_have_an_owner(self, gap, officer, drafted_payment, visit):
        assert (gap.kind, gap.expected, gap.found, gap.owner) == (
            "TRANSFER_AMOUNT", "100,000,000", "99,999,999", officer,
        )  # fmt: skip
        assert Item.objects.open().filter(kind="clear_discrepancy", subject_id=gap.pk).exists()
        address = gap.get_absolute_url()
        assert address in visit(officer, "payment", drafted_payment.public_id).content.decode()
        assert address in visit(officer, "grant", gap.grant.public_id).content.decode()

    def test_keep_their_line_in_a_request_that_comes_back(
        self, gap, drafted_payment, tier1_rep, officer, moment
    ):
        operations.return_payment(payment=drafted_payment, reason="보완", by=officer, at=moment)
        with pytest.raises(refusals.LineOnRecord, match=invoice_number(1)):
            operations.remove_payment_line(line=gap.line, by=tier1_rep, at=moment)

    def test_stand_in_the_way_of_the_final_payment_until_two_people_waive_them(
        self, gap, grant, program, tier1_clerk, tier1_rep, officer, approving_officer, moment
    ):
        PaymentStage.objects.create(
            program=program, kind="FINAL", share_bp=10_000, conditions=["NO_DISCREPANCY"],
            valid_from=dt.date(2026, 1, 1), source_ko="설정", source_en="A setting",
        )  # fmt: skip
        payment = operations.draft_payment(grant=grant, kind="FINAL", by=tier1_clerk, at=moment)
        terms = line_terms(grant, tier1_clerk, n=9, supply_won=10_000_000)
        operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
        with pytest.raises(refusals.DiscrepanciesOpen, match=invoice_number(1)):
            operations.submit_payment(payment=payment, by=tier1_rep, at=moment)

        until = AWARDED_ON + dt.timedelta(days=1)
        with pytest.raises(refusals.WaiverEnded):
            operations.ask_waiver(
                discrepancy=gap,
                reason="수수료 1원",
                ends_on=AWARDED_ON - dt.timedelta(days=1),
                by=officer,
                at=moment,
            )
        operations.ask_waiver(discrepancy=gap, reason="수수료 1원", ends_on=until, by=officer, at=moment)
        with pytest.raises(NotAllowed):
            operations.grant_waiver(discrepancy=gap, by=officer, at=moment)
        with pytest.raises(Exception, match="waiver_four_eyes"), transaction.atomic():
            Waiver.objects.update(granted_by=officer, granted_at=moment)
        operations.grant_waiver(discrepancy=gap, by=approving_officer, at=moment)
        later = moment + dt.timedelta(days=2)
        with pytest.raises(refusals.DiscrepanciesOpen):
            operations.submit_payment(payment=payment, by=tier1_rep, at=later)
        operations.submit_payment(payment=payment, by=tier1_rep, at=moment)

    def test_are_closed_once_with_how_when_the_papers_agree(
        self, gap, transfer, tier1_clerk, tier1_rep, officer, second_officer, moment, visit
    ):
        line = gap.line
        with pytest.raises(refusals.GapStillThere):
            operations.clear_discrepancy(discrepancy=gap, reason="이체 수수료", by=officer, at=moment)
        payment = operations.return_payment(payment=line.request, reason="이체증", by=officer, at=moment)
        operations.remove_line_evidence(evidence=line.evidence.get(), by=tier1_clerk, at=moment)
        kept_right = transfer(line)
        operations.clear_discrepancy(discrepancy=gap, reason="이체 수수료", by=officer, at=moment)
        with pytest.raises(refusals.DiscrepancyClosed, match="김담당"):
            operations.clear_discrepancy(discrepancy=gap, reason="다시", by=second_officer, at=moment)
        assert not Item.objects.open().filter(subject_kind="discrepancy").exists()
        assert "이체 수수료" in visit(officer, "discrepancy", gap.public_id).content.decode()
        operations.remove_line_evidence(evidence=kept_right, by=tier1_clerk, at=moment)
        transfer(line, amount_won=1)
        operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="확인함", by=officer, at=moment
        )
        assert Discrepancy.objects.open().get().found == "1"  # found again, it is open again

    def test_one_transfer_bears_invoices_up_to_its_amount(
        self, drafted_payment, transfer, grant, tier1_clerk, tier1_rep, officer, moment
    ):
        first = drafted_payment.lines.get()
        terms = line_terms(grant, tier1_clerk, n=2, supply_won=50_000_000)
        second = operations.add_payment_line(payment=drafted_payment, **terms, by=tier1_clerk, at=moment)
        shared = [transfer(line, amount_won=149_999_999) for line in (first, second)]
        with pytest.raises(refusals_of_lines.TransferUsedUp, match="149,999,999"):
            operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)
        for one in shared:
            operations.remove_line_evidence(evidence=one, by=tier1_clerk, at=moment)
            transfer(one.line, amount_won=150_000_000)
        payment = operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="확인함", by=officer, at=moment
        )
        assert not Discrepancy.objects.exists()

    def test_of_money_passed_on_against_its_receipt(self, pass_on, officer, tier1_rep, moment):
        passed = pass_on(20_000_000)

        def match(won, by=officer):
            return operations.match_passed_on(
                pass_through=passed, receipt_won=won, receipt_on=passed.paid_on, by=by, at=moment
            )

        assert match(20_000_000) is None
        assert match(19_999_999).kind == "PASSED_ON"
        gap = Discrepancy.objects.get()
        assert match(19_999_999) == gap
        with pytest.raises(refusals.GapStillThere):
            operations.clear_discrepancy(discrepancy=gap, reason="확인", by=officer, at=moment)
        assert match(20_000_000) is None  # the right receipt closes what the wrong one opened
        assert not Discrepancy.objects.open().exists()
        with pytest.raises(NotAllowed):
            match(1, by=tier1_rep)

    def test_a_stage_holds_the_rest_back(self, drafted_payment, program, tier1_rep, moment):
        PaymentStage.objects.create(
            program=program, kind="INTERIM", share_bp=4_999, conditions=[], valid_from=dt.date(2026, 1, 1),
            source_ko="설정", source_en="A setting",
        )  # fmt: skip
        with pytest.raises(refusals.AboveStage, match="59,988,000"):
            operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=moment)


class TestCancelled:
    LIST = f"조회 결과,,\n승인번호,취소일자,공급자\n{invoice_number(1)},2026-02-02,시험기계\n{invoice_number(8)},20260202,x\n"

    def take(self, program, by, at, data):
        listing = kept(data, by, "cancelled.csv", CSV)
        return operations.take_cancelled_invoices(program=program, listing=listing, by=by, at=at)

    def test_too_long_a_list_is_refused_whole(self, monkeypatch):
        monkeypatch.setattr(cancelled_lists, "MOST_ROWS", -6)
        assert len(cancelled_lists.read_cancelled(self.LIST.encode())) == 2
        monkeypatch.setattr(cancelled_lists, "MOST_ROWS", -7)
        with pytest.raises(refusals.ListTooLong):
            cancelled_lists.read_cancelled(self.LIST.encode())

    @pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
    def test_raises_an_alert_also_after_the_payment_and_once(
        self, confirmed_payment, program, officer, second_officer, tier1_rep, client, visit, moment, encoding
    ):
        (alert,) = self.take(program, officer, moment, self.LIST.encode(encoding))
        assert (alert.kind, alert.line.invoice_number, alert.grant) == (
            "INVOICE_CANCELLED", invoice_number(1), confirmed_payment.grant,
        )  # fmt: skip
        assert Item.objects.open().filter(kind="clear_discrepancy", subject_id=alert.pk).exists()
        with pytest.raises(refusals.GapStillThere):
            operations.clear_discrepancy(discrepancy=alert, reason="확인", by=officer, at=moment)
        page = visit(officer, "discrepancy", alert.public_id).content.decode()
        listing = CancelledInvoice.objects.get(number=invoice_number(1)).listing.public_id
        address = reverse("disbursements:file", args=[listing])
        assert address in page
        client.force_login(officer)
        assert client.get(address).status_code == 200
        client.force_login(tier1_rep)
        assert client.get(address).status_code == 404
        before = (CancelledInvoice.objects.count(), Item.objects.count())
        assert self.take(program, second_officer, moment, self.LIST.encode(encoding)) == []
        assert (CancelledInvoice.objects.count(), Item.objects.count()) == before == (2, before[1])

    def test_a_cancelled_invoice_cant_be_asked_for(self, grant, program, officer, tier1_clerk, moment):
        self.take(program, officer, moment, self.LIST.encode())
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
        with pytest.raises(refusals.InvoiceCancelled, match=invoice_number(8)):
            operations.add_payment_line(
                payment=payment, **line_terms(grant, tier1_clerk, n=8), by=tier1_clerk, at=moment
            )

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            ("승인번호,이름\n1,2\n".encode(), refusals.ListHeadingMissing),
            ("승인번호,취소일자\n123,2026-02-02\n".encode(), refusals.ListRowWrong),
            (f"승인번호,취소일자\n{invoice_number(1)},어제\n".encode(), refusals.ListRowWrong),
            (f"승인번호,취소일자\n{invoice_number(1)}".encode(), refusals.ListRowWrong),
            (b"a,\xff\xff\xfe\n", refusals.ListUnreadable),
        ],
    )
    def test_takes_nothing_over_from_a_list_that_is_wrong(self, program, officer, moment, data, refusal):
        with pytest.raises(refusal):
            self.take(program, officer, moment, data)
        assert not CancelledInvoice.objects.exists()
