"""Lists: columns declared once, the page and the file made of them, cells that nothing runs."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import translation

from core.ui import export, lists
from core.ui.lists import Badge, Column, ListFilter, Listing
from core.ui.lists.columns import flat
from firms.models import Firm
from tests.factories.people import FirmFactory
from tests.ui.sheets import book_of, rows_of

AT = dt.datetime(2026, 5, 19, 0, 30, tzinfo=ZoneInfo("Asia/Seoul"))

COLUMNS = (
    Column(
        "name", "Name", "name", sort="name",
        under=(Column("number", "Number", "business_number", lists.BUSINESS_NUMBER),),
    ),
    Column("sector", "Sector", "sector", sort="sector"),
    Column("registered", "Registered", "registered_at", lists.DAY, sort="registered_at"),
    Column("pk", "Id", "pk", lists.NUMBER, total="pk"),
)  # fmt: skip


class FirmFilter(ListFilter):
    searched = ("name", "address")
    numbers = ("business_number",)


def listing(query: str = "", **extra: Any) -> Listing:
    params = QueryDict(query)
    rows = Firm.objects.all()
    terms = {
        "title": "Firms", "columns": COLUMNS, "rows": rows, "params": params, "path": "/firms/",
        "filter": FirmFilter(params, queryset=rows),
    }  # fmt: skip
    return Listing(**{**terms, **extra})


def names(shown: Listing) -> list[str]:
    return [row[0].text for row in shown.rows]


def exported(rows: list[Any], *columns: Column) -> Any:
    return book_of(export.answer(title="목록", columns=columns, rows=rows, by="김담당", at=AT))


class TestColumns:
    @pytest.mark.parametrize(
        ("format", "value", "shown", "file"),
        [
            (lists.TEXT, "한빛", "한빛", "한빛"),
            (lists.TEXT, None, "–", None),
            (lists.TEXT, "", "–", None),
            (lists.WON, 1_234_567, "KRW 1,234,567", 1_234_567),
            (lists.WON, 0, "KRW 0", 0),
            (lists.WON, None, "–", None),
            (lists.TONNES, 12_345, "12.345 tCO₂e", Decimal("12.345")),
            (lists.PERCENT, 6_000, "60 %", Decimal("0.6")),
            (lists.NUMBER, 31, "31", 31),
            (lists.NUMBER, None, "–", None),
            (lists.DAY, dt.date(2026, 5, 19), "2026-05-19", dt.date(2026, 5, 19)),
            (lists.DAY, AT.astimezone(dt.UTC), "2026-05-19", dt.date(2026, 5, 19)),
            (lists.MOMENT, AT.astimezone(dt.UTC), "2026-05-19 00:30", dt.datetime(2026, 5, 19, 0, 30)),  # noqa: DTZ001
            (lists.BUSINESS_NUMBER, "1248100998", "124-81-00998", "124-81-00998"),
        ],
    )
    def test_show_and_export_the_same_value(self, format: Any, value: Any, shown: str, file: Any):
        column = Column("x", "X", "x", format)
        with translation.override("en"):
            assert column.cell(SimpleNamespace(x=value)).text == shown
        assert column.exported(SimpleNamespace(x=value)) == file

    def test_follow_a_path_and_stop_at_a_gap(self):
        column = Column("firm", "Firm", "parent.firm.name")

        assert column.cell(SimpleNamespace(parent=None)).text == "–"
        with pytest.raises(AttributeError):
            column.cell(SimpleNamespace(parent=SimpleNamespace(other=1)))

    def test_calls_a_method_at_the_end_of_a_path(self):
        column = Column("region", "Region", "firm.get_region_display")
        row = SimpleNamespace(firm=Firm(region="busan"))
        with translation.override("en"):
            assert str(column.cell(row).text) == str(row.firm.get_region_display())
        assert "partial" not in str(column.cell(row).text)

    def test_draw_a_badge_and_export_its_words(self):
        column = Column("late", "Late", lambda row: Badge("Overdue", "danger"), lists.BADGE)

        assert column.cell(None).badge == {"label": "Overdue", "colour": "danger", "icon": "cross"}
        assert column.exported(None) == "Overdue"

    def test_stand_beside_each_other_in_the_file(self):
        assert [column.key for column in flat(COLUMNS)] == ["name", "number", "sector", "registered", "pk"]

    def test_say_their_unit_in_the_file(self):
        with translation.override("en"):
            assert Column("a", "Amount", "a", lists.WON).header == "Amount (won)"


@pytest.mark.django_db
class TestListing:
    def test_sorts_by_any_column_either_way_and_by_nothing_else(self):
        for name, sector in (("나", "C24"), ("가", "C30"), ("다", "C10")):
            FirmFactory(name=name, sector=sector)

        assert names(listing()) == ["다", "가", "나"]
        assert names(listing("sort=name")) == ["가", "나", "다"]
        assert names(listing("sort=-sector")) == ["가", "나", "다"]
        for nonsense in ("number", "pk", "business_number", "'; DROP TABLE", "-", "--name", "name__x"):
            assert names(listing(f"sort={nonsense}")) == ["다", "가", "나"]

    def test_says_how_it_is_sorted_and_turns_round(self):
        FirmFactory()
        first, sector = listing("sort=name&q=시험&page=2").heads[:2]
        turned = listing("sort=-name").heads[0]

        assert (first["sorted"], first["href"]) == ("ascending", "/firms/?sort=-name&q=%EC%8B%9C%ED%97%98")
        assert (turned["sorted"], turned["href"]) == ("descending", "/firms/?sort=name")
        assert (sector["sorted"], sector["href"]) == ("", "/firms/?sort=sector&q=%EC%8B%9C%ED%97%98")

    def test_finds_every_word_and_numbers_with_hyphens(self):
        firm = FirmFactory(name="한빛 정밀", business_number="1248100998", address="부산")
        FirmFactory(name="한빛 전자", address="서울")

        assert names(listing("q=한빛 부산")) == ["한빛 정밀"]
        assert names(listing("q=124-81")) == ["한빛 정밀"]
        assert names(listing("q=한빛")) == ["한빛 전자", firm.name]
        assert names(listing("q=없음")) == []

    def test_takes_what_no_search_box_sends(self):
        FirmFactory(name="가")

        for query in ("q=%00", "q=%27%22%3B--", "page=-1", "page=x", "page=99999999999999", "q=" + "a" * 500):
            assert isinstance(listing(query).rows, list)

    def test_pages_completely_whatever_the_order(self):
        for _ in range(45):
            FirmFactory(name="같은 이름")
        shown = [cell.text for page in (1, 2, 3) for cell in column_of(listing(f"sort=name&page={page}"), 3)]

        assert len(shown) == len(set(shown)) == 45

    def test_adds_up_all_rows_and_not_only_the_page(self):
        firms = [FirmFactory() for _ in range(25)]

        assert listing().totals[3].text == f"{sum(firm.pk for firm in firms):,}"
        assert listing(f"q={firms[0].name}").totals is None or firms

    def test_keeps_what_else_stands_in_the_address(self):
        shown = listing("tab=money&q=x&sort=name&page=2")

        assert shown.kept == [("tab", "money")]
        assert shown.clear_href == "/firms/?tab=money"
        assert shown.export_href == "/firms/?tab=money&q=x&sort=name&export=xlsx"

    def test_prepares_each_row_once(self):
        for _ in range(7):
            FirmFactory()
        seen: list[Any] = []
        shown = listing(prepare=lambda rows: seen.append(len(rows)) or rows, per_page=5)

        assert len(shown.rows) == 5
        assert seen == [5]
        assert len(list(shown.all_rows())) == 7
        assert seen == [5, 7]


def column_of(shown: Listing, place: int) -> list[Any]:
    return [row[place] for row in shown.rows]


@pytest.mark.django_db
class TestFile:
    def test_is_what_the_page_shows_and_more_than_one_page_of_it(self):
        for number in range(30):
            FirmFactory(name=f"기업 {number:02}", registered_at=AT)
        FirmFactory(name="다른 회사")
        shown = listing("q=기업&sort=-name")

        head, *rows = rows_of(shown.download(by="김담당", at=AT))

        assert head == ("Name", "Number", "Sector", "Registered", "Id")
        assert [row[0] for row in rows] == [f"기업 {number:02}" for number in range(29, -1, -1)]
        assert [row[0] for row in rows][:20] == names(shown)
        assert rows[0][3] == dt.datetime(2026, 5, 19)  # noqa: DTZ001
        assert isinstance(rows[0][4], int)

    def test_says_what_was_asked_for(self):
        FirmFactory(name="기업")
        with translation.override("en"):
            answer = listing("q=기업&sort=-name").download(by="김담당", at=AT)
            notes = {row[0]: row[1] for row in book_of(answer).worksheets[1].iter_rows(values_only=True)}

        assert notes == {
            "List": "Firms", "Search": "기업", "Sort by": "Name, descending", "Rows": "1", "Made by": "김담당",
            "Made at": "2026-05-19 00:30",
        }  # fmt: skip

    def test_is_dated_and_named_after_the_list(self):
        FirmFactory()
        answer = listing(title="사업계획 / 교부신청").download(by="김담당", at=AT)

        assert answer["Content-Type"] == export.CONTENT_TYPE
        assert translation_of(answer["Content-Disposition"]) == "사업계획-교부신청_2026-05-19.xlsx"

    def test_of_nothing_has_its_header(self):
        assert len(rows_of(listing("q=없음").download(by="김담당", at=AT))) == 1


def translation_of(disposition: str) -> str:
    from urllib.parse import unquote

    return unquote(disposition.split("filename*=utf-8''")[1])


DANGEROUS = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=",
    "＝1+1",
]


class TestCells:
    @pytest.mark.parametrize("text", DANGEROUS)
    def test_that_begin_like_a_formula_stay_text(self, text: str):
        cell = exported([SimpleNamespace(x=text)], Column("x", "X", "x")).worksheets[0]["A2"]

        assert (cell.data_type, cell.quotePrefix) == ("s", True)
        assert cell.value.replace("\r", "\n") == text.replace("\r", "\n")

    @pytest.mark.parametrize(
        "text", ["#N/A", "#REF!", "TRUE", "1e9", "00123", "2026-01-01", "'quoted", 'O\'Neil, "Q"\nz 🏭']
    )
    def test_keep_what_a_spreadsheet_would_make_something_else_of(self, text: str):
        cell = exported([SimpleNamespace(x=text)], Column("x", "X", "x")).worksheets[0]["A2"]

        assert (cell.data_type, cell.value) == ("s", text)

    def test_lose_what_no_file_can_hold(self):
        sheet = exported(
            [SimpleNamespace(x="a\x00b\x1bc\ufffed"), SimpleNamespace(x="x" * 40_000)], Column("x", "X", "x")
        )

        assert sheet.worksheets[0]["A2"].value == "abcd"
        assert len(sheet.worksheets[0]["A3"].value) == 32_767

    def test_of_headers_and_notes_are_as_harmless(self):
        book = exported([], Column("x", "=1+1", "x"))

        assert book.worksheets[0]["A1"].data_type == "s"

    def test_of_numbers_count(self):
        row = SimpleNamespace(won=1_500_000_000_000, kg=1_234_567, day=dt.date(2026, 5, 19), none=None)
        columns = [
            Column("won", "W", "won", lists.WON), Column("kg", "T", "kg", lists.TONNES),
            Column("day", "D", "day", lists.DAY), Column("none", "N", "none", lists.WON),
        ]  # fmt: skip
        won, kg, day, none = next(exported([row], *columns).worksheets[0].iter_rows(min_row=2))

        assert (won.value, won.number_format) == (1_500_000_000_000, "#,##0")
        assert (Decimal(str(kg.value)), kg.number_format) == (Decimal("1234.567"), "#,##0.000")
        assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")
        assert none.value is None

    def test_of_a_long_list_go_on_in_the_next_sheet(self, monkeypatch):
        monkeypatch.setattr(export, "ROWS_A_SHEET", 4)

        book = exported([SimpleNamespace(x=n) for n in range(10)], Column("x", "X", "x", lists.NUMBER))

        assert [sheet.max_row for sheet in book.worksheets[:-1]] == [5, 5, 3]
        assert book.worksheets[2]["A3"].value == 9
        assert [sheet.auto_filter.ref for sheet in book.worksheets[:-1]] == ["A1:A5", "A1:A5", "A1:A3"]
