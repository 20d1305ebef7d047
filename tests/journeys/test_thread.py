"""The thread: from a consortium's plan to the audit dossier of a two-tier chain, clicked by signed-in people."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import an_open_programme
from tests.journeys.steps import adds_a_clerk, has_it_verified, month, reads_its_meters, registers_its_account

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ANCHOR, TIER1, TIER2 = "900-00-00016", "900-00-00020", "900-00-00035"


def registers_its_firm(person: Person, number: str, name: str, size: str, proof: Path) -> None:
    """A newcomer's first minutes: the firm, then its certificate."""
    person.home().click("/firms/register/")
    person.fill_in(
        business_number=number,
        name=name,
        representative_name="김대표",
        sector="C25923",
        region=ko("Busan"),
        address="부산광역시 사하구 시험로 1",
    ).press()
    person.sees(name)
    person.fill_in(
        size_class=ko(size),
        number=f"CERT-{number}",
        issued_on=f"{timezone.localdate().year}-01-05",
        valid_until=f"{timezone.localdate().year + 1}-12-31",
        attachment=str(proof),
    ).press()
    person.sees(f"CERT-{number}")


class TestThread:
    def test_from_plan_to_audit_dossier(self, stage: Stage, tmp_path: Path) -> None:
        program = an_open_programme()
        file = papers.write_all(tmp_path)
        officer = stage.enter().sign_in("officer@journey.example")
        approver = stage.enter().sign_in("approver@journey.example")
        payer = stage.enter().sign_in("payer@journey.example")

        # 1. The anchor registers its firm and a consortium, adds tier 1, submits a plan; the officer selects it.
        anchor = stage.enter().open("/").looks_at("landing").sign_up("강민호", "anchor@journey.example")
        anchor.looks_at("firm-register")
        registers_its_firm(anchor, ANCHOR, "대한자동차", "Large firm", file["certificate"])
        tier1 = stage.enter().sign_up("윤서준", "tier1@journey.example")
        registers_its_firm(tier1, TIER1, "한빛정밀", "Small or medium firm (SME)", file["certificate"])
        clerk = stage.enter().sign_up("서지우", "clerk@journey.example")
        adds_a_clerk(tier1, "서지우", "clerk@journey.example")
        anchor.home().click("/calls/").fill_in(
            name="대한자동차 컨소시엄", support_model="공급망 연쇄 지원형"
        ).press()
        consortium = anchor.page.url.removeprefix(stage.url).split("?")[0]
        anchor.click("/invite/").fill_in(business_number=TIER1, product="구동축", hs_code="8708.50").press()
        anchor.sees("한빛정밀").sees("구동축")
        tier1.take_up("/join/").press().sees("대한자동차 컨소시엄")
        anchor.open(consortium).click("/agreement/new/").press().looks_at("agreement")
        for party in (anchor, tier1):
            party.take_up("/sign/").ticks("has_read").press().sees("SHA-256")
        anchor.open(consortium).click("/new-plan/").fill_in(
            title="공급망 연쇄 감축",
            purpose="1차 협력사의 압축기를 교체하고 2차 협력사를 돕는다.",
            starts_on=f"{month(0):%Y-%m-%d}",
            ends_on=f"{month(9):%Y-%m-%d}",
        ).press()
        anchor.looks_at("plan").click("/submit/").press()
        officer.home().looks_at("home-officer").take_up("/select/").fill_in(
            reason="공급망 연쇄 효과가 분명함."
        ).press()

        # 2. The clerk drafts, the representative submits.
        clerk.home().click("/applications/new/").fill_in(
            title="스크루 압축기 교체",
            purpose="정속 압축기를 인버터형으로 바꾼다.",
            starts_on=f"{month(0):%Y-%m-%d}",
            ends_on=f"{month(9):%Y-%m-%d}",
            anchor_won="20,000,000",
        ).press()
        application = clerk.page.url.removeprefix(stage.url).removesuffix("costs/new/")
        clerk.click("technology=").press(refused=True).looks_at("cost-item-refused")
        clerk.fill_in(
            name="인버터 스크루 압축기",
            maker="대한컴프레서",
            model="DV-132",
            cost_won="200,000,000",
            quote_supplier="대한컴프레서",
            quote_on=f"{month(0):%Y-%m-%d}",
            quote=str(file["quote"]),
            site="울산 1공장",
            baseline_sec="0.145",
            project_sec="0.108",
            annual_nm3="9,600,000",
        ).press()
        clerk.sees("120,000,000").looks_at("application-draft")
        clerk.click("tab=documents").click("?paper=").fill_in(attachment=str(file["proof"])).press()
        clerk.looks_at("application-documents")
        tier1.home().open(application).click("/submit/").press().sees("120,000,000")
        tier1.looks_at("receipt").click(application).looks_at("application")

        # 3. One officer assesses, another awards, the firm accepts.
        officer.take_up("/assess/").fill_in(
            recommendation=ko("Award"), finding="산식과 자기부담 능력을 확인함."
        ).press()
        approver.home().looks_at("home-approver").take_up("/award/").looks_at("award").fill_in(
            reason="예산 범위에서 전액 결정함."
        ).press()
        tier1.take_up("/accept/").press()
        grant = tier1.page.url.removeprefix(stage.url)

        # 4. A payment request against an e-tax invoice; three officers let it go, the bank's word is recorded.
        registers_its_account(tier1, grant, file["invoice"], officer)
        clerk.open(grant).click("/payments/new/").press()
        clerk.click("/lines/new/").fill_in(
            cost_item="인버터 스크루 압축기",
            invoice_number="20260511-DEMO0001-0000A001",
            invoice_on=f"{timezone.localdate():%Y-%m-%d}",
            supplier_number="124-81-00998",
            supplier_name="대한컴프레서",
            supply_won="200,000,000",
            invoice=str(file["invoice"]),
        ).press()
        clerk.click("/evidence/new/").fill_in(
            kind=ko("Bank transfer receipt"),
            number="TR-1",
            dated_on=f"{timezone.localdate():%Y-%m-%d}",
            amount_won="200,000,000",
            attachment=str(file["receipt"]),
        ).press()
        payment = clerk.page.url.removeprefix(stage.url)
        tier1.open(payment).click("/submit/").press()
        officer.take_up("/check/").accepts_every_line().fill_in(finding="견적과 세금계산서가 일치함.").press()
        approver.take_up("/approve/").press()
        payer.take_up("/release/").press()
        officer.take_up("/confirm/").fill_in(
            amount_won="120,000,000", paid_on=f"{timezone.localdate():%Y-%m-%d}", bank_reference="BANK-1"
        ).press()
        officer.looks_at("payment")
        tier1.open(grant).sees("120,000,000").looks_at("grant")

        # 5. Tier 2 joins under tier 1; a contribution is agreed, passed on and confirmed.
        tier2 = stage.enter().sign_up("문도현", "tier2@journey.example")
        registers_its_firm(tier2, TIER2, "가온열처리", "Small or medium firm (SME)", file["certificate"])
        tier1.open(consortium).click("/invite/").fill_in(business_number=TIER2).press().sees("가온열처리")
        tier2.take_up("/join/").press()
        tier1.open(application).click("/contributions/new/").fill_in(
            firm="가온열처리",
            amount="90,000,000",
            title="2차 협력사 압축기",
            purpose="2차 협력사의 압축기를 교체한다.",
            starts_on=f"{month(0):%Y-%m-%d}",
            ends_on=f"{month(9):%Y-%m-%d}",
        ).press()
        officer.take_up("/record/").fill_in(reason="상생 협약을 확인함.").press()
        tier2.take_up("/accept/").press()
        linked = tier2.page.url.removeprefix(stage.url)
        clerk.open(grant).click("/pass-on/").fill_in(
            receiver="가온열처리",
            amount_won="90,000,000",
            paid_on=f"{timezone.localdate():%Y-%m-%d}",
            bank_reference="PASS-1",
            evidence=str(file["receipt"]),
        ).press()
        tier2.take_up("/confirm/").fill_in(amount_won="90,000,001").press(refused=True)
        tier2.fill_in(amount_won="90,000,000").press()
        tier1.open(consortium + "chain/").sees("90,000,000").looks_at("chain-tier1")

        # 6. Both firms read their meters; the verifier signs.
        verifier = stage.enter().sign_in("verifier@journey.example")
        clerk.open(application + "?tab=reductions").click("/measures/")
        first = clerk.page.url.removeprefix(stage.url)
        tier2.open(linked).click("/measures/new/").fill_in(
            name="인버터 스크루 압축기 75 kW",
            site="부산 본사 공장",
            baseline_sec="0.152",
            project_sec="0.115",
            annual_nm3="3,000,000",
        ).press()
        second = tier2.page.url.removeprefix(stage.url)
        reads_its_meters(clerk, first, 800_000, ("0.145", "0.108"))
        reads_its_meters(tier2, second, 250_000, ("0.152", "0.115"))
        clerk.open(first).looks_at("measure")
        has_it_verified(clerk, tier1, first, officer, verifier)
        has_it_verified(tier2, tier2, second, officer, verifier)
        verifier.looks_at("statement")

        # 7. The tally and the dossier are made by the worker; the auditor reads everything.
        officer.open(f"/programs/{program.public_id}/").looks_at("program")
        officer.asks_for("/tallies/make/").waits_for_the_job().looks_at("tally")
        officer.open(consortium + "chain/").looks_at("chain")
        officer.open(consortium).looks_at("consortium").click("/documents/of/consortium-audit/")
        officer.looks_at("papers").press("ko").waits_for_the_job().looks_at("document")
        document = officer.page.url
        auditor = stage.enter().sign_in("auditor@journey.example")
        auditor.open(document).sees("SHA-256")
        auditor.open(consortium + "chain/").sees("90,000,000")

        # 8. A stranger who was handed the file verifies it without signing in; one byte changed, it is none of ours.
        handed_on = auditor.open(document).downloads("/file/", tmp_path)
        stranger = stage.enter().open("/verify/").looks_at("verify-form")
        stranger.fill_in(file=str(handed_on)).press().sees(ko("Genuine, and it still holds")).looks_at(
            "verified"
        )
        changed = bytearray(handed_on.read_bytes())
        changed[len(changed) // 2] ^= 1
        handed_on.write_bytes(changed)
        stranger.open("/verify/").fill_in(file=str(handed_on)).press()
        stranger.sees(ko("This file is none of ours, or it was changed")).looks_at("verified-changed")
