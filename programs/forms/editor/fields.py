"""What the editor's forms ask in their own way: percentages, moments, short names, days, weights."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from core.ui import formats, numbers
from core.ui.fields import YEARS, TypedNumberField, WholeField
from core.ui.widgets import UnitInput
from programs.rules.weights import ALL_WEIGHTS
from programs.shapes import MOST_DAYS, MOST_QUOTES, MOST_SECONDS


class PercentField(TypedNumberField):
    """A percentage of at most two decimals; cleans to basis points."""

    units = ("%",)
    default_error_messages = {"fraction": _("Enter a percentage with at most two decimals.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit="%"))
        super().__init__(allow_zero=True, limit=101, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the typed percentage in basis points."""
        text = self.typed(value)
        if not text:
            return None
        bp = self.read(text) * 100
        if bp != int(bp):
            raise self.refusal("fraction")
        return int(bp)

    def prepare_value(self, value: Any) -> Any:
        """Return stored basis points as a percentage, and what was typed untouched."""
        return formats.trimmed(Decimal(value) / 100) if isinstance(value, int) else value


class MomentField(forms.DateTimeField):
    """A day and an hour to the second, in Seoul."""

    default_error_messages = {"invalid": _("Enter a day and an hour, such as 2026-03-06 23:59:59.")}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local", "step": "1"}
        kwargs.setdefault("widget", forms.DateTimeInput(attrs, format="%Y-%m-%dT%H:%M:%S"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.datetime | None:
        """Return the moment that was typed; one that no clock of another place can show is none."""
        moment = super().to_python(value)
        if moment and moment.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class ShortNameField(forms.CharField):
    """A name in latin letters, digits and hyphens, which stays as it is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Short name"))
        kwargs.setdefault("help_text", _("Latin letters, digits, hyphens. It can't be changed later."))
        super().__init__(max_length=50, validators=[validate_slug], **kwargs)


class DaysField(WholeField):
    """A number of days, up to ten years."""

    units = numbers.DAY_UNITS

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit=_("days"), inputmode="numeric"))
        super().__init__(limit=MOST_DAYS + 1, **kwargs)


class SecondsField(WholeField):
    """A number of seconds, up to an hour."""

    units = numbers.SECOND_UNITS

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit=_("seconds"), inputmode="numeric"))
        super().__init__(limit=MOST_SECONDS + 1, **kwargs)


class QuoteNumberField(WholeField):
    """A number of competing quotes."""

    units = numbers.QUOTE_UNITS

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit=_("quotes"), inputmode="numeric"))
        super().__init__(limit=MOST_QUOTES + 1, **kwargs)


class WeightField(WholeField):
    """A weight in whole percent, 1 to 100."""

    units = ("%",)
    default_error_messages = {"fraction": _("Enter a whole percentage: the weights come to exactly 100 %.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit="%", inputmode="numeric"))
        super().__init__(limit=ALL_WEIGHTS + 1, **kwargs)
