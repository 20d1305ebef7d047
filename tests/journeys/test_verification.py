"""A verifier's day: a sample, a finding that the firm answers, a deduction, and the lower figure signed."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.metering import a_metered_compressor
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme
from tests.journeys.steps import VERIFIER, month, the_books_balance

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def marks_the_sample(verifier: Person, page: str) -> int:
    """Mark every reading that was drawn; return how many there were."""
    links = verifier.open(page).page.locator("main a[href*='/sampled/']")
    drawn = [link.get_attribute("href") or "" for link in links.all()]
    for address in drawn:
        verifier.open(address).fill_in(
            outcome=ko("Checked, agrees with its evidence"), note="고지서와 대조"
        ).press()
    return len(drawn)


class TestVerifiersDay:
    def test_a_finding_lowers_a_statement(self, stage: Stage) -> None:
        program = an_open_programme()
        anchor = a_registered_firm(1, "대한자동차", "LARGE")
        firm = a_registered_firm(2, "한빛정밀")
        consortium = a_chosen_consortium(program, anchor, firm)
        measure = a_metered_compressor(program, firm).get_absolute_url()
        rep = stage.enter().sign_in("firm2@journey.example")
        officer = stage.enter().sign_in("officer@journey.example")
        verifier = stage.enter().sign_in("verifier@journey.example")

        # The firm hands 32.042 t in: 2 × 37,000 kWh × 0.4330, rounded down.
        rep.open(measure).click("/statements/new/").fill_in(
            period_from=f"{month(-2):%Y-%m}", period_until=f"{month(-1):%Y-%m}"
        ).press()
        statement = rep.page.url.removeprefix(stage.url).split("?")[0]
        rep.sees("32.042 tCO₂e").take_up("/submit/").press()
        officer.take_up("/assign/").fill_in(verifier=VERIFIER).press()

        # The verifier sees the evidence, draws a sample and marks all of it but what is wrong.
        verifier.take_up("/evidence/").sees("0.433").sees(ko("No sample was drawn yet."))
        page = verifier.page.url.removeprefix(stage.url)
        verifier.click("/sample/").press()
        assert marks_the_sample(verifier, page) == 6

        # A bill says 1,000 kWh more: 433 kg too much.
        verifier.open(page).click("/findings/new/?reading=").fill_in(
            kind=ko("Misstatement"), what="고지서의 전력량이 1,000 kWh 더 많습니다."
        ).press(refused=True)
        verifier.fill_in(effect_kg="433").press().sees("433").looks_at("verification")
        verifier.open(statement + "verify/").press(refused=True).sees("#1")
        rep.home().sees(ko("Answer what the verifier found"))
        rep.take_up("/answer/").fill_in(answer="고지서가 맞습니다. 잘못 옮겨 적었습니다.").press()
        verifier.take_up("/findings/").looks_at("verification-finding").click("/deduct/").fill_in(
            reason="고지서를 기준으로 차감함."
        ).press()

        # The lower figure is signed; the firm sees it, the consortium's ledger has it.
        verifier.open(page).sees("31.609 tCO₂e").click("/verify/").fill_in(reason="차감 후 적정함.").press()
        rep.open(statement).sees("31.609 tCO₂e").sees("0.433 tCO₂e").sees(ko("Deducted by the verifier"))
        rep.looks_at("statement-deducted")
        verifier.open(page).click("/again/").sees("32.042 tCO₂e")
        expect(verifier.page).to_have_url(re.compile(r"/again/$"))
        verifier.looks_at("statement-again")
        officer.open(consortium).sees("31.609 tCO₂e")
        the_books_balance()
