"""
Each support model clicked to the point where it differs from the others. The chain model with contributions
is in test_thread.py, the one with indirect subsidies in test_indirect.py. Two of the three here run under
`./test --long` only, so that the daily run stays within its quarter of an hour.
"""

from pathlib import Path

import pytest

from tests.factories.people import business_number
from tests.journeys import papers
from tests.journeys.people import Stage, ko
from tests.journeys.setting import a_registered_firm, an_open_programme
from tests.journeys.steps import (
    Office,
    applies,
    drafts_the_plan,
    has_it_verified,
    has_the_plan_selected,
    invites,
    is_awarded,
    month,
    reads_its_meters,
    registers_a_consortium,
    sign_the_agreement,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SYNERGY, PERFORMANCE, DOWNSTREAM = "시너지 연계형", "성과 활용형", "수요기업 지원형"


@pytest.fixture
def office(stage: Stage) -> Office:
    an_open_programme()
    return Office(
        stage.enter().sign_in("officer@journey.example"),
        stage.enter().sign_in("approver@journey.example"),
        stage.enter().sign_in("payer@journey.example"),
        stage.enter().sign_in("verifier@journey.example"),
    )


@pytest.mark.long
class TestSynergy:
    def test_a_shared_supplier_counts_once_and_each_anchor_sees_its_share(
        self, stage: Stage, office: Office, tmp_path: Path
    ) -> None:
        file = papers.write_all(tmp_path)
        names = {1: "가나전자", 2: "다라반도체", 3: "공유정밀"}
        for n, name in names.items():
            a_registered_firm(n, name, "SME" if n == 3 else "LARGE")
        first, second, supplier = (stage.enter().sign_in(f"firm{n}@journey.example") for n in names)
        consortia = []
        for anchor, name in ((first, "가나 컨소시엄"), (second, "다라 컨소시엄")):
            consortium = registers_a_consortium(anchor, name, SYNERGY)
            invites(anchor, consortium, business_number(3), supplier,
                    role=ko("Shared supplier"), product="정밀 부품", hs_code="8542.31")  # fmt: skip
            consortia.append(consortium)

        # Shares that do not come to a whole are refused, with what was typed still there; then 60 and 40.
        first.open(consortia[0]).click("/shares/new/")
        shares = first.page.locator("main input[name^='share_']")
        for n in range(shares.count()):
            shares.nth(n).fill("33.33")
        first.press(refused=True).sees("33.34").looks_at("shares-refused")
        for n, share in enumerate(("60", "40")):
            shares.nth(n).fill(share)
        first.fill_in(valid_from=f"{month(0):%Y-%m}").press().looks_at("shares")
        second.take_up("/confirm/").press()

        for anchor, consortium in zip((first, second), consortia, strict=True):
            sign_the_agreement(anchor, consortium, [anchor, supplier])
            has_the_plan_selected(anchor, drafts_the_plan(anchor, consortium, "공유 협력사 감축"), office)
        application = applies(supplier, consortia[0], file, "100,000,000")
        is_awarded(application, supplier, office)
        first.open(consortia[0]).sees("60 %").looks_at("consortium-synergy")
        second.open(consortia[1]).sees("40 %")


@pytest.mark.long
class TestPerformance:
    def test_what_is_verified_above_the_promise_is_the_owners_surplus(
        self, stage: Stage, office: Office, tmp_path: Path
    ) -> None:
        file = papers.write_all(tmp_path)
        for n, name in {1: "한바다조선", 2: "선박부품"}.items():
            a_registered_firm(n, name, "SME" if n == 2 else "LARGE")
        anchor, partner = (stage.enter().sign_in(f"firm{n}@journey.example") for n in (1, 2))
        consortium = registers_a_consortium(anchor, "한바다 컨소시엄", PERFORMANCE)
        invites(anchor, consortium, business_number(2), partner, product="선박용 배관", hs_code="7307.93")
        plan = drafts_the_plan(anchor, consortium, "초과 감축량 활용")
        anchor.open(plan).click("/surplus/").fill_in(
            promised_kg="10", expected_surplus_kg="40", owner="한바다조선", method="01B-011"
        ).press().looks_at("plan-performance")
        sign_the_agreement(anchor, consortium, [anchor, partner])
        has_the_plan_selected(anchor, plan, office)
        application = applies(partner, consortium, file, "100,000,000")
        is_awarded(application, partner, office)
        partner.open(application + "?tab=reductions").click("/measures/")
        measure = partner.page.url.removeprefix(stage.url)
        reads_its_meters(partner, measure, 800_000, ("0.145", "0.108"))
        assert office.verifier is not None
        has_it_verified(partner, partner, measure, office.officer, office.verifier)
        # 2 × 800,000 Nm³ × 0.037 kWh/Nm³ × 0.4330 kg/kWh = 25,633 kg, of which 10,000 were promised.
        anchor.open(consortium).sees("25.633").sees("15.633").looks_at("consortium-performance")


@pytest.mark.long
class TestDownstream:
    def test_customers_are_linked_by_their_product(
        self, stage: Stage, office: Office, tmp_path: Path
    ) -> None:
        file = papers.write_all(tmp_path)
        for n, name in {1: "한강제철", 2: "새길자동차부품"}.items():
            a_registered_firm(n, name, "SME" if n == 2 else "LARGE")
        anchor, customer = (stage.enter().sign_in(f"firm{n}@journey.example") for n in (1, 2))
        consortium = registers_a_consortium(anchor, "한강제철 수요기업 컨소시엄", DOWNSTREAM)
        # A customer that is its own anchor is refused.
        anchor.click("/invite/").fill_in(business_number=business_number(1)).press(refused=True)
        invites(anchor, consortium, business_number(2), customer)
        plan = drafts_the_plan(anchor, consortium, "수요기업 감축")
        anchor.open(plan).sees("새길자동차부품").looks_at("plan-downstream-gaps")
        anchor.open(consortium).click("/links/new/").fill_in(
            product="자동차용 강판", hs_code="7209.17", since=f"{month(0):%Y-%m-%d}"
        ).press()
        sign_the_agreement(anchor, consortium, [anchor, customer])
        has_the_plan_selected(anchor, plan, office)
        application = applies(customer, consortium, file, "100,000,000")
        is_awarded(application, customer, office)
        anchor.open(consortium).sees("자동차용 강판").looks_at("consortium-downstream")
        anchor.open(consortium + "chain/").sees("60,000,000")
