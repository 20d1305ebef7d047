"""A long document is bound in volumes whose pages are numbered through."""

import io

import page
import pytest
from pypdf import PdfReader

from reporting.documents import pdf
from reporting.documents.collecting import Facts
from tests.factories.people import MOMENT

FACTS = Facts({"at": MOMENT})


def paged(number):
    """Return a document of so many pages that says in how many volumes it is bound."""

    def composed(volumes):
        pages = "".join(f"<p style='break-after: page'>page {one}</p>" for one in range(1, number + 1))
        link = "<a href='#last'>the end</a>"
        return f"<html lang=en><title>t</title><body><p>{volumes} volumes {link}</p>{pages}<p id=last>end</p>"

    return composed


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(pdf, "VOLUME", 3)


class TestVolumes:
    @pytest.mark.parametrize(("written", "volumes"), [(1, [2]), (2, [3]), (3, [3, 1]), (7, [3, 3, 2])])
    def test_hold_no_more_pages_than_they_may(self, short, written, volumes):
        bound = pdf.bind(paged(written), FACTS)
        assert [one.pages for one in bound] == volumes
        assert [one.first_page for one in bound] == [1 + 3 * number for number in range(len(volumes))]
        first = PdfReader(io.BytesIO(bound[0].data)).pages[0].extract_text()
        assert f"{len(volumes)} volumes" in first

    def test_lose_no_page_and_are_each_an_archive_with_the_facts(self, short):
        bound = pdf.bind(paged(7), FACTS)
        text = ""
        for one in bound:
            report = page.validate_pdf_bytes(one.data, profile="3a")
            assert [(failure.rule_id, failure.message) for failure in report.failures] == []
            reader = PdfReader(io.BytesIO(one.data))
            assert reader.attachments["facts.json"] == [FACTS.canonical]
            text += "".join(part.extract_text() for part in reader.pages)
        assert all(f"page {number}" in text for number in range(1, 8))

    def test_are_the_same_bytes_each_time(self, short):
        assert [one.data for one in pdf.bind(paged(7), FACTS)] == [
            one.data for one in pdf.bind(paged(7), FACTS)
        ]
