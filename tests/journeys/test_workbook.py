"""A clerk with forty pieces of equipment: by workbook, with three cells to mend, to the receipt."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from core.users.models import User
from core.workflow import clock
from programs.models import Call
from programs.operations import editor
from programs.questions import Condition
from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme
from tests.journeys.steps import adds_a_clerk, begins, case_of
from tests.programs.questions import asks

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ROWS, COST = 40, 20_000_000
#: what is wrong at first: row and heading → what stands there, and what is to stand there
WRONG: dict[tuple[int, str], tuple[Any, Any]] = {
    (7, "Cost without VAT"): ("약 2천만 원", "20,000,000원"),
    (19, "Date of the quote"): ("2026-13-40", f"{timezone.localdate():%Y-%m-%d}"),
    (33, "The quote"): ("quote-b.pdf", "quote-b.pdf"),  # mended by uploading the file
}


def asks_three_questions(call: Call) -> None:
    """Have the officer publish the call's own questions: the third is asked of those who take a loan."""
    by, at = User.objects.get(email="officer@journey.example"), clock.now()
    version = editor.begin_questionnaire(call=call, by=by, at=at)
    for question in (
        asks("loan", "CHOICE"),
        asks("total", "NUMBER"),
        asks("bank", condition=Condition("loan", "IS", ("yes",))),
    ):
        editor.add_question(questionnaire=version, terms=question, by=by, at=at)
    editor.publish_questionnaire(questionnaire=version, reason="공고문에 따름", by=by, at=at)


def place(book: Workbook, row: int, heading: str) -> Any:
    """Return the cell of a row below a heading."""
    sheet = book[ko("Cost items")]
    return next(sheet.cell(row, cell.column) for cell in sheet[1] if str(cell.value).startswith(ko(heading)))


def fills_in(book: Workbook) -> Iterator[str]:
    """Write forty compressors below the heading, three cells of them wrong; yield those cells' places."""
    compressor = book[ko("Choices")]["B2"].value
    for row in range(2, ROWS + 2):
        for heading, value in {
            "Kind of cost": ko("Equipment replacement"),
            "Technology": compressor,
            "What is bought": f"인버터 압축기 {row - 1}호",
            "Cost without VAT": COST,
            "Supplier that made the quote": "대한컴프레서",
            "Date of the quote": timezone.localdate(),
            "The quote": "quote-a.pdf",
            "Site": "제1공장",
            "Specific energy consumption today": "0.145",
            "Specific energy consumption afterwards": "0.108",
            "Compressed air a year": "960,000",
        }.items():
            place(book, row, heading).value = value
    for (row, heading), (wrong, _right) in WRONG.items():
        cell = place(book, row, heading)
        cell.value = wrong
        yield cell.coordinate


def uploads(person: Person, workbook: Path, *quotes: Path) -> None:
    """Hand in a workbook with its quotes, and read what it would do."""
    person.page.locator("main input[name=workbook]").set_input_files(workbook)
    person.page.locator("main input[name=quotes]").set_input_files(list(quotes))
    person.press()


def two_quotes(folder: Path) -> list[Path]:
    """Write two quotes of their own."""
    files = [folder / "quote-a.pdf", folder / "quote-b.pdf"]
    for file in files:
        file.write_bytes(papers.PDF % file.name.encode() + b"trailer<</Root 1 0 R>>\n%EOF\n")
    return files


def is_cut_off(clerk: Person) -> None:
    """The clerk answers one question, half of another, and the window is killed while a third word is typed."""
    loan, total = (clerk.page.locator(f"main [name='{name}']") for name in ("q-loan", "q-total"))
    loan.select_option("yes")
    expect(clerk.page.locator(".save-state.is-saved")).to_have_count(1)
    total.press_sequentially("8억 가량")
    clerk.page.keyboard.press("Tab")
    expect(clerk.page.locator(".save-state.is-refused")).to_contain_text("8억 가량")
    total.press_sequentially(" 이상")  # not left: all that may be lost
    clerk.loses_the_window()


@pytest.mark.long
class TestFortyRows:
    def test_from_the_template_to_the_receipt(self, stage: Stage, tmp_path: Path) -> None:
        program = an_open_programme()
        asks_three_questions(program.calls.get())
        file, quotes = papers.write_all(tmp_path), two_quotes(tmp_path)
        anchor, firm = a_registered_firm(9, "대한중공업", "LARGE"), a_registered_firm(1, "한빛정밀")
        consortium = a_chosen_consortium(program, anchor, firm)
        rep = stage.enter().sign_in("firm1@journey.example")
        clerk = stage.enter().sign_up("서지우", "clerk@journey.example")
        adds_a_clerk(rep, "서지우", "clerk@journey.example")

        # 1. The clerk begins the draft, downloads the template and fills in forty rows.
        begins(clerk, consortium, "압축기 40대 교체")
        application = case_of(clerk)
        clerk.open(application + "?tab=money").click("/costs/workbook/").looks_at("workbook-upload")
        template = clerk.downloads("/costs/template/", tmp_path)
        book = load_workbook(template)
        cells = list(fills_in(book))
        book.save(tmp_path / "filled.xlsx")

        # 2. Three cells are wrong: the page and the workbook that comes back name them; nothing was written.
        uploads(clerk, tmp_path / "filled.xlsx", quotes[0])
        clerk.looks_at("workbook-errors")
        named = clerk.page.locator("#mend tbody th").all_inner_texts()
        assert named == [f"{ko('Cost items')}!{cell}" for cell in cells]
        marked = load_workbook(clerk.downloads("/marked/", tmp_path))
        assert marked.worksheets[0].title == ko("To be mended")
        assert [row[0].value for row in marked.worksheets[0].iter_rows(min_row=2)] == named
        reasons = clerk.page.locator("#mend tbody td:last-child").all_inner_texts()
        comments = [marked[ko("Cost items")][cell].comment.text for cell in cells]
        assert [" ".join(text.split()) for text in comments] == [" ".join(text.split()) for text in reasons]

        # 3. Mended in the workbook that came back, uploaded again, looked at and taken over.
        for (row, heading), (_wrong, right) in WRONG.items():
            place(marked, row, heading).value = right
        marked.save(tmp_path / "mended.xlsx")
        clerk.page.get_by_role("link", name=ko("Upload another workbook")).click()
        uploads(clerk, tmp_path / "mended.xlsx", quotes[1])
        clerk.sees(f"{ROWS * COST:,}").looks_at("workbook-preview").press()
        clerk.sees(ko("Taken over: %(added)s added, %(changed)s changed, %(removed)s taken out.",
                      added=ROWS, changed=0, removed=0))  # fmt: skip
        clerk.sees(f"{ROWS * COST:,}").looks_at("application-money-40")

        # 4. The call's questions: the window dies in the middle of a field; what was left before stands there again.
        clerk.home().click("/resume/")
        assert clerk.page.url.endswith("/questions/")
        clerk.looks_at("questions")
        is_cut_off(clerk)
        clerk.home().click("/resume/").sees(ko("Unsaved entries restored")).looks_at("questions-restored")
        expect(clerk.page.locator("main [name='q-total']")).to_have_value("8억 가량")
        expect(clerk.page.locator("main [name='q-loan']")).to_have_value("yes")
        clerk.fill_in(**{"q-total": "800,000,000", "q-bank": "한국은행"}).press()
        clerk.sees("한국은행").looks_at("application-questions")

        # 5. The clerk asks, the representative submits, and the receipt can be recomputed.
        clerk.click("tab=documents").click("?paper=").fill_in(attachment=str(file["proof"])).press()
        clerk.home().click("/resume/")
        clerk.looks_at("ask-to-submit").fill_in(note="견적 두 건을 확인했습니다.").press()
        rep.take_up("/submit/").looks_at("submit").press().looks_at("receipt")
        assert re.search(r"/applications/receipts/", rep.page.url)
        content = rep.downloads("/content/", tmp_path).read_bytes()
        shown = rep.page.locator("main code.hash").inner_text()
        assert hashlib.sha256(content).hexdigest() == shown
        assert content.decode().count("인버터 압축기 ") == ROWS
        for quote in quotes:
            assert hashlib.sha256(quote.read_bytes()).hexdigest() in content.decode()
