"""A grant from its agreement to its end: a line refused, a payment that came back, a settlement put right."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone

from core.users.models import Role
from core.workflow import clock
from disbursements.bank.reading import read_camt053
from tests.disbursements.test_bank_files import camt
from tests.factories.people import business_number
from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_official, an_open_programme
from tests.journeys.steps import (
    COMPRESSOR,
    Office,
    adds_a_compressor,
    adds_an_invoice,
    begins,
    brings_a_statement,
    case_of,
    completes,
    goes_in_a_batch,
    is_awarded,
    registers_its_account,
    the_bank_paid,
    the_books_balance,
)

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]

DRYER = "흡착식 건조기"
PAYER = "301-0000-2601-01"


def statement(folder: Path, *entries: tuple[str, int, str, str]) -> Path:
    """Write what the bank sends in the evening: (name of the release, won, direction, its own reference)."""
    path = folder / f"{entries[0][-1]}.xml"
    path.write_bytes(camt(*entries, day=f"{timezone.localdate()}", account=PAYER.replace("-", "")))
    assert len(read_camt053(path.read_bytes()).entries) == len(entries)
    return path


def release_named_in(file: Path) -> str:
    """Return by which name the bank knows the only payment of a file."""
    (name,) = re.findall(r"<EndToEndId>([^<]+)</EndToEndId>", file.read_text())
    return name


def days_pass(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let the product's clock go on by so many days."""
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + dt.timedelta(days=days))


def agrees(firm: Person, consortium: str, file: dict[str, Path], office: Office) -> str:
    """The firm applies for two machines within a month that ends today, is awarded 60 % and accepts."""
    today = f"{timezone.localdate():%Y-%m-%d}"
    begins(firm, consortium, "압축기와 건조기 교체", ends_on=today)
    application = case_of(firm)
    adds_a_compressor(firm, application, file, "50,000,000", name=DRYER)
    completes(firm, application, file, "150,000,000")
    return is_awarded(application, firm, office)


def asks(firm: Person) -> str:
    """The firm asks for what stands in its draft; the address of the request is returned."""
    payment = firm.page.url.removeprefix(firm.stage.url).split("#")[0]
    firm.click("/submit/").press()
    return payment


def refuses(officer: Person, number: str, reason: str) -> None:
    """The officer accepts every line but one."""
    officer.accepts_every_line()
    line = officer.page.locator("main fieldset", has_text=number)
    line.locator("label", has_text=ko("Refuse the line")).click()
    officer.page.get_by_label(ko("Why %(number)s is refused", number=number)).fill(reason)
    officer.fill_in(finding="두 대 가운데 한 대만 견적과 일치함.")


def inspects(officer: Person, inspector: Person, grant: str) -> None:
    """One officer plans an inspection, another answers the checklist and concludes it."""
    officer.open(grant).click("/inspect/").fill_in(
        mode=ko("On site"), planned_on=f"{timezone.localdate():%Y-%m-%d}", inspector="오세영"
    ).press()
    inspector.open(officer.page.url)
    for point in inspector.page.locator("main form.point").all():
        code = point.get_attribute("id")
        with inspector.page.expect_response(re.compile("/inspections/points/")):
            point.locator("label.point-answer", has_text=ko("Yes")).click()
        inspector.page.locator(f"#{code} [role=status]").wait_for()
    inspector.looks_at("inspection").click("/conclude/").fill_in(
        result=ko("Passed", context="inspection"), reason="명판과 등록 내용이 일치함."
    ).press()


def completes_the_asset(firm: Person, serial: str, folder: Path) -> None:
    """The firm copies the plate of the machine that was paid, with a photo of it."""
    firm.take_up("/complete/").fill_in(
        maker="대한컴프레서",
        model="DV-132",
        serials=serial,
        site="부산광역시 사하구 시험로 1",
        installed_on=f"{timezone.localdate():%Y-%m-%d}",
        plate=str(papers.new_photo(folder)),
    ).press()


def decides(officer: Person, settlement: str, item: str, verdict: str, reason: str = "") -> None:
    """The officer decides on one line of a settlement."""
    officer.open(settlement)
    row = officer.page.locator("#lines tr", has_text=item)
    with officer.page.expect_navigation():
        row.locator("a[href*='/settlements/lines/']").click()
    officer.fill_in(verdict=ko(verdict), reason=reason).press()


class TestSettlement:
    def test_from_agreement_to_the_end_of_the_grant(
        self, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = an_open_programme()
        an_official(program, "second@journey.example", "오세영", Role.OFFICER)
        anchor, partner = a_registered_firm(9, "한바다조선", "LARGE"), a_registered_firm(1, "가온정밀")
        consortium = a_chosen_consortium(program, anchor, partner, model_code="performance")
        file = papers.write_all(tmp_path)
        firm = stage.enter().sign_in("firm1@journey.example")
        second = stage.enter().sign_in("second@journey.example")
        office = Office(
            stage.enter().sign_in("officer@journey.example"),
            stage.enter().sign_in("approver@journey.example"),
            stage.enter().sign_in("payer@journey.example"),
        )

        # 1. Agreed by both sides; the firm's own account, and that of the programme.
        grant = agrees(firm, consortium, file, office)
        registers_its_account(firm, grant, file["receipt"], office.officer)
        office.officer.open("/batches/").click("/bank/").fill_in(bank_code="NH농협은행", number=PAYER).press()

        # 2. Two invoices, one of them of another seller than quoted: only that line comes back.
        firm.open(grant).click("/payments/new/").press()
        adds_an_invoice(firm, 1, file, supply_won="150,000,000")
        adds_an_invoice(
            firm, 2, file, supply_won="50,000,000", cost_item=DRYER, supplier_name="동해기계",
            supplier_number=business_number(77),
        )  # fmt: skip
        payment = asks(firm)
        office.officer.take_up("/check/")
        number = f"{timezone.localdate():%Y%m%d}DEMO000100000002"
        refuses(office.officer, number, "견적은 대한컴프레서의 것임. 공급자를 확인할 것.")
        office.officer.looks_at("payment-check").press().sees("90,000,000")
        firm.home().looks_at("home-line-back").open(payment).looks_at("payment-line-back")

        # 3. Approved and released in a batch; the bank pays it and sends it back the same day.
        office.approver.take_up("/approve/").press()
        batch = goes_in_a_batch(office, payment)
        release = release_named_in(office.payer.downloads("/file/", tmp_path))
        office.officer.open("/bank-statements/new/").fill_in(
            file=str(
                statement(
                    tmp_path, (release, 90_000_000, "DBIT", "R-1"), (release, 90_000_000, "CRDT", "R-2")
                )
            )
        ).press("preview").looks_at("statement-preview").press("take").waits_for_the_job().sees(
            ko("Sent back by the bank")
        )
        office.officer.looks_at("statement-returned").open(payment).looks_at("payment-sent-back")
        firm.open(grant).sees("120,000,000")

        # 4. The firm learns of it, puts its account right; a second person confirms; it is paid.
        firm.home().looks_at("home-sent-back")
        registers_its_account(firm, grant, file["proof"], second, number="110-234-567890")
        batch = goes_in_a_batch(office, payment)
        release = release_named_in(office.payer.downloads("/file/", tmp_path))
        brings_a_statement(office.officer, statement(tmp_path, (release, 90_000_000, "DBIT", "R-3")))
        office.officer.sees(ko("Matched: payment confirmed"))
        office.payer.open(batch).looks_at("batch-released")

        # 5. The machine is registered by its plate and inspected; the refused line is put right and paid.
        completes_the_asset(firm, "DV132-0001", tmp_path)
        inspects(office.officer, second, grant)
        firm.open(grant).click("/payments/new/").fill_in(kind=ko("Final payment")).press()
        firm.open(payment).click("/correct/").looks_at("line-correct").fill_in(
            supplier_name="대한컴프레서", supplier_number="124-81-00998"
        ).press()
        last = asks(firm)
        office.officer.take_up("/check/").looks_at("payment-check-corrected").accepts_every_line()
        office.officer.fill_in(finding="공급자를 바로잡음.").press()
        office.approver.take_up("/approve/").press()
        office.payer.open(last).click("/release/").press()
        the_bank_paid(office.officer, last, "30,000,000", "BANK-2")
        completes_the_asset(firm, "AD-77", tmp_path)
        firm.open(grant).looks_at("grant-paid")

        # 6. The undertaking is over: settled with a difference, one line corrected, confirmed by another.
        days_pass(monkeypatch, 40)
        office.officer.open(grant).click("/settlement/").press()
        firm.take_up("/hand-in/")
        firm.page.get_by_label(ko("%(item)s: used of the subsidy", item=DRYER)).fill("27,000,000")
        explanation = firm.page.get_by_label(
            ko("%(item)s: explanation, if it is less than was paid", item=DRYER)
        )
        terms = {"interest_won": "41,000", "performance": "두 대를 교체하여 전력을 줄임."}
        firm.fill_in(**terms, report=str(file["proof"])).press(refused=True).looks_at("settlement-refused")
        explanation.fill("설치비 할인")
        firm.fill_in(report=str(file["proof"])).press().looks_at("settlement-handed-in")
        settlement = firm.page.url.removeprefix(stage.url)
        decides(office.officer, settlement, COMPRESSOR, "Confirmed")
        decides(office.officer, settlement, DRYER, "To be corrected", "할인 내역서와 금액이 다름.")
        office.officer.looks_at("settlement-lines").click("/return/").fill_in(
            reason="건조기 항목을 바로잡을 것."
        ).press()
        firm.take_up("/hand-in/").looks_at("settlement-correct")
        firm.page.get_by_label(ko("%(item)s: used of the subsidy", item=DRYER)).fill("26,000,000")
        explanation.fill("설치비 할인 4,000,000원")
        firm.press()
        decides(office.officer, settlement, DRYER, "Confirmed")
        office.officer.click("/check/").fill_in(finding="할인 내역서와 일치함.").press()
        office.approver.take_up("/confirm/").looks_at("settlement-confirm").fill_in(
            reason="집행 내역이 확인됨."
        ).press()
        firm.open(settlement).sees("4,000,000").looks_at("settlement-confirmed")

        # 7. The excess goes back with its interest; the grant is closed, and the books balance.
        firm.home().looks_at("home-owes")
        for n, debt in enumerate(self.debts(firm, grant)):
            office.officer.open(debt).click("/paid/").fill_in(bank_reference=f"BACK-{n}").press()
        office.officer.open(settlement).click("/interest/").press()
        office.approver.take_up("/close/").looks_at("grant-close").fill_in(
            reason="정산과 반납이 끝남."
        ).press()
        firm.open(grant).looks_at("grant-closed")
        the_books_balance()

    def debts(self, firm: Person, grant: str) -> list[str]:
        """Return where the debts stand that the grant's page names: the excess, and interest on it."""
        links = firm.open(grant).page.locator("#settling a[href*='/debts/']")
        found = [link.get_attribute("href") or "" for link in links.all()]
        assert len(found) == 2
        return found
