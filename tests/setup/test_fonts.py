"""The fonts of PDFs hold every syllable, the hanja and the signs that the papers use."""

import io
import os
import re

import pypdf
import pytest
import weasyprint
from fontTools.ttLib import TTFont

from config.setup.places import FONTS, FONTS_CONF

# Syllables that common subsets leave out, a hanja, a subscript and a unit sign.
RARE = "똠뷁漢₂㎥"


@pytest.fixture(scope="module")
def paper():
    html = f"<p style='font-family: Pretendard GOV'>{RARE}</p><p><b>{RARE}</b></p>"
    return pypdf.PdfReader(io.BytesIO(weasyprint.HTML(string=html).write_pdf()))


def embedded_fonts(paper):
    """Return for each font of the first page its name, the font, and the glyph of each character."""
    found = []
    for reference in paper.pages[0]["/Resources"]["/Font"].values():
        font = reference.get_object()
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        data = (descriptor.get("/FontFile2") or descriptor["/FontFile3"]).get_object().get_data()
        table = font["/ToUnicode"].get_object().get_data().decode()
        pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", table)
        characters = {bytes.fromhex(code).decode("utf-16-be"): int(glyph, 16) for glyph, code in pairs}
        found.append((font["/BaseFont"], TTFont(io.BytesIO(data)), characters))
    return found


class TestFontsOfPapers:
    def test_the_project_brings_its_own(self):
        assert os.environ["FONTCONFIG_FILE"] == str(FONTS_CONF)
        assert (FONTS / "LICENSE.txt").is_file()

    def test_both_weights_are_embedded_and_no_other_font(self, paper):
        names = sorted(name.split("+")[-1].replace("-", "") for name, *_ in embedded_fonts(paper))
        assert len(names) == 2
        assert all("PretendardGOV" in name for name in names)

    @pytest.mark.parametrize("character", RARE)
    def test_draws(self, paper, character):
        for name, font, characters in embedded_fonts(paper):
            glyph = characters[character]
            assert glyph != 0, f"{name} draws {character} as a missing glyph"
            assert font["glyf"][font.getGlyphName(glyph)].numberOfContours != 0

    def test_the_text_can_be_copied_out(self, paper):
        assert paper.pages[0].extract_text().count(RARE) == 2
