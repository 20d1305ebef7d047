"""Numbers as people type them: separators, full-width digits, units. Pure, no float."""

import re
import unicodedata
from decimal import Decimal

WON_UNITS = ("원", "KRW", "₩", "won")
DAY_UNITS = ("일", "days")
SECOND_UNITS = ("초", "seconds")
QUOTE_UNITS = ("건", "개", "quotes")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GUARDED_LENGTH = 200


class NotANumber(ValueError):
    """The text is not a number as people write one."""


def read(text: str, *, units: tuple[str, ...] = ()) -> Decimal:
    """
    Return the number in a typed text such as `1,234,567원` or `１２３．４`.

    `0,145` is none: whoever types it means a decimal comma, and a thousandfold would be read.

    :raises NotANumber: if it holds anything but digits, well-placed commas and one point.
    """
    plain = _plain(text, units)
    if len(plain) > _GUARDED_LENGTH:
        raise NotANumber(text)
    if not (_GROUPED.fullmatch(plain) or _PLAIN.fullmatch(plain)) or not plain.isascii():
        raise NotANumber(text)
    return Decimal(plain.replace(",", ""))


def has_stray_comma(text: str, *, units: tuple[str, ...] = ()) -> bool:
    """Return whether nothing but where its commas stand keeps a text from being a number."""
    plain = _plain(text, units)
    return "," in plain and bool(_PLAIN.fullmatch(plain.replace(",", "")))


def decimals(number: Decimal) -> int:
    """Return how many decimals a number needs: 1.50 needs one."""
    _, _, fraction = f"{number:f}".partition(".")
    return len(fraction.rstrip("0"))


def _plain(text: str, units: tuple[str, ...]) -> str:
    """Return what was typed in plain digits, without its unit and the spaces between digits."""
    plain = _without_units(unicodedata.normalize("NFKC", text).strip(), units)
    return re.sub(r"(?<=\d)\s+(?=\d)", "", plain).replace("−", "-").strip()


def _without_units(text: str, units: tuple[str, ...]) -> str:
    """Return the text without a unit at either end."""
    for unit in units:
        folded = unicodedata.normalize("NFKC", unit).lower()
        if text.lower().endswith(folded):
            return text[: -len(folded)].strip()
        if text.lower().startswith(folded):
            return text[len(folded) :].strip()
    return text
