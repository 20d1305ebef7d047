"""An auditor follows one won from the budget to the second tier, and one tonne from its meter to its claim."""

import zipfile
from pathlib import Path

import pytest

from core.users.models import User
from core.workflow import clock
from measurement.models import Meter
from programs.models import Program
from reporting.claims import operations as claims
from reporting.claims.models import Claim
from tests.journeys.metering import a_metered_compressor, a_signed_statement
from tests.journeys.money import a_chain_of_three
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

#: fewer clicks than these lead from one end to the other
MOST_CLICKS = 10


class Auditor:
    """An auditor who counts what is clicked, from the menu on."""

    def __init__(self, person: Person) -> None:
        self.person, self.clicks = person, 0
        person.home()
        with person.page.expect_navigation():
            person.page.locator("nav a[href*='/audit/']:visible").first.click()
        self.clicks += 1

    def asks(self, text: str) -> None:
        """Type into the one box and press its button."""
        self.person.page.locator("main input[name=q]").fill(text)
        with self.person.page.expect_navigation():
            self.person.page.locator("main form button[type=submit]").click()
        self.clicks += 1

    def clicks_on(self, address: str) -> Person:
        """Click the first link that leads there."""
        self.clicks += 1
        return self.person.click(address)

    def follows(self, stage: str, words: str) -> Person:
        """Follow a step of a stage on."""
        row = self.person.page.locator(f"#{stage} tr", has_text=words).first
        with self.person.page.expect_navigation():
            row.locator("a[href*='/audit/']").first.click()
        self.clicks += 1
        return self.person


def test_one_won_from_the_budget_to_the_second_tier(stage: Stage, tmp_path: Path) -> None:
    program = an_open_programme()
    anchor = a_registered_firm(9, "대한중공업", "LARGE")
    a_chain_of_three(program, anchor, *(a_registered_firm(n, f"{n}차기업") for n in (1, 2, 3)))

    auditor = Auditor(stage.enter().sign_in("auditor@journey.example"))
    auditor.person.looks_at("audit-follow")
    auditor.asks(program.calls.get().code)
    auditor.clicks_on("/audit/won/calls/").sees(ko("Budget appropriated"))
    auditor.follows("awards", "1차기업").sees("150,000,000원")
    auditor.follows("below", "2차기업")
    person = auditor.follows("payments", "BANK-").sees("1차기업 → 2차기업")
    person.sees(ko("Spent on")).sees("invoice.pdf").looks_at("audit-won")
    auditor.clicks_on("/assets/").sees("2차기업")

    assert auditor.clicks < MOST_CLICKS, auditor.clicks
    draws_and_notes(person, tmp_path)


def draws_and_notes(auditor: Person, folder: Path) -> None:
    """The auditor draws the lines of the payments by tier, notes a finding on one, and takes the evidence away."""
    auditor.open("/audit/samples/").click("/audit/samples/draw/")
    auditor.fill_in(
        title="차수별 표본", population=ko("Accepted lines of these payments"), layer=ko("Tier"),
        rule=ko("The same number of each stratum"), size="1", seed="journey2026",
    ).press()  # fmt: skip
    auditor.sees("journey2026").sees(ko("Not looked at")).looks_at("audit-sample")
    sample = auditor.page.url
    auditor.click("/finding/").fill_in(
        line="스크루", kind=ko("The amount is wrong"), text="계산서의 금액이 견적과 다릅니다."
    ).press()
    auditor.sees(ko("To be answered")).looks_at("audit-finding")
    auditor.open(sample).sees(ko("With finding")).asks_for("/bundle/").waits_for_the_job()
    auditor.sees("sha256sum -c SHA256SUMS").looks_at("audit-bundle")
    with zipfile.ZipFile(auditor.downloads("/file/", folder)) as archive:
        assert {"manifest.json", "manifest.csv", "SHA256SUMS"} < set(archive.namelist())


def test_one_tonne_from_its_meter_to_its_claim(stage: Stage) -> None:
    program: Program = an_open_programme()
    firms = [a_registered_firm(1, "한강전자", "LARGE"), a_registered_firm(2, "협력정밀")]
    a_chosen_consortium(program, *firms)
    measure = a_metered_compressor(program, firms[1])
    lot = a_signed_statement(measure)
    claims.claim(
        consortium=measure.consortium, purpose="SCOPE3", category=1, year=lot.period_until.year, kilograms=10_000,
        reason="공급망 감축량 보고", by=User.objects.get(email="firm1@journey.example"), at=clock.now(),
    )  # fmt: skip

    auditor = Auditor(stage.enter().sign_in("auditor@journey.example"))
    auditor.asks(Meter.objects.order_by("pk").first().serial)
    auditor.clicks_on("/audit/tonnes/measures/").sees("인버터 스크루 압축기")
    person = auditor.follows("lots", "2").sees("32.042").sees(ko("Calculation"))
    person.looks_at("audit-tonne")
    auditor.follows("owners", "한강전자").sees(ko("Lots it was given"))

    assert person.page.url.endswith(f"/audit/tonnes/claims/{Claim.objects.get().public_id}/")
    assert auditor.clicks < MOST_CLICKS, auditor.clicks
