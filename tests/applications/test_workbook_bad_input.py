"""Bad workbooks, and the same wrong input by form and by workbook meeting the same refusal."""

import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from applications.models import Application
from core.evidence import workbooks
from core.users.models import User
from core.workflow import clock
from tests.applications.workbooks import (
    AIR,
    ROW,
    SEC_NOW,
    SEC_THEN,
    SHEET,
    add,
    address,
    columns,
    looked_at,
    opened,
    pdf,
    problems,
    repacked,
    saved,
    send,
    taken_over,
    template,
)
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

#: the fields of the form, by the headings of the workbook
FIELDS = {
    "What is bought": "name",
    "Maker": "maker",
    "Cost without VAT": "cost_won",
    "Supplier that made the quote": "quote_supplier",
    "Date of the quote": "quote_on",
    "Sum of the quote without VAT": "quote_won",
    "Site": "site",
    SEC_NOW: "baseline_sec",
    SEC_THEN: "project_sec",
    AIR: "annual_nm3",
}
#: wrong input: (heading, what is typed into form and cell alike)
WRONG = [
    ("What is bought", ""),
    ("What is bought", "가" * 121),
    ("Maker", "가" * 81),
    ("Cost without VAT", ""),
    ("Cost without VAT", "0"),
    ("Cost without VAT", "-5"),
    ("Cost without VAT", "1.5"),
    ("Cost without VAT", "1" * 19),
    ("Cost without VAT", "이백만"),
    ("Cost without VAT", "1,23,4"),
    ("Supplier that made the quote", ""),
    ("Date of the quote", ""),
    ("Date of the quote", "어제"),
    ("Date of the quote", "2026-13-01"),
    ("Date of the quote", "1900-01-05"),
    ("Sum of the quote without VAT", "0"),
    ("Sum of the quote without VAT", "-5"),
    ("Sum of the quote without VAT", "1.5"),
    ("Sum of the quote without VAT", "1" * 19),
    ("Site", ""),
    (SEC_NOW, "-1"),
    (SEC_NOW, "0"),
    (SEC_NOW, "많이"),
    (SEC_NOW, "0.12345678"),
    (SEC_THEN, "0.2"),
    (SEC_THEN, ""),
    (AIR, "9999999999999"),
]


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages play at the cast's moment."""
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def clerk(client: Client, tier1_clerk: User) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def by_form(clerk: Client, draft: Application, row: dict[str, Any]) -> dict[str, str]:
    """Send the form of a cost item; return {heading: what is wrong}."""
    given = {field: row[heading] for heading, field in FIELDS.items() if heading in row}
    page = clerk.post(
        address("cost_item_add", draft.public_id) + "?kind=EQUIPMENT&technology=air_compressor",
        {**given, "quote": pdf()},
    )
    errors = page.context["form"].errors if page.status_code == 422 else {}
    headings = {field: heading for heading, field in FIELDS.items()}
    return {headings[name]: " ".join(map(str, found)) for name, found in errors.items()}


class TestSameRefusals:
    def test_by_form_and_by_workbook(self, clerk: Client, draft: Application):
        book, rows = template(clerk, draft), [{**ROW, heading: value} for heading, value in WRONG]
        add(book, *rows)
        places = {number: heading for heading, number in columns(book).items()}

        page = looked_at(clerk, draft, book, pdf())

        by_workbook: list[dict[str, str]] = [{} for _row in rows]
        for place, why in problems(page).items():
            cell = book[SHEET][place]
            by_workbook[cell.row - 3][places[cell.column]] = why
        refused = [by_form(clerk, draft, row) for row in rows]
        assert by_workbook == refused
        assert all(wrong[0] in found for wrong, found in zip(WRONG, refused, strict=True))
        assert draft.cost_items.count() == 1

    def test_for_a_missing_quote(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, {**ROW, "The quote": ""})
        page = clerk.post(
            address("cost_item_add", draft.public_id) + "?kind=EQUIPMENT&technology=air_compressor",
            {field: ROW[heading] for heading, field in FIELDS.items() if heading in ROW},
        )

        found = problems(looked_at(clerk, draft, book))

        assert list(found.values()) == [str(error) for error in page.context["form"].errors["quote"]]

    def test_for_a_technology_that_is_not_offered_any_more(
        self, clerk: Client, draft: Application, technology: Any
    ):
        type(technology).objects.filter(pk=technology.pk).update(valid_until=MOMENT.date().replace(year=2025))
        book = template(clerk, draft)
        add(book, ROW)

        found = problems(looked_at(clerk, draft, book, pdf()))

        assert "doesn't pay for" in next(iter(found.values()))


def with_formula(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["Cost without VAT"], "=1000*2")
    return {cell.coordinate: "holds a formula"}


def with_error(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["What is bought"], "#N/A")
    cell.data_type = "e"
    return {cell.coordinate: "shows an error"}


def with_merged_cells(book: Workbook) -> dict[str, str]:
    book[SHEET].merge_cells("G3:G4")
    return {"G3": "merged"}


def with_unknown_kind(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["Kind of cost"], "자동차")
    return {cell.coordinate: "is none of: Equipment replacement"}


def with_unknown_technology(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["Technology"], "증기기관")
    return {cell.coordinate: "is none of: High-efficiency air compressor"}


def without_technology(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["Technology"])
    cell.value = None
    return {cell.coordinate: "Choose the technology"}


def with_unknown_number(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["Number"], "abc")
    return {cell.coordinate: "no cost item of this number"}


def with_a_number_twice(book: Workbook) -> dict[str, str]:
    place = columns(book)["Number"]
    cell = book[SHEET].cell(3, place, book[SHEET].cell(2, place).value)
    return {cell.coordinate: "in an earlier row already"}


def with_another_kind(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(2, columns(book)["Kind of cost"], "Consulting")
    return {cell.coordinate: "can't be changed"}


def with_a_maker_of_advice(book: Workbook) -> dict[str, str]:
    sheet, places = book[SHEET], columns(book)
    sheet.cell(3, places["Kind of cost"], "CONSULTING")
    for heading in ("Technology", "Site", SEC_NOW, SEC_THEN, AIR):
        sheet.cell(3, places[heading]).value = None
    return {sheet.cell(3, places["Maker"], "누구").coordinate: "Nothing is asked here"}


def with_unknown_quote(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["The quote"], "없는.pdf")
    return {cell.coordinate: "There is no file"}


def with_a_serial_of_1900(book: Workbook) -> dict[str, str]:
    cell = book[SHEET].cell(3, columns(book)["Date of the quote"], 5)
    return {cell.coordinate: "A quote of 1900-01-05 can't be meant"}


CELLS: list[Callable[[Workbook], dict[str, str]]] = [
    with_formula, with_error, with_merged_cells, with_unknown_kind, with_unknown_technology,
    without_technology, with_unknown_number, with_a_number_twice, with_another_kind, with_a_maker_of_advice,
    with_unknown_quote, with_a_serial_of_1900,
]  # fmt: skip


class TestCells:
    @pytest.mark.parametrize("spoil", CELLS, ids=lambda spoil: spoil.__name__)
    def test_are_named_with_what_to_do(
        self, clerk: Client, draft: Application, spoil: Callable[[Workbook], dict[str, str]]
    ):
        book = template(clerk, draft)
        add(book, ROW)
        expected = spoil(book)

        page = looked_at(clerk, draft, book, pdf())

        found = problems(page)
        assert found.keys() == expected.keys()
        for place, words in expected.items():
            assert words in found[place]
        back = opened(clerk.get(page.request["PATH_INFO"] + "marked/"))
        assert all(back[SHEET][place].comment.text == found[place] for place in expected)
        assert taken_over(clerk, page).status_code == 422
        assert draft.cost_items.count() == 1

    @pytest.mark.parametrize(
        ("typed", "day"),
        [(46042, "2026-01-20"), ("20260120", "2026-01-20"), (20260120, "2026-01-20"),
         ("2026. 1. 20.", "2026-01-20"), ("2026/1/20", "2026-01-20")],
    )  # fmt: skip
    def test_of_days_are_understood_as_people_save_them(
        self, clerk: Client, draft: Application, typed: Any, day: str
    ):
        book = template(clerk, draft)
        add(book, {**ROW, "Date of the quote": typed})

        page = looked_at(clerk, draft, book, pdf())

        assert not problems(page)
        assert page.context["preview"].changes.added[0].quote_on.isoformat() == day


class TestSheets:
    def test_that_are_hidden_are_not_read_and_that_is_said(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        hidden = book.create_sheet("비밀")
        hidden.sheet_state = "hidden"

        page = looked_at(clerk, draft, book)

        assert "Hidden sheets were not read: 비밀" in page.content.decode()

    def test_may_have_their_heading_lower_and_columns_elsewhere(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, ROW)
        sheet = book[SHEET]
        sheet.insert_rows(1, 3)
        sheet["A1"] = "우리 회사 비용 정리"
        sheet.insert_cols(2)
        sheet["B4"] = "메모"

        page = looked_at(clerk, draft, book, pdf())

        assert len(page.context["preview"].changes.added) == 1
        assert "were not read: 메모" in page.content.decode()

    def test_without_heading_or_column_are_refused(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        book[SHEET].delete_cols(columns(book)["Cost without VAT"])
        missing = looked_at(clerk, draft, book)
        book[SHEET].delete_rows(1)
        headless = looked_at(clerk, draft, book)
        book[SHEET].title = "Sheet1"
        nowhere = looked_at(clerk, draft, book)

        assert "these columns are missing: Cost without VAT" in missing.content.decode()
        assert "has no row with the headings" in headless.content.decode()
        assert "no visible sheet “Cost items”" in nowhere.content.decode()

    def test_of_100000_rows_are_refused_fast(self, clerk: Client, draft: Application):
        book = Workbook(write_only=True)
        sheet = book.create_sheet(SHEET)
        for _row in range(100_000):
            sheet.append(["x"])
        data, began = saved(book), time.perf_counter()

        page = send(clerk, draft, data)

        assert "goes down to row 100,000" in page.content.decode()
        assert time.perf_counter() - began < 5

    def test_with_a_row_at_the_end_of_the_world_are_refused(self, clerk: Client, draft: Application):
        data = repacked(
            saved(template(clerk, draft)),
            lambda name, part: (
                part.replace(b'<row r="2"', b'<row r="999999999"') if "sheet1" in name else part
            ),
        )

        assert "goes down to row 999,999,999" in send(clerk, draft, data).content.decode()


def with_macros(data: bytes) -> bytes:
    return repacked(data, lambda _name, part: part, **{"xl/vbaProject.bin": b"\xd0\xcf"})


def as_macro_workbook(data: bytes) -> bytes:
    return repacked(
        data,
        lambda name, part: part.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )


def as_bomb(data: bytes) -> bytes:
    return repacked(data, lambda _name, part: part, **{"xl/media/zero.bin": bytes(60 * 1024 * 1024)})


def with_entities(data: bytes) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return repacked(
        data,
        lambda name, part: part.replace(b"<worksheet", bomb + b"<worksheet", 1) if "sheet1" in name else part,
    )


def encrypted(_data: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


def old(_data: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "Workbook".encode("utf-16-le")


FILES = [
    (with_macros, "holds macros"),
    (as_macro_workbook, "holds macros"),
    (as_bomb, "too large"),
    (with_entities, "not a workbook that can be read"),
    (encrypted, "protected by a password"),
    (old, "old form (.xls)"),
    (lambda data: data[: len(data) // 2], "not a workbook that can be read"),
    (lambda _data: b"%PDF-1.4 x", "not a workbook that can be read"),
    (lambda _data: b"", "file is empty"),
]


class TestFiles:
    @pytest.mark.parametrize(("spoil", "words"), FILES)
    def test_are_refused_before_they_are_kept(
        self, clerk: Client, draft: Application, spoil: Callable[[bytes], bytes], words: str
    ):
        data = spoil(saved(template(clerk, draft)))
        began = time.perf_counter()

        response = send(clerk, draft, data)

        assert response.status_code == 422
        assert words in response.content.decode()
        assert time.perf_counter() - began < 5
        assert not draft.cost_items.exclude(name="스크루 압축기 75 kW").exists()

    def test_whose_cells_are_broken_are_refused_in_words(self, clerk: Client, draft: Application):
        data = repacked(
            saved(template(clerk, draft)),
            lambda name, part: part.replace(b"</sheetData>", b"", 1) if "sheet1" in name else part,
        )

        assert "not a workbook that can be read" in looked_at(clerk, draft, data).content.decode()

    def test_with_a_hidden_encoding_are_no_workbook(self):
        book = io.BytesIO()
        Workbook().save(book)
        sly = repacked(
            book.getvalue(),
            lambda name, part: b'<?xml version="1.0" encoding="cp037"?>' + part if "sheet1" in name else part,
        )

        with pytest.raises(workbooks.NotAWorkbook):
            workbooks.check(sly)
