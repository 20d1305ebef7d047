"""What consulting and footprints delivered, and that their cost is paid for nothing less."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from applications.models import CostItem
from core.users.models import User
from core.workflow.refusals import StaleVersion
from disbursements import operations
from disbursements.models import Deliverable, Grant
from disbursements.operations.deliverables import (
    DeliverableExists,
    DeliverableMissing,
    DeliverableRestedOn,
    DeliveredTooEarly,
    FootprintIncomplete,
    InvalidFootprint,
    NothingToDeliver,
    UnitMissing,
)
from disbursements.refusals import GrantClosed, InvoiceInFuture, NotOfThisGrant
from firms.refusals import InvalidHsCode
from tests.factories.cases import SMALL_PDF, cost_item, paper
from tests.factories.people import MOMENT, business_number

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 2, 2)
FOOTPRINT = {
    "product": "브레이크 패드",
    "declared_unit": "1 kg",
    "kg_per_unit": Decimal("3.421"),
    "verifier_name": "한국검증원",
    "regulation": "CBAM",
    "hs_code": "8708.30",
    "delivered_on": DAY,
}


def item(grant: Grant, kind: str) -> CostItem:
    return cost_item(grant.application, cost_kind=kind, name=f"{kind} 용역", cost_won=20_000_000)


@pytest.fixture
def pcf(grant: Grant) -> CostItem:
    return item(grant, "PCF")


@pytest.fixture
def consulting(grant: Grant, tier1_clerk: User) -> CostItem:
    return item(grant, "CONSULTING")


def record(grant: Grant, cost_item: CostItem, by: User, **changed: Any) -> Deliverable:
    facts = {"report": paper(by), **FOOTPRINT, **changed}
    return operations.record_deliverable(grant=grant, cost_item=cost_item, by=by, at=MOMENT, **facts)


def edit(deliverable: Deliverable, by: User, **changed: Any) -> Deliverable:
    return operations.edit_deliverable(deliverable=deliverable, by=by, at=MOMENT, **{**FOOTPRINT, **changed})


def invoice(grant: Grant, cost_item: CostItem, by: User) -> Any:
    payment = operations.draft_payment(grant=grant, by=by, at=MOMENT)
    operations.add_payment_line(
        payment=payment, cost_item=cost_item, invoice_number="A" * 24, invoice_on=DAY,
        supplier_number=business_number(77), supplier_name="한국탄소연구소", supply_won=10_000_000,
        invoice=paper(by), by=by, at=MOMENT,
    )  # fmt: skip
    return payment


class TestRecord:
    def test_keeps_product_unit_value_verifier_rule_and_code(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User
    ) -> None:
        found = Deliverable.objects.get(pk=record(grant, pcf, tier1_clerk).pk)
        assert (found.product, found.declared_unit, found.kg_per_unit) == (
            "브레이크 패드",
            "1 kg",
            Decimal("3.421"),
        )
        assert (found.verifier_name, found.regulation, found.hs_code) == ("한국검증원", "CBAM", "870830")
        assert found.report.owner_kind == "grant"
        assert found.report.owner_id == grant.pk

    @pytest.mark.parametrize(
        ("missing", "named"),
        [
            ({"declared_unit": " "}, "declared unit"),
            ({"kg_per_unit": None}, "kg CO2e per declared unit"),
            ({"verifier_name": ""}, "verified by"),
            ({"verifier_name": "", "kg_per_unit": None}, "kg CO2e per declared unit, verified by"),
        ],
    )
    def test_refuses_a_footprint_without_all_its_facts(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User, missing: dict[str, Any], named: str
    ) -> None:
        with translation.override("en"), pytest.raises(FootprintIncomplete) as refused:
            record(grant, pcf, tier1_clerk, **missing)
        assert refused.value.figures["missing"] == named

    def test_a_consulting_report_may_come_without_a_value(
        self, grant: Grant, consulting: CostItem, tier1_clerk: User
    ) -> None:
        empty = {
            "declared_unit": "",
            "kg_per_unit": None,
            "verifier_name": "",
            "regulation": "",
            "hs_code": "",
        }
        assert record(grant, consulting, tier1_clerk, **empty).kg_per_unit is None

    def test_refuses_a_value_without_its_unit(
        self, grant: Grant, consulting: CostItem, tier1_clerk: User
    ) -> None:
        with pytest.raises(UnitMissing):
            record(grant, consulting, tier1_clerk, declared_unit="")

    @pytest.mark.parametrize("value", ["-0.000001", "NaN", "Infinity", "0.0000001", "1000000000000"])
    def test_refuses_a_value_that_can_not_be(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User, value: str
    ) -> None:
        with pytest.raises(InvalidFootprint) as refused:
            record(grant, pcf, tier1_clerk, kg_per_unit=Decimal(value))
        assert refused.value.field == "kg_per_unit"

    def test_takes_a_footprint_of_zero(self, grant: Grant, pcf: CostItem, tier1_clerk: User) -> None:
        assert record(grant, pcf, tier1_clerk, kg_per_unit=Decimal(0)).kg_per_unit == 0

    def test_refuses_a_wrong_code_and_days_that_can_not_be(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User
    ) -> None:
        with pytest.raises(InvalidHsCode):
            record(grant, pcf, tier1_clerk, hs_code="87A")
        with pytest.raises(InvoiceInFuture):
            record(grant, pcf, tier1_clerk, delivered_on=dt.date(2026, 2, 3))
        with pytest.raises(DeliveredTooEarly, match="2026-02-02"):
            record(grant, pcf, tier1_clerk, delivered_on=dt.date(2026, 2, 1))

    def test_refuses_equipment_and_items_of_another_grant(
        self, grant: Grant, linked_grant: Grant, pcf: CostItem, tier1_clerk: User, tier2_rep: User
    ) -> None:
        equipment = grant.application.cost_items.get(cost_kind="EQUIPMENT")
        with pytest.raises(NothingToDeliver):
            record(grant, equipment, tier1_clerk)
        with pytest.raises(NotOfThisGrant):
            record(linked_grant, pcf, tier2_rep)

    def test_is_recorded_once(self, grant: Grant, pcf: CostItem, tier1_clerk: User) -> None:
        record(grant, pcf, tier1_clerk)
        with pytest.raises(DeliverableExists):
            record(grant, pcf, tier1_clerk)

    def test_refuses_a_grant_that_was_cancelled(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User, officer: User
    ) -> None:
        grant.move_to("CANCELLED", by=officer, at=MOMENT, reason="시험")
        with pytest.raises(GrantClosed):
            record(grant, pcf, tier1_clerk)

    def test_is_for_people_of_the_firm(
        self, grant: Grant, pcf: CostItem, officer: User, anchor_rep: User, auditor: User
    ) -> None:
        for person in (officer, anchor_rep, auditor):
            with pytest.raises(PermissionDenied):
                record(grant, pcf, person)


class TestPayment:
    def test_refuses_an_invoice_for_what_was_not_delivered(
        self, grant: Grant, pcf: CostItem, consulting: CostItem, tier1_clerk: User
    ) -> None:
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=MOMENT)
        for ordered in (pcf, consulting):
            with pytest.raises(DeliverableMissing, match=ordered.name):
                operations.add_payment_line(
                    payment=payment, cost_item=ordered, invoice_number="A" * 24, invoice_on=DAY,
                    supplier_number=business_number(77), supplier_name="한국탄소연구소",
                    supply_won=10_000_000, invoice=paper(tier1_clerk), by=tier1_clerk, at=MOMENT,
                )  # fmt: skip

    def test_is_paid_for_once_it_was(self, grant: Grant, pcf: CostItem, tier1_clerk: User) -> None:
        record(grant, pcf, tier1_clerk)
        assert invoice(grant, pcf, tier1_clerk).lines.count() == 1


class TestEdit:
    def test_puts_facts_right_and_keeps_the_report(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User
    ) -> None:
        made = record(grant, pcf, tier1_clerk)
        found = edit(made, tier1_clerk, version=made.version, kg_per_unit=Decimal("2.9"))
        assert (found.kg_per_unit, found.report_id) == (Decimal("2.9"), made.report_id)
        with pytest.raises(StaleVersion):
            edit(made, tier1_clerk, version=made.version)

    def test_not_while_a_payment_request_rests_on_it(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User, tier1_rep: User, officer: User
    ) -> None:
        made = record(grant, pcf, tier1_clerk)
        payment = invoice(grant, pcf, tier1_clerk)
        edit(made, tier1_clerk)
        operations.submit_payment(payment=payment, by=tier1_rep, at=MOMENT)
        with pytest.raises(DeliverableRestedOn):
            edit(made, tier1_clerk)
        operations.return_payment(payment=payment, reason="단위를 확인하십시오.", by=officer, at=MOMENT)
        edit(made, tier1_clerk, declared_unit="1 개")

    def test_is_for_people_of_the_firm(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User, officer: User
    ) -> None:
        with pytest.raises(PermissionDenied):
            edit(record(grant, pcf, tier1_clerk), officer)


class TestVisibility:
    def test_whoever_sees_the_grant_sees_what_it_delivered(
        self, grant: Grant, pcf: CostItem, tier1_clerk: User, officer: User, rival_rep: User, anchor_rep: User
    ) -> None:
        made = record(grant, pcf, tier1_clerk)
        for person, seen in ((tier1_clerk, True), (officer, True), (anchor_rep, True), (rival_rep, False)):
            assert Deliverable.objects.visible_to(person).filter(pk=made.pk).exists() is seen


class TestPages:
    def test_the_grant_shows_what_is_missing_and_what_was_handed_in(
        self, client: Any, grant: Grant, pcf: CostItem, consulting: CostItem, tier1_clerk: User, officer: User
    ) -> None:
        made = record(grant, pcf, tier1_clerk)
        client.cookies["django_language"] = "en"
        client.force_login(tier1_clerk)
        text = client.get(grant.get_absolute_url()).content.decode()
        assert "3.421 kgCO₂e / 1 kg" in text
        assert "Not handed in yet" in text
        assert reverse("disbursements:deliverable_edit", args=[made.public_id]) in text
        client.force_login(officer)
        text = client.get(grant.get_absolute_url()).content.decode()
        assert "3.421 kgCO₂e / 1 kg" in text
        assert reverse("disbursements:deliverable_edit", args=[made.public_id]) not in text
        assert client.get(reverse("disbursements:file", args=[made.report.public_id])).status_code == 200

    def test_no_report_for_a_stranger(
        self, client: Any, grant: Grant, pcf: CostItem, tier1_clerk: User, rival_rep: User
    ) -> None:
        made = record(grant, pcf, tier1_clerk)
        client.force_login(rival_rep)
        assert client.get(reverse("disbursements:file", args=[made.report.public_id])).status_code == 404

    def test_the_anchor_reads_the_footprint_and_not_the_report(
        self, client: Any, grant: Grant, pcf: CostItem, tier1_clerk: User, anchor_rep: User
    ) -> None:
        made = record(grant, pcf, tier1_clerk)
        report = reverse("disbursements:file", args=[made.report.public_id])
        client.cookies["django_language"] = "en"
        for person, reads in ((tier1_clerk, True), (anchor_rep, False)):
            client.force_login(person)
            text = client.get(grant.get_absolute_url()).content.decode()
            assert "3.421 kgCO₂e / 1 kg" in text
            assert (report in text, client.get(report).status_code == 200) == (reads, reads)

    def test_handed_in_and_changed_by_clicking(
        self, client: Any, grant: Grant, pcf: CostItem, tier1_clerk: User
    ) -> None:
        client.force_login(tier1_clerk)
        address = reverse("disbursements:deliverable_record", args=[grant.public_id])
        assert client.get(f"{address}?item=%00").status_code == 200
        typed = {**FOOTPRINT, "cost_item": pcf.pk, "kg_per_unit": "3.421", "delivered_on": "2026-02-02"}
        report = SimpleUploadedFile("report.pdf", SMALL_PDF, content_type="application/pdf")
        assert client.post(address, {**typed, "hs_code": "abc", "report": report}).status_code == 422
        report.seek(0)
        assert client.post(address, {**typed, "report": report}).url == grant.get_absolute_url()
        made = Deliverable.objects.get()
        change = reverse("disbursements:deliverable_edit", args=[made.public_id])
        assert "3.421" in client.get(change).content.decode()
        answer = client.post(change, {**typed, "kg_per_unit": "2.5", "version": made.version})
        assert answer.url == grant.get_absolute_url()
        made.refresh_from_db()
        assert (made.kg_per_unit, made.report_id is not None) == (Decimal("2.5"), True)
        assert client.get(address).url == grant.get_absolute_url()
