"""The short code under which a document can be verified: the beginning of the hash over its facts."""

import re
import unicodedata

from django.conf import settings
from django.urls import reverse

#: hexadecimal digits of a code: 64 bits, too many to guess one
DIGITS = 16
_GROUP = 4
#: first letters of the Unicode categories of what stands between digits: unseen, marks, signs, spaces
_BETWEEN = "CPSZ"


def shown(facts_hash: str) -> str:
    """Return the code as it is printed: `4F2A-91BC-77D0-E35B`."""
    digits = facts_hash[:DIGITS].upper()
    return "-".join(digits[n : n + _GROUP] for n in range(0, DIGITS, _GROUP))


def meant(typed: str) -> str | None:
    """
    Return the digits of a code as somebody typed or pasted it, in small letters; None if it can't be a code.

    Full-width digits are digits, and every dash, dot, space and invisible sign between them is left out.
    """
    plain = unicodedata.normalize("NFKC", typed)
    digits = "".join(one for one in plain if unicodedata.category(one)[0] not in _BETWEEN).lower()
    return digits if re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", digits) else None


def address(facts_hash: str) -> str:
    """Return the address, with the host, at which anybody may verify what states these facts."""
    return f"{settings.PUBLIC_URL}{reverse('verify:code', args=[shown(facts_hash)])}"


def qr_code(text: str) -> str:
    """Return a text as a QR code, an SVG drawing to stand in a page."""
    import segno

    drawing: str = segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True)
    return drawing
