"""A clerk's year by spreadsheet: the baseline as CSV, the year with three months that raise questions."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from measurement.flagging import sentence
from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_chosen_consortium, a_registered_firm, an_open_programme
from tests.journeys.steps import adds_a_clerk, adds_a_compressor, begins, case_of, month

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

#: kWh and Nm³ of a month before; the year after needs a fifth less
KWH, AIR = 90_000, 600_000
SAVED = 72_000
#: months of the year whose electricity is remarkable, and why it is right
REMARKABLE = {
    3: (216_000, "주문이 몰려 3교대로 가동하였습니다."),
    6: (0, "정기 보수로 한 달 동안 멈추었습니다."),
    9: (27_000, "설비 절반만 가동하였습니다."),
}


def before(quantity: str, n: int) -> int:
    """Return what was counted in a month of the baseline."""
    return KWH if quantity == "electricity_kwh" else AIR


def after(quantity: str, n: int) -> int:
    """Return what was counted in the n-th month of the year, from 1."""
    if quantity == "electricity_kwh":
        return REMARKABLE.get(n, (SAVED, ""))[0]
    return AIR


def registers(
    rows: list[tuple[int, str, int | None]], amount: Callable[[str, int], int]
) -> dict[int, tuple[int, bool]]:
    """Return {row: (register at the month's end, whether the meter is new)} of (row, quantity, start)."""
    stands: dict[str, int] = {}
    counted: dict[str, int] = {}
    found = {}
    for row, quantity, start in rows:
        is_new = quantity not in stands and start is None
        stands.setdefault(quantity, start or 100_000)
        counted[quantity] = counted.get(quantity, 0) + 1
        stands[quantity] += amount(quantity, counted[quantity])
        found[row] = (stands[quantity], is_new)
    return found


def column(head: list[Any], heading: str) -> int:
    return next(n for n, text in enumerate(head) if str(text).startswith(ko(heading)))


def fills_in_csv(file: Path) -> None:
    """Write the baseline into the CSV as a Korean Excel would save it."""
    lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    number, serial, start, end = (
        column(lines[0], heading)
        for heading in (
            "Number", "Serial number", "Register at the start of the month", "Register at the end of the month",
        )
    )  # fmt: skip
    rows: list[tuple[int, str, int | None]] = [
        (n, line[number].partition("/")[2], None) for n, line in enumerate(lines[1:], start=1)
    ]
    for n, (register, is_new) in registers(rows, before).items():
        lines[n][end] = f"{register:,}"
        if is_new:
            lines[n][serial], lines[n][start] = f"{lines[n][number][-6:]}-1", "100000"
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    file.write_bytes(text.getvalue().encode("cp949"))


def fills_in_workbook(file: Path) -> None:
    """Write the year into the workbook."""
    book = load_workbook(file)
    sheet = book[ko("Readings")]
    head = [cell.value for cell in sheet[1]]
    number, start, end = (
        column(head, heading) + 1
        for heading in ("Number", "Register at the start of the month", "Register at the end of the month")
    )
    rows = [
        (row, str(sheet.cell(row, number).value).partition("/")[2], sheet.cell(row, start).value)
        for row in range(2, sheet.max_row + 1)
    ]
    for row, (register, _is_new) in registers(rows, after).items():
        sheet.cell(row, end).value = register
    book.save(file)


def measure_of(person: Person) -> str:
    """Return the address of the measure on one of whose pages the person is."""
    found = re.search(r"/measures/[^/]+/", person.page.url)
    assert found, person.page.url
    return found[0]


def hands_in(person: Person, measure: str, template: str, folder: Path, fill: Callable[[Path], None]) -> None:
    """Download a template, fill it in and upload it."""
    file = person.open(measure).click("/readings/workbook/").downloads(template, folder)
    fill(file)
    person.fill_in(workbook=str(file)).press()


class TestYear:
    def test_of_three_questions_each_answered(self, stage: Stage, tmp_path: Path) -> None:
        program = an_open_programme()
        file = papers.write_all(tmp_path)
        anchor, firm = a_registered_firm(9, "대한중공업", "LARGE"), a_registered_firm(1, "한빛정밀")
        consortium = a_chosen_consortium(program, anchor, firm)
        rep = stage.enter().sign_in("firm1@journey.example")
        clerk = stage.enter().sign_up("서지우", "clerk@journey.example")
        adds_a_clerk(rep, "서지우", "clerk@journey.example")
        begins(clerk, consortium, "압축기 교체")
        application = case_of(clerk)
        adds_a_compressor(clerk, application, file, "20,000,000")
        clerk.open(application + "?tab=reductions").click("/measures/")
        measure = measure_of(clerk)
        clerk.open(measure).click("/commission/").fill_in(commissioned_on=f"{month(-12):%Y-%m}").press()

        # 1. The baseline comes as CSV, in the encoding of Korean Windows, with both meters new.
        hands_in(clerk, measure, "?as=csv", tmp_path, fills_in_csv)
        clerk.sees(f"{month(-24):%Y-%m}").looks_at("readings-csv-preview").press()
        clerk.sees(ko("Baseline months"))

        # 2. The year by workbook: the preview says which three months will be asked about.
        hands_in(clerk, measure, "/readings/template/", tmp_path, fills_in_workbook)
        told = clerk.page.locator("main .krds-critical-alerts li, main [class*=alert] li").all_inner_texts()
        for n, (kwh, _why) in REMARKABLE.items():
            assert any(f"{month(n - 13):%Y-%m}" in line for line in told), (n, told)
            if kwh:
                detail = {"amount": str(kwh), "last_year": str(KWH)}
                clerk.sees(sentence("SPIKE", detail, "kWh"))
        clerk.looks_at("readings-questions-preview").press()

        # 3. As long as they are open, the statement can't be handed in.
        clerk.open(measure).looks_at("measure-questions").click("/statements/new/").fill_in(
            period_from=f"{month(-12):%Y-%m}", period_until=f"{month(-1):%Y-%m}"
        ).press()
        statement = clerk.page.url.removeprefix(stage.url)
        rep.take_up("/submit/").press(refused=True)
        rep.looks_at("statement-questions-refused")

        # 4. Each is answered in words, and the representative hands the statement in.
        for _kwh, why in REMARKABLE.values():
            clerk.open(measure).click("/answer/").fill_in(answer=why).press()
        clerk.open(measure)
        for _kwh, why in REMARKABLE.values():
            clerk.sees(why)
        expect(clerk.page.locator("#flags a[href*='/answer/']")).to_have_count(0)
        rep.open(statement).click("/submit/").press()
        rep.sees(ko("Submitted"))
