"""What the settings of the publication must look like: identifiers that were published never change again."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

#: no slashes, no blanks: they break addresses and spreadsheets (360Giving, identifiers)
PREFIX = re.compile(r"360G-[A-Za-z0-9_]+(-[A-Za-z0-9_]+)*")
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+(-[A-Za-z0-9_]+)+")


@register
def publication_settings(**_kwargs: Any) -> list[Error]:
    """Return what is wrong with the prefix, the offices' identifiers and the licence."""
    found = []
    if not PREFIX.fullmatch(settings.OPEN_DATA_PREFIX):
        hint = "Letters, digits, _ and - after 360G-, as 360Giving registered it: 360G-motir."
        found.append(Error("OPEN_DATA_PREFIX is no 360Giving prefix.", hint=hint, id="opendata.E001"))
    for code, identifier in settings.OPEN_DATA_OFFICE_IDS.items():
        if not (code and IDENTIFIER.fullmatch(identifier)):
            hint = "OPEN_DATA_OFFICE_IDS=code=KR-BRN-1234567890,other=KR-BRN-…"
            found.append(Error(f"“{code}={identifier}” names no office.", hint=hint, id="opendata.E002"))
    if settings.OPEN_DATA_LICENCE and not settings.OPEN_DATA_LICENCE.startswith(("https://", "http://")):
        hint = "The canonical address of an open licence, or nothing."
        found.append(Error("OPEN_DATA_LICENCE is no address.", hint=hint, id="opendata.E003"))
    return found
