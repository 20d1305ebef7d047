"""The columns of a sheet to fill in, what its sheets are called, and how headings are compared."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

#: titles of the sheets that every template has, and of the one that is added to a workbook with errors
CHOICES, INSTRUCTIONS, TO_MEND = _("Choices"), _("How to fill it in"), _("To be mended")
#: beside it, on the sheet of instructions, stands the state of what the template was made of
STATE = _("State of the draft (leave as it is)")

TEXT, WON, DAY, MONTH, QUANTITY, FILE = "text", "won", "day", "month", "quantity", "file"


@dataclass(frozen=True)
class Column:
    """One column: its key, its heading, what is in it, the form's words of help, whose method asks for it."""

    key: str
    heading: Any
    kind: str = TEXT
    help: Any = ""
    method: str = ""
    is_required: bool = False

    @property
    def field(self) -> str:
        """The field of the form that its cells fill in."""
        return self.key.partition(".")[2] or self.key


def folded(text: Any) -> str:
    """Return a heading or a choice as it is compared: without spaces, marks of duty, breaks and case."""
    return re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", str(text))).casefold()


def in_all_languages(words: Any) -> set[str]:
    """Return lazy words folded, as every language of the product says them."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(folded(words))
    return found
