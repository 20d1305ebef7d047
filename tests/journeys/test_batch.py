"""An officer's day with a batch of sixty payments, from the approvals to what the bank answered."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone

from core.users.models import Role, User
from core.workflow import clock
from disbursements import operations
from disbursements.bank.layouts import DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from programs.models import Consortium, Program
from tests.disbursements.test_bank_files import camt
from tests.factories import cases
from tests.journeys import money
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_official, an_open_programme
from tests.journeys.steps import the_books_balance

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]

PAYER = "301000026010"
LIMIT = 12_000_000


def sets_the_bank_and_a_limit(program: Program) -> None:
    """Let the programme have its account at the bank, and its approving officers a limit."""
    at = clock.now()
    operations.set_bank_profile(
        program=program, payer_name="산업통상부", bank_code="011", number=PAYER, columns=DEFAULT_COLUMNS,
        answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949", at=at,
        by=money.official("officer"),
    )  # fmt: skip
    an_official(program, "lead@journey.example", "문기관", Role.OFFICE_LEAD)
    operations.set_limit(
        office=program.office, hand="APPROVE", role=Role.APPROVING_OFFICER, limit_won=LIMIT,
        valid_from=clock.day(at), source="전결 규정 제5조", by=money.official("lead"), at=at,
    )  # fmt: skip


def a_full_desk(program: Program) -> None:
    """
    Fifty-nine payments of twelve firms are approved, two are checked, one of them above the limit; and one is
    approved whose firm is changing its account.
    """
    anchor, first = a_registered_firm(9, "한바다조선", "LARGE"), a_registered_firm(1, "한빛정밀")
    a_chosen_consortium(program, anchor, first, model_code="performance")
    desk = money.Desk(program, Consortium.objects.get())
    rep = User.objects.get(email="firm1@journey.example")
    firms = [(first, rep), *(money.a_firm(f"협력사 {n:02d}") for n in range(2, 13))]
    grants = [(desk.grant(firm, rep), rep) for firm, rep in firms]
    for n in range(59):
        grant, rep = grants[n % 12]
        desk.approved(grant, 10_000_000 + n * 10_000, rep)
    grant, rep = grants[11]
    desk.checked(grant, 5_000_000, rep)
    firm, rep = money.a_firm("전결초과")
    desk.checked(desk.grant(firm, rep), 30_000_000, rep)
    firm, rep = money.a_firm("계좌변경")
    changing = desk.grant(firm, rep)
    desk.approved(changing, 10_000_000, rep)
    operations.register_bank_account(
        grant=changing, bank_code="088", number="110123456789", holder_name=firm.name,
        bankbook=cases.paper(rep, filename="bankbook.pdf"), by=rep, at=desk.at,
    )  # fmt: skip


def ticks_everything(person: Person) -> int:
    """Tick every payment of the page; return how many there were."""
    person.page.get_by_text(ko("Choose all")).click()
    return person.page.locator("main input[name=payment]:checked").count()


def answers(person: Person) -> Counter[str]:
    """Return how many rows of the page answered what."""
    return Counter(
        person.page.locator(
            "#answers tbody td .krds-badge, #answers tbody td [class*=badge]"
        ).all_inner_texts()
    )


def ordered(file: Path) -> list[tuple[str, int]]:
    """Return what a payment file orders: the bank's name of each payment, and won."""
    text = file.read_text()
    names = re.findall(r"<EndToEndId>([^<]+)</EndToEndId>", text)
    amounts = re.findall(r'<InstdAmt Ccy="KRW">(\d+)</InstdAmt>', text)
    assert f"<CtrlSum>{sum(map(int, amounts))}</CtrlSum>" in text
    return list(zip(names, map(int, amounts), strict=True))


def the_banks_answer(orders: list[tuple[str, int]], folder: Path) -> Path:
    """
    Write what the bank answers: 56 payments, two of which come back, one with another amount, one nobody
    ordered, one line twice; two are still to come.
    """
    paid = [(name, won, "DBIT", f"R-{n}") for n, (name, won) in enumerate(orders[:56])]
    back = [(name, won, "CRDT", f"B-{n}") for n, (name, won) in enumerate([orders[0], orders[57]])]
    name, won = orders[56]
    odd = [(name, won - 1, "DBIT", "R-56"), ("PAY-999999-1", 5_000, "DBIT", "R-99"), paid[3]]
    path = folder / "answer.xml"
    path.write_bytes(camt(*paid, *back, *odd, day=f"{timezone.localdate()}", account=PAYER))
    return path


def outcomes(person: Person) -> Counter[str]:
    """Return how many entries of a statement became what."""
    cells = person.page.locator(f"main td[data-label='{ko('Result')}'] .krds-badge").all_inner_texts()
    return Counter(cell.strip() for cell in cells)


class TestSixtyPayments:
    def test_are_approved_sent_and_answered(self, stage: Stage, tmp_path: Path) -> None:
        program = an_open_programme()
        sets_the_bank_and_a_limit(program)
        a_full_desk(program)
        officer = stage.enter().sign_in("officer@journey.example")
        approver = stage.enter().sign_in("approver@journey.example")
        payer = stage.enter().sign_in("payer@journey.example")

        for person in (officer, payer):
            person.page.set_default_timeout(
                60_000
            )  # sixty payments in one press, on a machine shared by many

        # 1. The last ones are approved: one is above the limit and says who may.
        approver.home().looks_at("home-approver-bulk").open("/payments/").click("/payments/several/")
        for firm in ("협력사 12", "전결초과"):
            row = approver.page.locator("main tr", has_text=firm).filter(has_text=ko("Checked"))
            row.locator("label").click()
        approver.press("approve").looks_at("payments-approved")
        assert answers(approver) == {ko("Done"): 1, ko("Not done"): 1}
        approver.sees("12,000,000")

        # 2. All are put into a batch; those that can't say why, each for itself.
        officer.open("/batches/").click("/payments/several/")
        assert ticks_everything(officer) == 62
        officer.press("compose").looks_at("payments-composed")
        assert answers(officer) == {ko("Done"): 60, ko("Not done"): 2}
        officer.click("/batches/").looks_at("batch-composed")
        batch = officer.page.url.removeprefix(stage.url)

        # 3. The payer clicks twice, in one window and then in another: it is released once.
        payer.home().looks_at("home-payer").open(batch).click("/release/").looks_at("batch-release")
        late = stage.enter().sign_in("payer@journey.example").open(batch).click("/release/")
        with payer.page.expect_navigation():
            payer.page.locator("main form button[type=submit]").last.dblclick()
        payer.sees(ko("The batch was released. Take its file to the bank."))
        late.press(refused=True).sees("조은비").looks_at("batch-again-refused")

        # 4. Both files say the same.
        orders = ordered(payer.downloads("/file/", tmp_path))
        assert len({name for name, _won in orders}) == len(orders) == 60
        rows = payer.downloads("form=csv", tmp_path).read_bytes().decode("cp949").splitlines()
        assert [name for name, _won in orders if not any(name in row for row in rows)] == []

        # 5. The bank's answer: matched, returned, unmatched; read again, it changes nothing.
        file = the_banks_answer(orders, tmp_path)
        officer.open("/bank-statements/").click("/new/").fill_in(file=str(file)).press("preview")
        officer.looks_at("statement-60").press("take").waits_for_the_job().looks_at("statement-60-report")
        assert outcomes(officer) == {
            ko("Matched: payment confirmed"): 56, ko("Sent back by the bank"): 2, ko("Unmatched"): 2,
        }  # fmt: skip
        report = officer.page.url
        officer.open("/bank-statements/new/").fill_in(file=str(file)).press("preview")
        officer.press("take", refused=True).looks_at("statement-again-refused")
        officer.open(report).click("/explain/").fill_in(reason="은행 수수료 5,000원").press()
        assert outcomes(officer.open(report))[ko("Unmatched")] == 1

        # 6. The firm whose money came back is told, and the books balance.
        firm = stage.enter().sign_in("firm1@journey.example")
        firm.sees(ko("The bank sent a payment back: check the account"))
        the_books_balance()
