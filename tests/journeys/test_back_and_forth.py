"""Back and forth with the office: a return line by line, an objection, changes after the award."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.users.models import Role
from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import (
    a_chosen_consortium,
    a_registered_firm,
    an_official,
    an_open_programme,
)
from tests.journeys.steps import COMPRESSOR, Office, adds_a_compressor, applies, begins, case_of, completes

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SECOND = "두 번째 압축기"


@pytest.fixture
def office(stage: Stage) -> Office:
    program = an_open_programme()
    an_official(program, "second@journey.example", "오세영", Role.APPROVING_OFFICER)
    firms = [a_registered_firm(1, "일차정밀"), a_registered_firm(2, "이차금속")]
    a_chosen_consortium(program, a_registered_firm(9, "대한중공업", "LARGE"), *firms)
    return Office(
        stage.enter().sign_in("officer@journey.example"),
        stage.enter().sign_in("approver@journey.example"),
        stage.enter().sign_in("payer@journey.example"),
    )


@pytest.fixture
def file(tmp_path: Path) -> dict[str, Path]:
    return papers.write_all(tmp_path)


def returns_lines(officer: Person, **reasons: str) -> None:
    """The officer ticks lines, by the beginning of their names, and says of each what is wrong."""
    for begins_with, reason in reasons.items():
        line = officer.page.locator(f"main input[name^='line-{begins_with}']").first
        code = (line.get_attribute("name") or "").removeprefix("line-")
        officer.page.locator(f"main th label[for='id_line-{code}']").click()
        officer.fill_in(**{f"reason-{code}": reason})
    officer.press()


def reads_the_last_letter(person: Person, application: str) -> Person:
    """Open the newest letter of a case in Korean."""
    return person.open(application + "?tab=documents").click("/letters/")


def assesses(officer: Person, application: str, recommendation: str) -> None:
    """The officer writes down what was found."""
    officer.open(application).click("/assess/")
    officer.fill_in(recommendation=ko(recommendation), finding="산식과 자기부담 능력을 확인함.").press()


def awards_on_a_condition(approver: Person, application: str) -> None:
    """The approving officer awards what was asked, on a condition due in sixty days."""
    approver.open(application).click("/award/")
    approver.page.locator("details.condition-row summary").first.click()
    due = timezone.localdate() + dt.timedelta(days=60)
    approver.fill_in(reason="전액 결정함.", condition_1="착공 신고서를 낼 것", due_1=f"{due}")
    approver.looks_at("award-condition").press()


def reallocates(person: Person, grant: str, first: str, second: str, verdict: str) -> Person:
    """The firm asks to move money between its two items, and reads what that does before the button."""
    person.open(grant).click("/changes/new/")
    amounts = person.page.locator("main input[name^='cost_']").all()
    for field, amount in zip(amounts, (first, second), strict=True):
        field.fill(amount)
    person.fill_in(reason="견적이 바뀌었습니다.").press().sees(verdict)
    return person.looks_at("change-outlook").press()


@pytest.mark.long
class TestReturnAndChange:
    def test_lines_are_mended_and_money_is_moved(
        self, stage: Stage, office: Office, file: dict[str, Path]
    ) -> None:
        firm = stage.enter().sign_in("firm1@journey.example")
        begins(firm, "", "압축기 두 대 교체")
        application = case_of(firm)
        adds_a_compressor(firm, application, file, "100,000,000", SECOND)
        completes(firm, application, file, "90,000,000")

        # 1. Two lines come back with reasons; one is mended, of the other the firm says why it stays.
        office.officer.open(application).click("/return/").looks_at("return")
        returns_lines(
            office.officer, **{"COST_ITEM": "견적서의 금액과 다름.", "FIELD:purpose": "효과가 빠짐."}
        )
        firm.take_up("tab=corrections").looks_at("corrections")
        reads_the_last_letter(firm, application).sees("견적서의 금액과 다름.")
        firm.open(application + "?tab=corrections").click("/costs/").sees("견적서의 금액과 다름.")
        firm.looks_at("cost-item-returned").fill_in(cost_won="120,000,000", quote_won="120,000,000").press()
        firm.open(application + "?tab=corrections").looks_at("corrections-half")
        firm.page.locator("main tr", has_text="효과가 빠짐.").locator("a[href*='/reply/']").click()
        firm.fill_in(reply="효과는 예상 감축량에 있습니다.").press()
        firm.open(application).click("/submit/").press()
        assert "/receipts/" in firm.page.url

        # 2. The officer sees old and new side by side, and the reply.
        office.officer.take_up("/applications/").open(application + "?tab=corrections")
        mended = office.officer.page.locator("main tr", has_text="견적서의 금액과 다름.")
        expect(mended.locator("del")).to_contain_text("100,000,000")
        expect(mended.locator("ins")).to_contain_text("120,000,000")
        office.officer.sees("효과는 예상 감축량에 있습니다.").looks_at("corrections-answered")

        # 3. Awarded on a condition and accepted.
        assesses(office.officer, application, "Award")
        awards_on_a_condition(office.approver, application)
        firm.take_up("/accept/").sees("착공 신고서를 낼 것").press()
        grant = re.sub(r"^\w+://[^/]+", "", firm.page.url).split("?")[0]
        firm.open(application).sees("착공 신고서를 낼 것").looks_at("application-condition")

        # 4. A third of an item is moved: the approving officer decides. A tenth is recorded at once.
        reallocates(firm, grant, "80,000,000", "130,000,000", ko("Ask for approval"))
        asked = firm.page.url
        office.approver.take_up("/approve/").looks_at("change-approve").fill_in(
            reason="변경 사유가 타당함."
        ).press()
        firm.open(asked).sees(ko("Approved")).looks_at("change")
        reallocates(firm, grant, "85,000,000", "125,000,000", ko("Record the minor change"))
        firm.sees(ko("The change is minor: it was recorded and holds from now on."))

        # 5. The versions show what differs, field by field.
        firm.open(grant).click("/versions/").looks_at("versions")
        self.differs(firm, SECOND, "120,000,000", "85,000,000")
        firm.page.locator("main select[name=from]").select_option("1")
        firm.page.locator("main form button[type=submit]").first.click()
        self.differs(firm, COMPRESSOR, "130,000,000", "125,000,000")

    @staticmethod
    def differs(person: Person, item: str, before: str, after: str) -> None:
        """Insist that an item's cost stands among what differs, with both amounts."""
        row = person.page.locator("#differing tbody tr", has_text=item).filter(
            has_text=ko("Cost without VAT")
        )
        expect(row.locator("td").nth(0)).to_contain_text(before)
        expect(row.locator("td").nth(1)).to_contain_text(after)


@pytest.mark.long
class TestObjection:
    def test_another_officer_upholds_it_and_others_decide_anew(
        self, stage: Stage, office: Office, file: dict[str, Path]
    ) -> None:
        firm = stage.enter().sign_in("firm2@journey.example")
        second = stage.enter().sign_in("second@journey.example")
        application = applies(firm, "", file, "200,000,000")
        assesses(office.officer, application, "Refuse")

        # 1. Refused, with a letter that says why and until when an objection can be filed.
        office.approver.open(application).click("/refuse/").fill_in(
            reason="자기부담이 확인되지 않음."
        ).press()
        reads_the_last_letter(firm, application).sees("자기부담이 확인되지 않음.").looks_at("letter-refusal")

        # 2. The representative objects with a file; who refused is not offered the answer.
        firm.open(application).click("/object/").looks_at("object").fill_in(
            grounds="잔액 증명서를 냈습니다.", file_1=str(file["receipt"])
        ).press()
        objection = firm.page.url
        firm.looks_at("objection")
        office.approver.open(objection)
        assert not office.approver.page.locator("main a[href*='/answer/']").count()

        # 3. Another approving officer upholds it; the firm has the letter, the case is assessed anew.
        second.take_up("/answer/").looks_at("objection-answer").fill_in(
            outcome=ko("Uphold it: others decide anew"), answer="잔액 증명서로 확인됨."
        ).press()
        reads_the_last_letter(firm, application).sees("잔액 증명서로 확인됨.").looks_at("letter-objection")
        assesses(office.officer, application, "Award")
        office.approver.open(application)
        assert not office.approver.page.locator("main a[href$='/award/']").count()
        second.open(application).click("/award/").fill_in(reason="전액 결정함.").press()
        firm.take_up("/accept/").press()
        assert "/grants/" in firm.page.url
