"""The columns of the sheet of cost items: those of the form, for every kind and technology there is."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applications.forms import CostItemForm
from core.evidence.forms import KeptFileField
from core.ui.fields import DayField, DecimalQuantityField, WonField
from measurement.methods import METHODS
from programs.models import Technology

#: titles of the sheets
COSTS, CHOICES, INSTRUCTIONS, TO_MEND = (
    _("Cost items"),
    _("Choices"),
    _("How to fill it in"),
    _("To be mended"),
)
#: beside it, on the sheet of instructions, stands the state of the draft that the template was made of
STATE = _("State of the draft (leave as it is)")

TEXT, WON, DAY, QUANTITY, FILE = "text", "won", "day", "quantity", "file"
_KINDS = ((WonField, WON), (DayField, DAY), (DecimalQuantityField, QUANTITY), (KeptFileField, FILE))


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


NUMBER = Column("number", _("Number"), help=_("Leave it as it is; empty for what is new."), is_required=True)
KIND = Column("cost_kind", _("Kind of cost"), help=_("Choose from the list."), is_required=True)
TECHNOLOGY = Column("technology", _("Technology"), help=_("Choose from the list; for equipment only."))


def columns_for(technologies: Iterable[Technology]) -> list[Column]:
    """Return the columns of a draft whose programme pays for these technologies."""
    columns = {column.key: column for column in (NUMBER, KIND, TECHNOLOGY)}
    for name, field in CostItemForm(user=None).fields.items():
        columns[name] = _column(name, field)
    codes = {technology.method for technology in technologies}
    for method in (found for code, found in METHODS.items() if code in codes):
        own = {wanted.name for wanted in method.expectation_fields}
        for name, field in CostItemForm(user=None, method=method.code).fields.items():
            if name in own:
                heading = format_lazy("{} ({}) · {}", field.label, field.widget.unit, method.label)
                key = f"{method.code}.{name}"
                columns[key] = _column(key, field, heading=heading, method=method.code)
            elif name not in columns:
                columns[name] = _column(name, field)
    return list(columns.values())


def _column(key: str, field: Any, *, heading: Any = None, method: str = "") -> Column:
    kind = next((kind for made_of, kind in _KINDS if isinstance(field, made_of)), TEXT)
    words = _("The name of the file, for instance quote.pdf; upload the file beside the workbook.")
    help_text = words if kind == FILE else field.help_text
    return Column(key, heading or field.label, kind, help_text, method, field.required and not method)


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
