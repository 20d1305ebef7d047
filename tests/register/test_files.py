"""Files of the register: what is shown, in each format, with any name, and one moment."""

import csv
import datetime as dt
import hashlib
import io
import json

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from core.ui.formats import SEOUL
from core.workflow import clock
from firms.models import Firm
from programs.models import Consortium, GrantKind
from reporting.register import downloads
from reporting.register.public import PUBLIC_FIELDS, RecordKind
from reporting.register.suppression import LeastFirms
from reporting.register.views import lists
from tests.register.conftest import EVIL, taken

LISTS = {view.key: view for view in lists.RegisterListPage.__subclasses__()}


@pytest.fixture(autouse=True)
def no_visitors():
    cache.clear()


def file_of(client, name: str, kind: str, /, **params) -> bytes:
    response = client.get(reverse(f"register:{name}"), {"export": kind, **params})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def table_of(client, name: str, kind: str, /, **params) -> list[list[str]]:
    """Return a CSV or XLSX file as rows of texts."""
    data = file_of(client, name, kind, **params)
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.django_db
class TestEveryFormat:
    @pytest.mark.parametrize("name", LISTS)
    def test_has_the_rows_of_the_page(self, client, snapshot, name):
        listing = client.get(reverse(f"register:{name}")).context["listing"]
        assert listing.count

        assert len(table_of(client, name, "csv")) - 1 == listing.count
        assert len(table_of(client, name, "xlsx")) - 1 == listing.count
        assert len(json.loads(file_of(client, name, "json"))["records"]) == listing.count

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_narrows_as_the_page_does(self, client, snapshot, kind):
        assert len(table_of(client, "grants", kind, kind="CONTRIBUTION")) == 2
        assert len(table_of(client, "grants", kind, q="없는 회사")) == 1

    def test_json_says_of_what_it_is(self, client, snapshot):
        found = json.loads(file_of(client, "grants", "json", kind="CONTRIBUTION"))

        assert found["snapshot"] == snapshot.public_id
        assert found["sha256"] == snapshot.sha256
        assert found["filters"] == [["구분", str(GrantKind.CONTRIBUTION.label)]]
        assert set(found["records"][0]) == set(PUBLIC_FIELDS[RecordKind.GRANT])

    def test_json_names_the_rule_of_the_day_in_seoul(self, client, running, monkeypatch):
        """At four in Seoul it is still the day before in Greenwich, and the rule may be of that year."""
        at_four = dt.datetime(2027, 1, 1, 4, tzinfo=SEOUL)
        monkeypatch.setattr(clock, "now", lambda: at_four)
        monkeypatch.setattr(downloads, "least_firms", lambda on: LeastFirms(on.year, on, "", ""))
        taken()

        assert json.loads(file_of(client, "programs", "json"))["least_firms"] == 2027

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_says_suppressed_and_never_the_figure(self, client, running, kind):
        taken()

        rows = table_of(client, "reductions", kind)

        assert any("비공개" in cell for cell in rows[1])
        assert not any("12.345" in cell or "12345" in cell for row in rows for cell in row)
        assert b"12345" not in file_of(client, "reductions", "json")

    def test_is_of_the_snapshot_asked_for(self, client, snapshot, grant):
        old_name = grant.firm.name
        Firm.objects.filter(pk=grant.firm_id).update(name="새 이름")
        taken("again")

        old = file_of(client, "grants", "csv", snapshot=snapshot.public_id).decode()
        new = file_of(client, "grants", "csv").decode()

        assert old_name in old
        assert "새 이름" not in old
        assert "새 이름" in new


@pytest.mark.django_db
class TestEvilNames:
    @pytest.fixture
    def evil(self, client, running, grant):
        Firm.objects.filter(pk=grant.firm_id).update(name=EVIL)
        Consortium.objects.update(name=f"+{EVIL}")
        taken()

    def test_survive_csv_and_run_nothing(self, client, evil):
        rows = table_of(client, "grants", "csv")
        cells = {cell for row in rows for cell in row}

        assert {f"'{EVIL}", f"'+{EVIL}"} <= cells
        assert len({len(row) for row in rows}) == 1
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]

    def test_survive_xlsx_as_text(self, client, evil):
        book = load_workbook(io.BytesIO(file_of(client, "grants", "xlsx")))
        cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]

        assert EVIL in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}

    def test_survive_json(self, client, evil):
        names = [record["firm"] for record in json.loads(file_of(client, "grants", "json"))["records"]]

        assert EVIL in names


@pytest.mark.django_db
class TestTheWholeFile:
    def test_has_the_fingerprint_of_its_snapshot(self, client, snapshot):
        data = b"".join(client.get(reverse("register:whole", args=[snapshot.public_id])).streaming_content)

        assert hashlib.sha256(data).hexdigest() == snapshot.sha256
        assert len(data.splitlines()) == snapshot.content.records_number

    def test_keeps_it_with_any_name(self, client, running, grant):
        Firm.objects.filter(pk=grant.firm_id).update(name=EVIL)
        snapshot = taken()

        data = b"".join(client.get(reverse("register:whole", args=[snapshot.public_id])).streaming_content)

        assert hashlib.sha256(data).hexdigest() == snapshot.sha256
