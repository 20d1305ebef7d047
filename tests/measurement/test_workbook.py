"""Readings by workbook: the template, the preview, taking over, and the same refusals as by hand."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH

from core.evidence.sheets.reading import typed
from core.users.models import User
from core.workflow import clock
from measurement.forms import month_text
from measurement.models import Measure, Meter, Reading
from measurement.operations import enter_readings
from measurement.workbooks.columns import MONTH as MONTH_COLUMN
from tests.applications.workbooks import opened, problems, saved, taken_over
from tests.measurement.conftest import months
from tests.ui.sheets import book_of

pytestmark = pytest.mark.django_db

NUMBER, _MEASURE, _METER, SERIAL, MONTH, OPENING, CLOSING = range(1, 8)
#: what a column is called where it is refused by hand
FIELDS = {MONTH: "month", CLOSING: "closing", OPENING: "opening", SERIAL: "serial"}


@pytest.fixture
def clerk(client: Client, tier1_clerk: User, later: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: later)
    client.cookies["django_language"] = "en"
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(step: str, measure: Measure, *ids: str) -> str:
    return reverse(f"measurement:{step}", args=[measure.public_id, *ids])


def template(clerk: Client, measure: Measure) -> Workbook:
    return book_of(clerk.get(address("readings_template", measure)))


def looked_at(clerk: Client, measure: Measure, book: Workbook) -> Any:
    """Upload a workbook and return the preview."""
    upload = SimpleUploadedFile("readings.xlsx", saved(book))
    response = clerk.post(address("readings_upload", measure), {"workbook": upload})
    assert response.status_code == 302, response.content.decode()
    return clerk.get(response["Location"])


def rows_of(book: Workbook, quantity: str) -> list[int]:
    """Return the numbers of the rows of one meter."""
    sheet = book["Readings"]
    return [row for row in range(2, sheet.max_row + 1) if quantity in str(sheet.cell(row, NUMBER).value)]


def fill(book: Workbook, quantity: str, serial: str, step: int) -> None:
    """Let a meter count from zero, so much a month, in every row there is."""
    sheet = book["Readings"]
    for nth, row in enumerate(rows_of(book, quantity), start=1):
        sheet.cell(row, CLOSING, step * nth)
        if nth == 1:
            sheet.cell(row, SERIAL, serial)
            sheet.cell(row, OPENING, 0)


class TestTemplate:
    def test_has_a_row_for_each_meter_and_month_before_there_is_any_meter(
        self, clerk: Client, measure: Measure
    ):
        book = template(clerk, measure)
        sheet = book["Readings"]
        assert [sheet.cell(1, place).value for place in (SERIAL, MONTH, CLOSING)] == [
            "Serial number", "Month", "Register at the end of the month",
        ]  # fmt: skip
        for quantity in ("electricity_kwh", "air_nm3"):
            found = [sheet.cell(row, MONTH).value for row in rows_of(book, quantity)]
            assert (found[0], found[-1], len(found)) == ("2025-06", "2026-05", 12)

    def test_goes_on_where_the_meter_stands(self, clerk: Client, metered: Measure):
        book = template(clerk, metered)
        row = rows_of(book, "electricity_kwh")[0]
        values = [book["Readings"].cell(row, place).value for place in (SERIAL, MONTH, OPENING, CLOSING)]
        assert values == ["E-1", "2026-04", 1_290_000, None]


class TestWay:
    def test_leads_from_the_page_of_the_measure(self, clerk: Client, measure: Measure):
        assert address("readings_upload", measure) in clerk.get(measure.get_absolute_url()).content.decode()
        assert (
            address("readings_template", measure)
            in clerk.get(address("readings_upload", measure)).content.decode()
        )


class TestTakingOver:
    def test_adds_meters_with_their_months_in_one_go(self, clerk: Client, measure: Measure):
        book = template(clerk, measure)
        fill(book, "electricity_kwh", "E-7", 90_000)
        fill(book, "air_nm3", "A-7", 600_000)

        page = looked_at(clerk, measure, book)
        assert not Meter.objects.exists()
        assert page.context["preview"].month_count == 24
        assert taken_over(clerk, page)["Location"] == measure.get_absolute_url()

        assert set(measure.meters.values_list("quantity", "serial")) == {
            ("electricity_kwh", "E-7"),
            ("air_nm3", "A-7"),
        }
        readings = Reading.objects.filter(meter__quantity="electricity_kwh").order_by("month")
        assert [reading.quantity for reading in readings] == [Decimal(90_000)] * 12

    def test_takes_a_meter_without_months_yet(self, clerk: Client, measure: Measure):
        book = template(clerk, measure)
        book["Readings"].cell(rows_of(book, "air_nm3")[0], SERIAL, "A-7")
        taken_over(clerk, looked_at(clerk, measure, book))
        assert list(measure.meters.values_list("serial", flat=True)) == ["A-7"]

    def test_says_that_there_is_nothing_to_do(self, clerk: Client, measure: Measure):
        page = looked_at(clerk, measure, template(clerk, measure))
        assert "there is nothing to take over" in page.content.decode()
        assert taken_over(clerk, page, state=page.context["preview"].state).status_code == 422

    def test_reads_that_somebody_was_first(
        self, clerk: Client, measure: Measure, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ):
        book = template(clerk, measure)
        fill(book, "electricity_kwh", "E-1", 90_000)
        page = looked_at(clerk, measure, book)
        row = months(dt.date(2025, 6, 1), [90_000])
        enter_readings(meter=electricity, opening=Decimal(0), rows=row, by=tier1_clerk, at=later)

        second = taken_over(clerk, page)

        assert second.status_code == 422
        assert "where 2025-06 ended" in second.content.decode()
        assert electricity.readings.count() == 1


#: wrong tables: register at the start, (month, register at its end)
WRONG: list[tuple[str, list[tuple[str, str]]]] = [
    ("0", [("2025-06", "10"), ("2025-07", "5")]),
    ("0", [("2025-06", "10"), ("2025-08", "20")]),
    ("0", [("2025-06", "10"), ("2025-06", "20")]),
    ("0", [("2026-05", "10"), ("2026-06", "20")]),
    ("0", [("2025-07", "10"), ("2025-06", "20")]),
    ("0", [("2025-06", "십")]),
    ("0", [("2025-06", "-1")]),
    ("0", [("2025-06", "1.2345")]),
    ("0", [("2025-06", "1" * 16)]),
    ("0", [("2025-06", ""), ("2025-07", "20")]),
    ("0", [("", "10")]),
    ("0", [("2025-13", "10")]),
    ("0", [("유월", "10")]),
    ("", [("2025-06", "10")]),
    ("많이", [("2025-06", "10")]),
    ("20", [("2025-06", "10")]),
]


def by_hand(clerk: Client, measure: Measure, opening: str, rows: list[tuple[str, str]]) -> dict[Any, str]:
    """Send the table that is filled in by hand; return {(row, field): what is wrong}."""
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0, "opening": opening}
    for n, (month, closing) in enumerate(rows):
        data |= {f"rows-{n}-month": month, f"rows-{n}-closing": closing}
    page = clerk.post(address("readings", measure) + "?meter=electricity_kwh", data)
    assert page.status_code == 422, data
    found = {(0, name): " ".join(map(str, texts)) for name, texts in page.context["form"].errors.items()}
    for n, form in enumerate(page.context["table"].forms):
        found |= {(n, name): " ".join(map(str, texts)) for name, texts in form.errors.items()}
    return found


class TestSameRefusals:
    @pytest.mark.parametrize(("opening", "rows"), WRONG)
    def test_by_hand_and_by_workbook(
        self, clerk: Client, measure: Measure, electricity: Meter, opening: str, rows: list[tuple[str, str]]
    ):
        book = template(clerk, measure)
        sheet, places = book["Readings"], rows_of(book, "electricity_kwh")
        for place, (month, closing) in zip(places, rows, strict=False):
            sheet.cell(place, MONTH).value = month or None
            sheet.cell(place, CLOSING).value = closing or None
        sheet.cell(places[0], OPENING).value = opening or None

        found = problems(looked_at(clerk, measure, book))

        by_workbook = {
            (sheet[cell].row - places[0], FIELDS[sheet[cell].column]): why for cell, why in found.items()
        }
        assert by_workbook == by_hand(clerk, measure, opening, rows)
        assert not Reading.objects.exists()

    @pytest.mark.parametrize("serial", [None, "E" * 61])
    def test_of_a_serial_number(self, clerk: Client, measure: Measure, serial: str | None):
        book = template(clerk, measure)
        fill(book, "electricity_kwh", "", 1)
        book["Readings"].cell(rows_of(book, "electricity_kwh")[0], SERIAL).value = serial
        sent = {"quantity": "electricity_kwh", "serial": serial or ""}
        form = clerk.post(address("meter_add", measure), sent).context["form"]

        found = problems(looked_at(clerk, measure, book))

        assert list(found.values()) == [" ".join(form.errors["serial"])]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2025년 3월", "2025-3"), ("2025-03-31", "2025-03"), ("2025. 3. 1.", "2025-3"), ("2025.03.", "2025-03"),
        ("202503", "2025-03"), ("20250331", "2025-03"), ("2025-13", "2025-13"), ("3월", "3월"), ("25-03", "25-03"),
    ],
)  # fmt: skip
def test_months_as_people_and_programs_write_them(cell: str, text: str) -> None:
    assert month_text(cell) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(45_717, "2025-03-01"), (202_503, "202503"), (2_025.5, "2025.5"), (73_051, "73051"), (36_525, "36525")],
)
def test_a_number_is_a_month_only_where_excel_counts_its_days(value: float, text: str) -> None:
    assert typed(value, MONTH_COLUMN, WINDOWS_EPOCH) == text


class TestErrors:
    @pytest.mark.parametrize(
        ("spoil", "why"),
        [
            (lambda sheet, row: sheet.cell(row, CLOSING, "=1+1"), "holds a formula"),
            (lambda sheet, row: sheet.cell(row, NUMBER, "x/electricity_kwh"), "has a meter of this number"),
            (lambda sheet, row: sheet.cell(row + 1, SERIAL, "other"), "has the serial number E-1"),
            (lambda sheet, row: sheet.cell(row + 1, OPENING, 7), "Only the first month of a meter"),
            (lambda sheet, row: sheet.cell(row, MONTH, 2025.1), "could be two months"),
            (lambda sheet, row: sheet.merge_cells(f"G{row}:G{row + 1}"), "are merged"),
        ],
    )
    def test_come_back_inside_the_workbook(
        self,
        clerk: Client,
        measure: Measure,
        electricity: Meter,
        spoil: Callable[[Any, int], Any],
        why: str,
    ):
        book = template(clerk, measure)
        fill(book, "electricity_kwh", "E-1", 90_000)
        spoil(book["Readings"], rows_of(book, "electricity_kwh")[0])

        page = looked_at(clerk, measure, book)

        assert any(why in found for found in problems(page).values())
        marked = opened(clerk.get(page.context["marked_href"]))
        assert any(why in str(row[2].value) for row in marked["To be mended"].iter_rows(min_row=2))
        assert taken_over(clerk, page, state=page.context["preview"].state).status_code == 422
        assert not Reading.objects.exists()
