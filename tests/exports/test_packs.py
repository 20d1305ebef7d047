"""Packs for the state's network: what is in them, what changed since, and what a status file says."""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from core.inbox.models import Item
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, take
from disbursements import operations as disbursements
from disbursements.models import Asset, AssetReport, PaymentRequest
from reporting.exports import status
from reporting.exports.comparison import differing
from reporting.exports.models import ExportPack, StatusFile
from reporting.exports.operations import request_pack
from reporting.exports.steps import TABLES
from reporting.exports.tasks import make_pack
from reporting.exports.writing import page
from tests.factories.cases import all_accepted
from tests.factories.people import FIRST_DAY, MOMENT
from tests.guards.walk import ROOT

pytestmark = pytest.mark.django_db


def lines(pack: ExportPack) -> list[list[str]]:
    """Return the rows of a pack's CSV."""
    with zipfile.ZipFile(pack.blob.path) as archive:
        data = archive.read(f"{pack.step.lower()}.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


class TestPack:
    def test_holds_every_row_as_csv_and_xlsx_with_its_mapping(self, submitted_payment, make):
        pack = make()
        head, row = lines(pack)

        assert tuple(head) == TABLES["PAYMENT"].headings
        assert row[head.index("관리번호")] == submitted_payment.public_id
        assert row[head.index("지급금액")] == "60000000"
        with zipfile.ZipFile(pack.blob.path) as archive:
            book = load_workbook(io.BytesIO(archive.read("payment.xlsx")))
        assert [cell.value for cell in book["PAYMENT"][1]] == head
        assert book["PAYMENT"][2][head.index("지급금액")].value == 60_000_000
        assert [row[0].value for row in book["mapping"]][1:] == head

    @pytest.mark.parametrize("step", list(TABLES))
    def test_is_made_of_every_step(self, step, submitted_payment, make):
        assert lines(make(step))[0] == list(TABLES[step].headings)

    def test_runs_no_formula(self, submitted_payment, grant, make):
        type(grant.firm).objects.filter(pk=grant.firm_id).update(name="=HYPERLINK(1)")
        head, row = lines(make())

        assert row[head.index("업체명")] == "'=HYPERLINK(1)"

    def test_tells_what_changed_since(self, submitted_payment, officer, make):
        first = make()
        disbursements.check_payment(
            payment=submitted_payment, decisions=all_accepted(submitted_payment), finding="증빙 일치함",
            by=officer, at=MOMENT,
        )  # fmt: skip
        second = make()
        third = make()

        assert [(p.number, p.rows_new, p.rows_changed, p.rows_vanished) for p in (first, second, third)] == [
            (1, 1, 0, 0), (2, 0, 1, 0), (3, 0, 0, 0),
        ]  # fmt: skip
        assert second.rows.get().differences == [("상태", "SUBMITTED", "CHECKED")]
        assert third.before == second
        assert first.rows.get().values["상태"] == "SUBMITTED"

    def test_tells_what_vanished(self, submitted_payment, make, monkeypatch):
        make()
        empty = replace(TABLES["PAYMENT"], rows=lambda program: PaymentRequest.objects.none())
        monkeypatch.setitem(TABLES, "PAYMENT", empty)
        gone = make()

        assert (gone.rows_total, gone.rows_vanished) == (0, 1)
        assert make().rows_vanished == 0

    def test_never_changes(self, submitted_payment, make):
        pack = make()
        for row in (pack, pack.rows.get()):
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save(force_update=True)

    def test_is_made_once_by_a_job_that_runs_twice(self, submitted_payment, program, officer):
        job = take(request_pack(program=program, step="PAYMENT", by=officer, at=MOMENT).pk)
        first = make_pack(Progress(job), **job.payload)

        assert make_pack(Progress(job), **job.payload) == first
        assert ExportPack.objects.count() == 1
        assert Item.objects.filter(kind="pack_made").count() == 1

    def test_is_not_kept_by_a_worker_that_lost_its_job(self, submitted_payment, program, officer):
        job = take(request_pack(program=program, step="PAYMENT", by=officer, at=MOMENT).pk)
        Job.objects.filter(pk=job.pk).update(attempt=9)
        with pytest.raises(Lost):
            make_pack(Progress(job), **job.payload)

        assert not ExportPack.objects.exists()

    @pytest.mark.parametrize("name", ["auditor", "approving_officer", "anchor_rep", "other_officer"])
    def test_is_for_officers_of_the_programme(self, program, request, name):
        with pytest.raises(PermissionDenied):
            request_pack(program=program, step="CALL", by=request.getfixturevalue(name), at=MOMENT)

    def test_reads_in_constantly_many_queries(self, submitted_payment, program):
        with CaptureQueriesContext(connection) as captured:
            assert len(list(TABLES["PAYMENT"].read(program))) == 1
        assert len(captured) <= 2


class TestAfter:
    """Settlement, recovery and important property, after the undertaking ended on 1 December 2026."""

    AFTER = dt.datetime(2026, 12, 10, 10, tzinfo=dt.UTC)

    @pytest.fixture
    def settlement(self, grant, confirmed_payment, officer):
        return disbursements.open_settlement(grant=grant, by=officer, at=self.AFTER)

    def row(self, step, program):
        (row,) = TABLES[step].read(program)
        return row

    def test_hands_over_what_is_recovered_and_what_was_bought(
        self, settlement, grant, program, officer, approving_officer
    ):
        debt = disbursements.propose_debt(
            grant=grant, amount=1_000, ground="BREACH", reason="규격이 다름", by=officer, at=self.AFTER
        )
        assert not list(TABLES["RECOVERY"].read(program)), "a proposal is no order"
        disbursements.order_debt(debt=debt, reason="반환을 명함", by=approving_officer, at=self.AFTER)
        asset = Asset.objects.get()
        AssetReport.objects.create(asset=asset, period_until=FIRST_DAY, due_on=FIRST_DAY)
        recovered, bought = self.row("RECOVERY", program), self.row("ASSET", program)
        reported = self.row("ASSET_REPORT", program)
        assert (recovered["부과금액"], recovered["납부금액"], recovered["미납금액"]) == (1_000, 0, 1_000)
        assert (bought["취득금액"], bought["보조금액"]) == (100_000_000, 60_000_000)
        assert (reported["자산번호"], reported["보고일"]) == (asset.number, None)

    def test_tells_what_changed_of_a_settlement(self, settlement, program, make, tier1_rep):
        before = self.row("SETTLEMENT", program)
        assert (before["지급액"], before["확정금액"], before["상태"]) == (60_000_000, 0, "DUE")
        make("SETTLEMENT")
        disbursements.state_settlement(
            settlement=settlement, stated={}, own_burden_won=40_000_000, interest_won=777, performance="완료",
            by=tier1_rep, at=self.AFTER,
        )  # fmt: skip
        changed = make("SETTLEMENT").rows.get().differences
        assert {("발생이자", 0, 777), ("상태", "DUE", "SUBMITTED")} <= set(changed)


class TestMapping:
    def test_page_is_the_table(self):
        assert (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8") == page()

    def test_tells_a_column_that_came_or_went(self):
        assert differing({"a": 1, "old": "x"}, {"a": 2, "new": "y"}) == {"a": 1, "new": None, "old": "x"}


def file_of(*rows: tuple[object, ...], encoding: str = "utf-8-sig") -> bytes:
    text = "관리번호,금액,상태\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    return text.encode(encoding)


def book_of(*rows: tuple[object, ...]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in [status.HEADINGS, *rows]:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


def damaged(part: str, old: bytes, new: bytes) -> bytes:
    """Return a status workbook in one part of which something stands for what a pattern finds."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of(("k", 1, "x")))) as book, zipfile.ZipFile(data, "w") as other:
        for name in book.namelist():
            content = book.read(name)
            if name == part:
                content, found = re.subn(old, new, content)
                assert found
            other.writestr(name, content)
    return data.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = {
    "workbook cut off": ("xl/workbook.xml", b"</workbook>", b""),
    "sheet cut off": (SHEET, b"</sheetData>", b""),
    "no sheet": ("xl/workbook.xml", b"<sheets>.*</sheets>", b"<sheets/>"),
    "styles cut off": ("xl/styles.xml", b"</styleSheet>", b""),
    "odd style": ("xl/styles.xml", b'numFmtId="0"', b'numFmtId="x"'),
    "relations cut off": ("xl/_rels/workbook.xml.rels", b"</Relationships>", b""),
    "a number in letters": (SHEET, b"<v>1</v>", b"<v>abc</v>"),
    "no such text": (SHEET, b't="inlineStr"><is><t>k</t></is>', b't="s"><v>999</v>'),
    "no such column": (SHEET, b'r="A1"', b'r="ZZZZZ1"'),
}


class TestStatusFile:
    @pytest.mark.parametrize("damage", list(DAMAGED))
    def test_that_is_damaged_is_refused_in_words(self, damage):
        with pytest.raises(status.NotReadable):
            status.read(damaged(*DAMAGED[damage]))

    def test_reads_nothing_beside_what_anybody_fills_in(self):
        told = b'<dimension ref="A1:ZZZ10200"'
        data = damaged(SHEET, b'<dimension ref="A1:C2"', told)
        assert status.read(data) == [status.Answered(2, "k", 1, "x")]

    @pytest.mark.parametrize(
        "data", [file_of(("k", "1000", "접수")), file_of(("k", 1000, "접수"), encoding="cp949"), book_of(("k", 1000, "접수"))]
    )  # fmt: skip
    def test_is_read_in_every_form(self, data):
        assert status.read(data) == [status.Answered(2, "k", 1000, "접수")]

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (file_of(("", "1", "x")), "A2: the number of the case is missing"),
            (file_of(("k", "천원", "x")), "B2: “천원” is no amount in whole won"),
            (file_of(("k", "1", "x"), ("k", "1", "x")), "A3: the number k stands in row 2 as well"),
            ("관리번호,상태\n".encode(), "row 1: the column “금액” is missing"),
            (b"\xff\xfe\x00,", "neither an XLSX workbook nor a CSV"),
            (b"PK\x03\x04 broken", "neither an XLSX workbook nor a CSV"),
        ],
    )
    def test_names_every_wrong_cell(self, data, words):
        with translation.override("en"), pytest.raises((status.WrongCells, status.NotReadable)) as refused:
            status.read(data)
        with translation.override("en"):
            assert words in str(refused.value)

    def test_shows_every_difference_once(self, submitted_payment, make, officer, client: Client):
        pack = make()
        client.force_login(officer)
        key = submitted_payment.public_id
        told = file_of((key, "59999999원", "CHECKED"), ("없는번호", 5, "접수"))

        def send() -> str:
            upload = SimpleUploadedFile("결과.csv", told)
            answer = client.post(reverse("exports:status", args=[pack.public_id]), {"file": upload})
            assert answer.status_code == 302
            return answer.url

        assert send() == send()
        found = StatusFile.objects.get()
        assert [(g.line, g.key, g.kind, g.here, g.there) for g in found.gaps.all()] == [
            (2, key, "OTHER_AMOUNT", "60,000,000", "59,999,999"),
            (2, key, "OTHER_STATUS", "SUBMITTED", "CHECKED"),
            (3, "없는번호", "UNKNOWN_HERE", "", "5"),
        ]
        page = client.get(reverse("exports:status_file", args=[found.public_id])).content.decode()
        assert "59,999,999" in page
        submitted_payment.refresh_from_db()
        assert submitted_payment.status == "SUBMITTED"

    def test_says_what_is_missing_there(self):
        table = TABLES["PAYMENT"]
        here = [("k", {"지급금액": 5, "상태": "CHECKED"})]
        assert list(status.gaps(table, here, [])) == [status.Gap(None, "k", "MISSING_THERE", "5", "")]

    def test_that_is_wrong_keeps_the_page(self, submitted_payment, make, officer, client: Client):
        pack = make()
        client.force_login(officer)
        upload = SimpleUploadedFile("결과.csv", file_of(("k", "천원", "x")))
        answer = client.post(reverse("exports:status", args=[pack.public_id]), {"file": upload})

        assert answer.status_code == 422
        assert "B2" in answer.content.decode()
        assert not StatusFile.objects.exists()


class TestPages:
    def test_lead_from_the_list_to_the_file(self, submitted_payment, program, make, officer, client: Client):
        client.force_login(officer)
        assert (
            reverse("exports:make", args=[program.public_id])
            in client.get(reverse("exports:list")).content.decode()
        )
        asked = client.post(reverse("exports:make", args=[program.public_id]), {"step": "PAYMENT"})
        assert asked.url.startswith("/jobs/")
        pack = make()

        assert pack.get_absolute_url() in client.get(reverse("exports:list")).content.decode()
        assert "지급금액" in client.get(pack.get_absolute_url()).content.decode()
        sent = client.get(reverse("exports:file", args=[pack.public_id]))
        assert b"".join(sent.streaming_content).startswith(b"PK")

        pack.blob.path.unlink()
        lost = client.get(reverse("exports:file", args=[pack.public_id]))
        assert lost.status_code == 404
        assert pack.filename in lost.content.decode()
