"""A restatement under a claim: what was signed is corrected, the claim freezes, and is released by what is missing."""

import pytest

from tests.journeys.metering import a_metered_compressor, a_signed_statement
from tests.journeys.people import Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme
from tests.journeys.steps import VERIFIER, month, the_books_balance

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

#: 2 × 37,000 kWh × 0.4330 kg/kWh; 10,000 kWh less are 4,330 kg less
SIGNED, RESTATED, MISSING = "32.042", "27.712", "4.33"


def test_a_claim_whose_tonnes_are_restated_away_waits_for_its_owner(stage: Stage) -> None:
    program = an_open_programme()
    firms = [a_registered_firm(1, "대한자동차", "LARGE"), a_registered_firm(2, "한빛정밀")]
    consortium = a_chosen_consortium(program, *firms)
    signed = a_signed_statement(a_metered_compressor(program, firms[1])).get_absolute_url()
    anchor, rep, officer, verifier = (
        stage.enter().sign_in(f"{name}@journey.example") for name in ("firm1", "firm2", "officer", "verifier")
    )

    # The anchor claims everything that was signed.
    anchor.open(consortium).click("/claims/new/").fill_in(
        purpose=ko("Scope 3 report"), year=f"{month(-1):%Y}", kilograms="32,042", reason="공급망 감축량 보고"
    ).press().sees(SIGNED)
    claim = anchor.page.url.removeprefix(stage.url).split("?")[0]

    # The firm finds that its last bill said 10,000 kWh more: the signature is void.
    rep.open(signed).click("/correct/").fill_in(
        reading=f"{month(-1):%Y-%m} · {ko('Electricity of the compressor')}",
        closing="1,966,000", reason="고지서보다 10,000 kWh 적게 옮겨 적었습니다.",
    ).press().looks_at("signature-void")  # fmt: skip
    rep.take_up("/restate/").press().sees(RESTATED)
    rep.take_up("/submit/").press()
    officer.take_up("/assign/").fill_in(verifier=VERIFIER).press()
    verifier.take_up("/verify/").fill_in(reason="정정된 고지서와 대조함.").press()

    # The claim is frozen until its owner gives up what is missing.
    anchor.open(claim).sees(MISSING).looks_at("claim-frozen")
    anchor.take_up("/release-missing/").fill_in(reason="검증 결과에 따라 반납").press().sees(RESTATED)
    officer.open(consortium).sees(f"{RESTATED} tCO₂e")
    the_books_balance()
