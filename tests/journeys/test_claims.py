"""An anchor's Scope 3 claim, an offset that is refused the same tonnes, and a restatement under the claim."""

from decimal import Decimal
from pathlib import Path

import pytest

from programs.models import FundingRule, Program
from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme
from tests.journeys.steps import (
    Office,
    applies,
    has_it_verified,
    is_awarded,
    month,
    reads_its_meters,
    the_books_balance,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

#: Nm³ a month; kWh for each of them before and after
VOLUME, SEC = 800_000, ("0.145", "0.108")
#: 2 × 800,000 Nm³ × 0.037 kWh × 0.4330 kg/kWh, rounded down; and 10,000 kWh fewer saved
VERIFIED, RESTATED, MISSING = "25.633", "21.303", "4.33"
#: what the electricity meter shows after fourteen months, and what it really showed
TRUE_CLOSING = 100_000 + VOLUME * (12 * Decimal(SEC[0]) + 2 * Decimal(SEC[1])) + 10_000


def everything_counts_outside(program: Program) -> None:
    """Let the programme have settled that subsidised tonnes count outside in full."""
    FundingRule.objects.create(
        program=program, kind="CREDITABLE", value=10_000, valid_from=month(-24),
        source_ko="여정의 설정값", source_en="A setting of the journey",
    )  # fmt: skip


def claims(anchor: Person, consortium: str, purpose: str, kilograms: str, *, refused: bool = False) -> Person:
    """The anchor claims tonnes of the last month's year from the page of its consortium."""
    anchor.open(consortium).click("/claims/new/")
    anchor.fill_in(purpose=purpose, year=f"{month(-1):%Y}", kilograms=kilograms, reason="공급망 감축량 보고")
    if purpose == ko("External project"):
        anchor.ticks("is_ownership_agreed")
    return anchor.press(refused=refused)


@pytest.fixture
def office(stage: Stage) -> Office:
    return Office(
        stage.enter().sign_in("officer@journey.example"),
        stage.enter().sign_in("approver@journey.example"),
        stage.enter().sign_in("payer@journey.example"),
        stage.enter().sign_in("verifier@journey.example"),
    )


@pytest.fixture
def program(transactional_db: None) -> Program:
    program = an_open_programme()
    everything_counts_outside(program)
    return program


def test_one_owner_of_a_tonne_and_a_restatement_under_its_claim(
    program: Program, stage: Stage, office: Office, tmp_path: Path
) -> None:
    file = papers.write_all(tmp_path)
    firms = [a_registered_firm(1, "한강전자", "LARGE"), a_registered_firm(2, "협력정밀")]
    consortium = a_chosen_consortium(program, *firms)
    anchor, supplier = (stage.enter().sign_in(f"firm{n}@journey.example") for n in (1, 2))

    # A supplier's two months are measured and signed.
    application = applies(supplier, consortium, file, "100,000,000")
    is_awarded(application, supplier, office)
    supplier.open(application + "?tab=reductions").click("/measures/")
    measure = supplier.page.url.removeprefix(stage.url)
    reads_its_meters(supplier, measure, VOLUME, SEC)
    assert office.verifier is not None
    has_it_verified(supplier, supplier, measure, office.officer, office.verifier)
    statement = office.verifier.page.url.removeprefix(stage.url)

    # The anchor claims all of it for its Scope 3 report; an external project is refused the same tonnes.
    claims(anchor, consortium, ko("Scope 3 report"), "25,633").sees(VERIFIED)
    claim = anchor.page.url.removeprefix(stage.url)
    claims(anchor, consortium, ko("External project"), "5,000", refused=True).sees("0 kg")
    anchor.sees(ko("Scope 3 report")).looks_at("claim-refused")

    # The report says so by year, category, supplier and tier, and so do its files.
    anchor.open(consortium).click("/claims/scope3/").sees("협력정밀").sees(
        ko("1. Purchased goods and services")
    )
    report = anchor.page.url.removeprefix(stage.url)
    anchor.looks_at("scope3")
    sheet = anchor.downloads("export=csv", tmp_path).read_text(encoding="utf-8-sig")
    assert VERIFIED.replace(".", "") in sheet
    anchor.click("/claims/lots/").sees(VERIFIED).looks_at("lot")

    # A signed register was wrong: the restatement takes from the claim what the share no longer has.
    supplier.open(statement).click("/correct/")
    supplier.fill_in(
        reading=f"{month(-1):%Y-%m} · {ko('Electricity')}", closing=f"{TRUE_CLOSING:,.0f}",
        reason="검침값을 잘못 옮겨 적음",
    ).press()  # fmt: skip
    supplier.take_up("/restate/").press()
    supplier.take_up("/submit/").press()
    office.officer.take_up("/assign/").fill_in(verifier="정하늘").press()
    office.verifier.take_up("/verify/").fill_in(reason="정정된 검침값을 확인함.").press()

    # The anchor sees the shortfall, finds nothing to replace it with, and releases it.
    anchor.take_up("/claims/").sees(MISSING).looks_at("claim-frozen")
    anchor.open(report).sees(MISSING)
    anchor.open(claim).click("/replace/").fill_in(reason="다른 감축량으로 대체").press(refused=True)
    anchor.open(claim).click("/release-missing/").fill_in(reason="부족분을 반환함").press().sees(RESTATED)
    anchor.open(report).sees(RESTATED)
    the_books_balance()
