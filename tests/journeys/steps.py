"""What the people of several journeys do in the same way."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from reporting.dashboards import books
from tests.journeys.papers import new_quote
from tests.journeys.people import Person, ko

VERIFIER = "정하늘"
COMPRESSOR = "인버터 스크루 압축기"


def month(n: int) -> dt.date:
    """Return the first day of the month `n` months from this one."""
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 + n
    return dt.date(months // 12, months % 12 + 1, 1)


def undertaking(title: str) -> dict[str, str]:
    """Return what every plan and application says of itself."""
    return {
        "title": title,
        "purpose": "노후 설비를 고효율 설비로 교체하여 배출량을 줄인다.",
        "starts_on": f"{month(0):%Y-%m-%d}",
        "ends_on": f"{month(9):%Y-%m-%d}",
    }


@dataclass(frozen=True)
class Office:
    """The officials of a journey."""

    officer: Person
    approver: Person
    payer: Person
    verifier: Person | None = None


def registers_a_consortium(anchor: Person, name: str, model: str, **more: str) -> str:
    """The anchor registers a consortium of this support model; its address is returned."""
    anchor.home().click("/calls/").fill_in(name=name, support_model=model, **more).press()
    return anchor.page.url.removeprefix(anchor.stage.url).split("?")[0]


def invites(inviter: Person, consortium: str, number: str, joiner: Person, **more: str) -> None:
    """A member invites a firm directly under itself, and its representative joins."""
    inviter.open(consortium).click("/invite/").fill_in(business_number=number, **more).press()
    joiner.take_up("/join/").press()


def sign_the_agreement(anchor: Person, consortium: str, parties: list[Person]) -> None:
    """The anchor draws the agreement up, every party signs it."""
    anchor.open(consortium).click("/agreement/new/").press()
    for party in parties:
        party.take_up("/sign/").ticks("has_read").press().sees("SHA-256")


def drafts_the_plan(anchor: Person, consortium: str, title: str) -> str:
    """The anchor drafts the plan; its address is returned."""
    anchor.open(consortium).click("/new-plan/").fill_in(**undertaking(title)).press()
    return anchor.page.url.removeprefix(anchor.stage.url).split("?")[0]


def has_the_plan_selected(anchor: Person, plan: str, office: Office) -> None:
    """The anchor hands the plan in, the officer selects it."""
    anchor.open(plan).click("/submit/").press()
    office.officer.open(plan).click("/select/").fill_in(reason="선정 기준을 충족함.").press()


def applies(person: Person, consortium: str, papers: dict[str, Path], cost: str, **more: str) -> str:
    """A firm drafts an application for a compressor and hands it in; its address is returned."""
    begins(person, consortium, "압축기 교체", **more)
    application = case_of(person)
    completes(person, application, papers, cost)
    return application


def begins(person: Person, consortium: str, title: str, **more: str) -> None:
    """A firm begins an application in this consortium, or in its only one, and goes on to the costs."""
    place = consortium.strip("/").split("/")[-1]
    person.home().click(f"/applications/new/{place}").fill_in(**undertaking(title) | more).press()


def completes(person: Person, application: str, papers: dict[str, Path], cost: str) -> None:
    """A firm adds the compressor and the proof of its means, and hands the application in."""
    adds_a_compressor(person, application, papers, cost)
    person.click("tab=documents").click("?paper=").fill_in(attachment=str(papers["proof"])).press()
    person.open(application).click("/submit/").press()


def adds_a_compressor(
    person: Person, application: str, papers: dict[str, Path], cost: str, name: str = COMPRESSOR
) -> None:
    """A firm adds a compressor with its quote to a draft."""
    person.open(f"{application}costs/new/").click("technology=").fill_in(
        name=name,
        cost_won=cost,
        quote_supplier="대한컴프레서",
        quote_on=f"{month(0):%Y-%m-%d}",
        quote=str(new_quote(papers)),
        site="제1공장",
        baseline_sec="0.145",
        project_sec="0.108",
        annual_nm3="9,600,000",
    ).press()


def case_of(person: Person) -> str:
    """Return the address of the application on one of whose pages the person is."""
    found = re.search(r"/applications/[^/]+/", person.page.url)
    assert found, person.page.url
    return found[0]


def adds_a_clerk(person: Person, name: str, email: str) -> None:
    """The representative lets a clerk act for the firm."""
    person.home().click("/firms/").click("/clerks/new/").fill_in(name=name, user_email=email)
    person.press().sees(name)


def is_awarded(application: str, person: Person, office: Office, **award: str) -> str:
    """One officer assesses, another awards, the firm accepts; the grant's address is returned."""
    office.officer.open(application).click("/assess/").fill_in(
        recommendation=ko("Award"), finding="산식과 자기부담 능력을 확인함."
    ).press()
    office.approver.open(application).click("/award/").fill_in(reason="전액 결정함.", **award).press()
    person.open(application).click("/accept/").press()
    return person.page.url.removeprefix(person.stage.url)


def registers_its_account(
    person: Person, grant: str, bankbook: Path, officer: Person, number: str = "123456-78-901234"
) -> None:
    """A firm registers the account in which it keeps the subsidy apart; an officer confirms it."""
    person.open(grant).click("/bank-account/").fill_in(
        bank_code="KB국민은행", number=number, bankbook=str(bankbook)
    ).press()
    account = person.page.url.removeprefix(person.stage.url)
    officer.open(account).click("/confirm/").press()


def is_paid(
    person: Person, grant: str, number: int, papers: dict[str, Path], cost: str, won: str, office: Office
) -> None:
    """A firm asks for its money against an e-tax invoice; it is checked, approved, released and confirmed."""
    person.open(grant).click("/payments/new/").press()
    adds_an_invoice(person, number, papers, supply_won=cost)
    payment = person.page.url.removeprefix(person.stage.url)
    person.open(payment).click("/submit/").press()
    office.officer.open(payment).click("/check/").accepts_every_line().fill_in(
        finding="견적과 세금계산서가 일치함."
    ).press()
    office.approver.open(payment).click("/approve/").press()
    office.payer.open(payment).click("/release/").press()
    the_bank_paid(office.officer, payment, won, f"BANK-{number}")


def adds_an_invoice(
    person: Person, number: int, papers: dict[str, Path], *, supply_won: str, **more: str
) -> None:
    """A firm adds an e-tax invoice to its draft, with the receipt of the transfer by which it paid it."""
    terms = {
        "cost_item": COMPRESSOR,
        "invoice_number": f"{timezone.localdate():%Y%m%d}-DEMO0001-{number:08d}",
        "invoice_on": f"{timezone.localdate():%Y-%m-%d}",
        "supplier_number": "124-81-00998",
        "supplier_name": "대한컴프레서",
        "supply_won": supply_won,
        "invoice": str(papers["invoice"]),
    }
    person.click("/lines/new/").fill_in(**terms | more).press()
    person.click("/evidence/new/").fill_in(
        kind=ko("Bank transfer receipt"),
        number=f"TR-{number}",
        dated_on=f"{timezone.localdate():%Y-%m-%d}",
        amount_won=supply_won,
        attachment=str(papers["invoice"]),
    ).press()


def the_bank_paid(officer: Person, payment: str, won: str, reference: str) -> None:
    """The officer records what the bank's statement says of a payment."""
    officer.open(payment).click("/confirm/").fill_in(
        amount_won=won, paid_on=f"{timezone.localdate():%Y-%m-%d}", bank_reference=reference
    ).press()


def goes_in_a_batch(office: Office, *payments: str) -> str:
    """The officer puts approved payments into a batch, the payer releases it; its address is returned."""
    office.officer.open("/payments/several/")
    for payment in payments:
        code = payment.strip("/").split("/")[-1]
        office.officer.page.locator(f"main label[for='tick-{code}']").click()
    office.officer.press("compose").click("/batches/")
    batch = office.officer.page.url.removeprefix(office.officer.stage.url)
    office.payer.open(batch).click("/release/").press()
    return batch


def brings_a_statement(officer: Person, statement: Path) -> Person:
    """The officer uploads what the bank sent, looks at it and takes it over."""
    officer.open("/bank-statements/new/").fill_in(file=str(statement)).press("preview")
    return officer.press("take").waits_for_the_job()


def reads_its_meters(person: Person, measure: str, volume: int, sec: tuple[str, str]) -> None:
    """Start of operation, two meters, twelve months before and two after."""
    person.open(measure).click("/commission/").fill_in(commissioned_on=f"{month(-2):%Y-%m}").press()
    for serial in ("E-1", "A-1"):
        person.open(measure).click("/meters/add/").fill_in(serial=serial).press()
    for meter, per_month in (
        ("electricity_kwh", [volume * Decimal(s) for s in sec]),
        ("air_nm3", [volume] * 2),
    ):
        registers, register = [], Decimal(100_000)
        for n in range(-14, 0):
            register += per_month[n >= -2]
            registers.append((month(n), register))
        person.open(f"{measure}readings/?meter={meter}")
        enters_months(person, registers[:12], opening="100,000")
        person.open(f"{measure}readings/?meter={meter}")
        enters_months(person, registers[12:])


def enters_months(person: Person, rows: list[tuple[dt.date, Decimal]], opening: str = "") -> None:
    """Type the months into the table."""
    if opening:
        person.fill_in(opening=opening)
    for n, (first, register) in enumerate(rows):
        person.fill_in(**{f"rows-{n}-month": f"{first:%Y-%m}", f"rows-{n}-closing": f"{register:,.0f}"})
    person.press()


def has_it_verified(person: Person, rep: Person, measure: str, officer: Person, verifier: Person) -> None:
    """From the calculation to the signature."""
    person.open(measure).click("/statements/new/").fill_in(
        period_from=f"{month(-2):%Y-%m}", period_until=f"{month(-1):%Y-%m}"
    ).press()
    rep.take_up("/submit/").press()
    officer.take_up("/assign/").fill_in(verifier=VERIFIER).press()
    verifier.take_up("/verify/").fill_in(reason="자료와 계산을 대조함.").press()


def the_books_balance() -> None:
    """Derive every balance again, as `manage.py check_books` does."""
    found = [str(difference) for comparison in books.check() for difference in comparison.differences]
    assert not found, "\n".join(found)
