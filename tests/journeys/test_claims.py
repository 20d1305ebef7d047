"""An anchor's Scope 3 claim, and an offset that is refused the same tonnes."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

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
#: 2 × 800,000 Nm³ × 0.037 kWh × 0.4330 kg/kWh, rounded down
VERIFIED = "25.633"


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
    is_external = purpose == ko("External project")
    expect(anchor.page.locator("#id_category")).to_be_visible(visible=not is_external)
    expect(anchor.page.locator("#id_crediting_period")).to_be_visible(visible=is_external)
    if is_external:
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


def test_a_tonne_has_one_owner_of_its_claim(
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

    # The anchor claims all of it for its Scope 3 report; an external project is refused the same tonnes.
    claims(anchor, consortium, ko("Scope 3 report"), "25,633").sees(VERIFIED)
    claims(anchor, consortium, ko("External project"), "5,000", refused=True).sees("0 kg")
    anchor.sees(ko("Scope 3 report")).looks_at("claim-refused")

    # The report says so by year, category, supplier and tier, and so do its files.
    anchor.open(consortium).click("/claims/scope3/").sees("협력정밀").sees(
        ko("1. Purchased goods and services")
    )
    anchor.looks_at("scope3")
    sheet = anchor.downloads("export=csv", tmp_path).read_text(encoding="utf-8-sig")
    assert VERIFIED.replace(".", "") in sheet
    anchor.click("/claims/lots/").sees(VERIFIED).looks_at("lot")
    the_books_balance()
