"""
Pages compared as pictures with approved ones, within a tolerance.

The facts are the same every time (`every_kind.py`). `APPROVE=1 ./test tests/documents/test_pictures.py` draws
the approved pictures anew: look at each of them then.
"""

import os
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from reporting.documents.kinds import Kind
from tests.documents.every_kind import (  # noqa: F401 - fixtures
    dossiers,
    drawn,
    facts,
    subjects,
    the_same_every_time,
)

APPROVED = Path(__file__).parent / "approved"
#: pixels for each point of a page: an A4 page is 298 by 421 pixels, enough for blocks to have moved
SCALE = 0.5
#: of 255 shades, on the mean; and the part of pixels that differ by more than a quarter of all shades
MEAN, PART, SHADES = 1.5, 0.004, 64
SHOWN = (
    (Kind.CHAIN_AUDIT, "ko"),
    (Kind.GRANT_AUDIT, "en"),
    (Kind.AWARD_LETTER, "ko"),
    (Kind.PAYMENT_DECISION, "en"),
    (Kind.RECOVERY_ORDER, "ko"),
    (Kind.REDUCTION_CERTIFICATE, "en"),
    (Kind.SELECTION_MINUTES, "ko"),
    (Kind.PROGRAM_REPORT, "en"),
)


def pages_of(data):
    """Return the pages of a document as pictures in shades of grey."""
    with pypdfium2.PdfDocument(data) as file:
        return [file[number].render(scale=SCALE).to_pil().convert("L") for number in range(len(file))]


def difference(one, other):
    """Return the mean difference of two pictures, and the part of pixels that differ clearly."""
    shades = ImageChops.difference(one, other)
    clear = shades.point(lambda shade: 255 if shade > SHADES else 0)
    return ImageStat.Stat(shades).mean[0], ImageStat.Stat(clear).mean[0] / 255


def is_alike(one, other):
    if one.size != other.size:
        return False
    mean, part = difference(one, other)
    return mean <= MEAN and part <= PART


def moved(picture):
    """Return the page with its upper third moved by four millimetres."""
    changed, by = picture.copy(), round(4 / 25.4 * 72 * SCALE)
    block = picture.crop((0, 0, picture.width, picture.height // 3))
    ImageDraw.Draw(changed).rectangle((0, 0, picture.width, picture.height // 3), fill=255)
    changed.paste(block, (0, by))
    return changed


def compared(name, pages):
    """Return the numbers of the pages that are not as approved; approve them all if that is asked."""
    if os.environ.get("APPROVE"):
        APPROVED.mkdir(exist_ok=True)
        for old in APPROVED.glob(f"{name}-*.png"):
            old.unlink()
        for number, picture in enumerate(pages, start=1):
            picture.quantize(16).save(APPROVED / f"{name}-{number:02d}.png", optimize=True)
    approved = [Image.open(path).convert("L") for path in sorted(APPROVED.glob(f"{name}-*.png"))]
    assert len(pages) == len(approved), f"{name}: {len(pages)} pages, {len(approved)} approved"
    pairs = enumerate(zip(pages, approved, strict=True), start=1)
    return [(number, *difference(*pair)) for number, pair in pairs if not is_alike(*pair)]


@pytest.mark.django_db
def test_pages_look_as_approved(facts):  # noqa: F811
    """Each of the designs once: both languages, the dossiers, letters, tables of scores, the drawings of a report."""
    differing = {}
    for kind, language in SHOWN:
        pages = pages_of(drawn(kind, facts[kind], language)[1])
        differing[kind, language] = compared(f"{kind.slug}-{language}", pages)
    assert {key: found for key, found in differing.items() if found} == {}


class TestComparing:
    def test_a_moved_block_is_seen_and_a_shade_is_not(self):
        page = Image.open(min(APPROVED.glob("*.png"))).convert("L")
        assert is_alike(page, page)
        assert is_alike(page.point(lambda shade: max(0, shade - 1)), page)
        assert not is_alike(moved(page), page)

    def test_a_page_of_another_size_is_seen(self):
        page = Image.open(min(APPROVED.glob("*.png"))).convert("L")
        assert not is_alike(page.crop((0, 0, 100, 100)), page)
