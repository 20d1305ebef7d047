"""A character that the font lacks is drawn as a square: a page without a glyph would be no PDF/A."""

import unicodedata

import page
import pytest

from reporting.documents import pdf
from reporting.documents.collecting import Facts
from reporting.documents.glyphs import drawable
from tests.factories.people import MOMENT


class TestDrawable:
    @pytest.mark.parametrize("text", ["한빛정밀 (주) – “1,234원” −5 % ₂", "a\n\tb\u200f\ufe0f", "三星電子"])
    def test_leaves_what_the_font_has(self, text):
        assert drawable(text) == text

    @pytest.mark.parametrize("text", ["😀", "𠮷", "क"])
    def test_puts_a_square_for_what_it_lacks(self, text):
        assert drawable(f"가{text}나") == "가□나"

    def test_composes_hangul(self):
        assert drawable(unicodedata.normalize("NFD", "한빛")) == "한빛"


def test_such_a_page_is_pdf_a():
    html = "<html lang=ko><title>n</title><p>한빛 😀\u200f क <b>𠮷</b>"
    file = pdf.archive(html, Facts({"at": MOMENT, "name": "😀"}))
    report = page.validate_pdf_bytes(file.data, profile="3a")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
