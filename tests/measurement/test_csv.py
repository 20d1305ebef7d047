"""Readings by CSV: the same preview as of a workbook, in the encodings that Korean offices write."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from core.users.models import User
from core.workflow import clock
from measurement.models import Measure, Reading
from measurement.workbooks.tables import as_workbook
from tests.applications.workbooks import opened, problems, taken_over
from tests.measurement.test_workbook import address

pytestmark = pytest.mark.django_db

ENCODINGS = ("utf-8", "utf-8-sig", "cp949")
SERIAL, MONTH, OPENING, CLOSING = 3, 4, 5, 6


@pytest.fixture
def clerk(client: Client, tier1_clerk: User, later: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: later)
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def template(clerk: Client, measure: Measure) -> list[list[str]]:
    response = clerk.get(address("readings_template", measure) + "?as=csv")
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def filled(lines: list[list[str]], serials: dict[str, str]) -> list[list[str]]:
    """Let every meter count 90,000 a month from zero."""
    for quantity, serial in serials.items():
        rows = [line for line in lines if line[0].endswith(quantity)]
        for nth, line in enumerate(rows, start=1):
            line[CLOSING] = f"{90_000 * nth:,}"
        rows[0][SERIAL], rows[0][OPENING] = serial, "0"
    return lines


def looked_at(clerk: Client, measure: Measure, lines: list[list[str]], encoding: str = "utf-8") -> Any:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    upload = SimpleUploadedFile("검침.csv", text.getvalue().encode(encoding))
    response = clerk.post(address("readings_upload", measure), {"workbook": upload})
    assert response.status_code == 302, response.content.decode()
    return clerk.get(response["Location"])


class TestCsv:
    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_enters_a_year_of_many_meters(self, clerk: Client, measure: Measure, encoding: str) -> None:
        lines = filled(template(clerk, measure), {"electricity_kwh": "전력-7", "air_nm3": "공기-7"})
        page = looked_at(clerk, measure, lines, encoding)
        preview = page.context["preview"]
        assert (preview.month_count, preview.is_stale, list(preview.problems)) == (24, False, [])
        assert not Reading.objects.exists()
        taken_over(clerk, page)
        assert set(measure.meters.values_list("serial", flat=True)) == {"전력-7", "공기-7"}
        assert {reading.quantity for reading in Reading.objects.all()} == {90_000}

    def test_names_bad_cells_by_row_and_column(self, clerk: Client, measure: Measure) -> None:
        lines = filled(template(clerk, measure), {"electricity_kwh": "E-7"})
        lines[3][CLOSING], lines[5][MONTH] = "=1+1", "13월"
        page = looked_at(clerk, measure, lines, "cp949")
        found = problems(page)
        assert {place.partition("!")[2] or place for place in found} == {"G4", "E6"}
        marked = opened(clerk.get(page.context["marked_href"]))
        assert marked[marked.sheetnames[1]]["G4"].comment
        assert not Reading.objects.exists()

    @pytest.mark.parametrize(
        "data", ["검침,값".encode("utf-16"), b"\xff\xfe,\xff", b"PK\x03\x04,", b"no table at all", b""]
    )
    def test_refuses_what_is_no_table(self, clerk: Client, measure: Measure, data: bytes) -> None:
        upload = SimpleUploadedFile("readings.csv", data)
        response = clerk.post(address("readings_upload", measure), {"workbook": upload})
        assert response.status_code == 422
        assert response.context["form"].errors["workbook"]

    def test_says_that_headings_are_missing(self, clerk: Client, measure: Measure) -> None:
        page = looked_at(clerk, measure, [["월", "값"], ["2025-06", "10"]])
        assert "양식을 다시 내려받아" in page.context["preview"].refusal

    def test_holds_no_formula_and_no_control_character(self) -> None:
        book = load_workbook(io.BytesIO(as_workbook(b"a,=1+1\n\x07b,c\n")))
        sheet = book.active
        assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("a", "s"), ("=1+1", "s")]
        assert sheet["A2"].value == "b"
