"""The columns of the sheet of cost items: those of the form, for every kind and technology there is."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applications.forms import CostItemForm
from core.evidence.forms import KeptFileField
from core.evidence.sheets.columns import DAY, FILE, QUANTITY, TEXT, WON, Column
from core.ui.fields import DayField, DecimalQuantityField, WonField
from measurement.methods import METHODS
from programs.models import Technology

#: title of the sheet
COSTS = _("Cost items")

_KINDS = ((WonField, WON), (DayField, DAY), (DecimalQuantityField, QUANTITY), (KeptFileField, FILE))


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
                unit = getattr(field.widget, "unit", "")
                form = "{} ({}) · {}" if unit else "{}{} · {}"
                heading = format_lazy(form, field.label, unit, method.label)
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
