"""
Names of sectors: sections (a letter) and, of manufacturing, divisions (two digits), by their code.

Korean Standard Industrial Classification, revision 11 (Statistics Korea, in force since 1 July 2024).
"""

import tomllib
from pathlib import Path

from django.utils.translation import get_language

_FACTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: code → (Korean, English)
NAMES: dict[str, tuple[str, str]] = {code: (name["ko"], name["en"]) for code, name in _FACTS.items()}


def division(sector: str) -> str:
    """Return the section and division of a KSIC code: the letter and its first two digits, if it has them."""
    return sector[:3] if len(sector) >= 3 else sector[:1]


def names(sector: str) -> tuple[str, str]:
    """Return the Korean and the English name of a code's division, else of its section, with the code."""
    code = division(sector)
    korean, english = NAMES.get(code) or NAMES.get(code[:1], ("", ""))
    return f"{code} {korean}".strip(), f"{code} {english}".strip()


def sector_name(sector: str) -> str:
    """Return it in the reader's language."""
    korean, english = names(sector)
    return english if get_language() == "en" else korean
