"""A recovery from the third tier of a chain of subsidies: what it does above, how it is paid, what follows."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from tests.journeys import papers
from tests.journeys.money import a_chain_of_three
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme
from tests.journeys.steps import adds_a_compressor, begins, case_of, the_books_balance

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]

NAMES = {9: "대한중공업", 1: "일차정밀", 2: "이차금속", 3: "삼차열처리"}


def proposes_to_recover(officer: Person, consortium: str, firm: str, won: str) -> str:
    """The officer finds the grant of a firm in the chain and proposes; the address of the debt is returned."""
    officer.open(consortium + "chain/")
    with officer.page.expect_navigation():
        officer.page.locator("main a[href*='/grants/']", has_text=firm).first.click()
    officer.click("/recover/").fill_in(
        ground=ko("Used for something else"), amount=won, reason="설비를 지원 목적과 다른 용도로 사용함."
    ).looks_at("debt-propose").press()
    return officer.page.url.removeprefix(officer.stage.url)


def orders(approver: Person, debt: str, picture: str) -> None:
    """The approving officer reads what the order does and gives it."""
    approver.open(debt).click("/order/").looks_at(picture).fill_in(
        reason="위반 사실과 산정을 확인함."
    ).press()


def pays(officer: Person, debt: str, won: str, reference: str) -> Person:
    """The officer records what the firm paid."""
    today = f"{timezone.localdate():%Y-%m-%d}"
    return officer.open(debt).click("/paid/").fill_in(
        amount=won, paid_on=today, bank_reference=reference
    ).press()  # fmt: skip


def grants_of(officer: Person, consortium: str) -> dict[str, str]:
    """Return where the grant of each firm stands, as the chain page names it."""
    officer.open(consortium + "chain/")
    links = officer.page.locator("main a[href*='/grants/']").all()
    return {link.inner_text().strip(): link.get_attribute("href") or "" for link in links}


class TestRecoveryFromTheThirdTier:
    def test_is_taken_once_and_seen_at_every_node(self, stage: Stage, tmp_path: Path) -> None:
        program = an_open_programme()
        firms = {n: a_registered_firm(n, name, "LARGE" if n == 9 else "SME") for n, name in NAMES.items()}
        consortium = a_chain_of_three(program, *firms.values())
        another = a_chosen_consortium(
            program, a_registered_firm(8, "한강제철", "LARGE"), firms[3], model_code="performance"
        )
        file = papers.write_all(tmp_path)
        officer = stage.enter().sign_in("officer@journey.example")
        approver = stage.enter().sign_in("approver@journey.example")
        above = stage.enter().sign_in("firm1@journey.example")
        firm = stage.enter().sign_in("firm3@journey.example")

        # 1. Proposed by one, ordered by another who reads what it does to the grants above (Act, art. 30).
        debt = proposes_to_recover(officer, consortium, "삼차열처리", "20,000,000")
        assert officer.page.locator("main a[href$='/order/']").count() == 0
        approver.home().looks_at("home-approver-debt").take_up("/debts/")
        for name in ("이차금속", "일차정밀"):
            approver.open(debt + "order/").sees(
                ko("Related part of the grant of %(firm)s above: %(won)s (Act, art. 30); the amount is recovered "
                   "once.", firm=name, won="20,000,000원")
            )  # fmt: skip
        orders(approver, debt, "debt-order")
        approver.looks_at("debt-ordered")
        grants = grants_of(above, consortium)
        above.open(grants["일차정밀"]).sees("삼차열처리").looks_at("grant-related-part")

        # 2. The firm reads what it owes; it pays a part, the rest in instalments.
        firm.home().looks_at("home-debt").take_up("/debts/").sees("20,000,000")
        pays(officer, debt, "5,000,000", "BACK-1").sees("15,000,000")
        first = timezone.localdate() + dt.timedelta(days=30)
        approver.open(debt).click("/instalments/").fill_in(
            number="3", first_due_on=f"{first:%Y-%m-%d}", reason="자금 사정을 확인함."
        ).press()
        approver.looks_at("debt-instalments")
        assert approver.page.locator("main a[href$='/instalments/']").count() == 0

        # 3. A surcharge, up to its scale and ordered by another; the firm is excluded, and told.
        officer.open(debt).click("/charge/").fill_in(
            kind=ko("Surcharge"), amount="60,000,001", reason="유용에 따른 제재."
        ).press(refused=True).looks_at("surcharge-refused")
        officer.fill_in(amount="40,000,000").press()
        surcharge = officer.page.url.removeprefix(stage.url)
        orders(approver, surcharge, "surcharge-order")
        approver.open(debt).click("/exclude/").looks_at("debt-exclude").fill_in(
            reason="고의로 목적 외에 사용함."
        ).press()
        firm.home().sees(ko("Your firm was excluded for a time")).looks_at("home-excluded")

        # 4. A later application of the firm is stopped by it, in words.
        begins(firm, another, "새 압축기")
        application = case_of(firm)
        adds_a_compressor(firm, application, file, "50,000,000")
        firm.click("tab=documents").click("?paper=").fill_in(attachment=str(file["proof"])).press()
        firm.open(application).click("/submit/").press(refused=True).looks_at("application-excluded-refused")
        firm.sees("삼차열처리")

        # 5. The instalments come in; at every node of the chain the figures hold, and so do the books.
        for n in (2, 3, 4):
            pays(officer, debt, "5,000,000", f"BACK-{n}")
        officer.open(debt).sees(ko("Recorded the last payment: it is settled.")).looks_at("debt-paid")
        officer.open(consortium + "chain/").looks_at("chain-recovery")
        held = officer.page.locator(f"#subsidy td[data-label='{ko('Does it hold?')}']").all_inner_texts()
        assert held == [ko("Holds")] * 4  # three firms and the total
        the_books_balance()
