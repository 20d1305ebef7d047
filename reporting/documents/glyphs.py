"""Which characters the font of documents can draw: PDF/A refuses a page with a glyph that is none."""

import os
import unicodedata
from functools import cache
from pathlib import Path

#: stands for what can't be drawn; the facts that a document carries hold the character itself
STAND_IN = "□"
#: beside fonts.conf, which names no other
_FONTS = ("PretendardGOV-Regular.ttf", "PretendardGOV-Bold.ttf")
#: spaces, breaks, marks of direction and of variation: nothing of them is drawn
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def drawable(html: str) -> str:
    """Return the page with a square for every character that the font lacks, Hangul composed."""
    html = unicodedata.normalize("NFC", html)
    return html.translate({ord(one): STAND_IN for one in set(html) if not _is_drawable(one)})


def _is_drawable(one: str) -> bool:
    return ord(one) in _characters() or unicodedata.category(one) in _UNSEEN or "\ufe00" <= one <= "\ufe0f"


@cache
def _characters() -> frozenset[int]:
    """Return the code points that the font has in every weight."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    folder = Path(os.environ["FONTCONFIG_FILE"]).parent
    regular, *others = (set(TTFont(folder / name, lazy=True).getBestCmap()) for name in _FONTS)
    return frozenset(regular.intersection(*others))
