"""Many e-tax invoices by one list: read, checked as by form, taken over whole or not at all."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook

from core.evidence.checks import CSV, XLSX
from core.evidence.operations import store
from core.ui.export import CONTENT_TYPE
from disbursements import operations
from disbursements.invoices.preview import preview
from disbursements.invoices.reading import read_invoices
from disbursements.models import PaymentLine
from tests.disbursements.conftest import AWARDED_ON, SUPPLIER, invoice_number
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

HEADING = ("승인번호", "작성일자", "공급자사업자등록번호", "공급업체", "공급가액", "세액")


def row(n, won="10,000,000", day=f"{AWARDED_ON}", supplier=SUPPLIER):
    return (invoice_number(n), day, supplier, "시험기계", won, "1,000,000")


def a_csv(*rows, encoding="utf-8-sig") -> bytes:
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in (HEADING, *rows)]
    return "\n".join(["전자세금계산서 목록", *lines]).encode(encoding)


def a_workbook(*rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for cells in (HEADING, *rows):
        book.active.append(cells)
    book.save(file)
    return file.getvalue()


@pytest.fixture
def draft(grant, tier1_clerk, moment):
    return operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)


@pytest.fixture
def look(draft, tier1_clerk, moment):
    """Hand a list in and return what it would add."""

    def hand_in(data, name="list.csv", kind=CSV):
        kept = store(
            file=io.BytesIO(data), filename=name, allowed=frozenset({kind}), by=tier1_clerk, at=MOMENT
        )
        listing = operations.hand_in_invoices(payment=draft, listing=kept, by=tier1_clerk, at=moment)
        return listing, preview(draft, listing, by=tier1_clerk, at=moment)

    return hand_in


class TestReading:
    def test_finds_the_same_rows_in_a_workbook_and_in_both_encodings(self):
        files = [(a_csv(row(1)), CSV), (a_csv(row(1), encoding="cp949"), CSV), (a_workbook(row(1)), XLSX)]
        found = [read_invoices(data, kind).rows[0].typed for data, kind in files]
        assert found[0] == found[1] == found[2]
        assert found[0]["supply_won"] == "10,000,000"


class TestPreview:
    def test_names_each_cell_as_the_form_and_the_operation_do(self, look):
        _listing, found = look(
            a_csv(
                row(1),
                row(2, day="2020-01-01"),
                row(3, won="viel"),
                row(1),
                row(5, supplier="1234567890"),
                row(6, won="190,000,001"),
            )
        )
        assert [(problem.cell, problem.value) for problem in found.problems] == [
            ("B4", "2020-01-01"),
            ("E5", "viel"),
            ("A6", invoice_number(1)),
            ("C7", "1234567890"),
            ("E8", "190,000,001"),
        ]
        assert not found.may_be_taken_over
        assert PaymentLine.objects.count() == 0

    def test_of_a_file_without_headings(self, look):
        _listing, found = look("아무것도,없음\n1,2".encode())
        assert found.refusal
        assert not found.may_be_taken_over


class TestTakingOver:
    def test_adds_all_rows_and_the_same_list_twice_changes_nothing(
        self, look, draft, tier1_clerk, client, moment
    ):
        client.force_login(tier1_clerk)
        upload = reverse("disbursements:payment_invoices", args=[draft.public_id])
        file = io.BytesIO(a_workbook(row(1), row(2, won=20_000_000)))
        file.name, file.content_type = "list.xlsx", CONTENT_TYPE
        answer = client.post(upload, {"listing": file})
        assert answer.status_code == 302, answer.content.decode()[:3000]
        page = client.get(answer.url).content.decode()
        assert invoice_number(2) in page
        assert "18,000,000" in page
        assert PaymentLine.objects.count() == 0
        client.post(answer.url)
        draft.refresh_from_db()
        assert (draft.requested_won, draft.lines.count()) == (18_000_000, 2)
        assert client.post(answer.url).status_code == 422
        _listing, again = look(a_csv(row(1), row(2, won="20,000,000")))
        assert (again.known, again.entries, again.problems) == (2, [], [])
        assert draft.lines.count() == 2
