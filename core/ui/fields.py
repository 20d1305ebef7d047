"""Form fields for won, tonnes, quantities, business numbers and months, each with a clear refusal."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.ui import formats, numbers
from core.ui.widgets import BusinessNumberInput, DayInput, MonthInput, UnitInput

WON_LIMIT = 10**15
#: no day of a programme lies beyond; calendars end at 9999, and the day or month after one must exist
YEARS = range(1900, 3000)
KILOGRAM_LIMIT = 10**12
#: what a list of choices shows while nothing was chosen, and as its first choice
CHOOSE = _("Choose one")
NOT_CHOSEN = ("", CHOOSE)


class TypedField(forms.Field):
    """Something typed that cleans to something else. What was typed stays in the input."""

    def typed(self, value: Any) -> str:
        """Return what was typed, without spaces around it and without characters no keyboard has."""
        return "" if value in self.empty_values else str(value).replace("\x00", "").strip()


class LineField(forms.CharField):
    """
    One line of text, as a name or a title: without characters that nobody sees.

    Marks of direction and letters of no width would let one name look like another, or compare as another.
    """

    def to_python(self, value: Any) -> str:
        """Return what was typed without them, and without spaces around it."""
        text = super().to_python(value) or ""
        return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()


class TypedNumberField(TypedField):
    """A number as people type it, with separators, full-width digits or its unit."""

    units: tuple[str, ...] = ()
    default_error_messages = {
        "not_a_number": _("Enter a number only. “%(typed)s” contains something that is not a digit."),
        "comma": _("A comma can't stand there in “%(typed)s”. Write decimals with a point, as in 0.145."),
        "negative": _("Enter an amount without a minus sign."),
        "zero": _("Enter an amount above zero."),
        "too_large": _("This is too large. Enter less than %(limit)s."),
    }

    def __init__(self, *, allow_zero: bool = False, limit: int, **kwargs: Any) -> None:
        self.allow_zero = allow_zero
        self.limit = limit
        super().__init__(**kwargs)

    def read(self, text: str) -> Decimal:
        """Return the typed number after the checks that every number shares."""
        try:
            number = numbers.read(text, units=self.units)
        except numbers.NotANumber:
            code = "comma" if numbers.has_stray_comma(text, units=self.units) else "not_a_number"
            raise self.refusal(code, typed=text[:40]) from None
        if number < 0:
            raise self.refusal("negative")
        if number == 0 and not self.allow_zero:
            raise self.refusal("zero")
        if number >= self.limit:
            raise self.refusal("too_large", limit=f"{self.limit:,}")
        return number

    def refusal(self, code: str, **params: Any) -> ValidationError:
        """Return the error of this field under a code."""
        return ValidationError(self.error_messages[code], code=code, params=params)


class WholeField(TypedNumberField):
    """A whole number as people type it, above zero unless zero is allowed; cleans to an int."""

    default_error_messages = {"fraction": _("Enter a whole number.")}

    def to_python(self, value: Any) -> int | None:
        """Return the typed number."""
        text = self.typed(value)
        if not text:
            return None
        number = self.read(text)
        if numbers.decimals(number):
            raise self.refusal("fraction")
        return int(number)


class WonField(WholeField):
    """Whole won, above zero and below 10^15; cleans to an int."""

    units: tuple[str, ...] = numbers.WON_UNITS
    default_error_messages = {
        "fraction": _("Enter whole won. A fraction of a won is not possible."),
        "too_large": _("This amount is too large. Enter at most 15 digits."),
    }

    def __init__(self, *, allow_zero: bool = False, limit: int = WON_LIMIT, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit=_("won"), inputmode="numeric"))
        super().__init__(allow_zero=allow_zero, limit=limit, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored amount with separators, and what was typed untouched."""
        return f"{value:,}" if isinstance(value, int) else value


class TonnesField(TypedNumberField):
    """Tonnes of CO2 equivalent with up to three decimals; cleans to whole kilograms."""

    units = ("tCO₂e", "tCO2eq", "tCO2", "t", "톤")
    default_error_messages = {
        "fraction": _("Enter tonnes with at most three decimals, that is whole kilograms."),
    }

    def __init__(
        self, *, allow_zero: bool = False, limit: int = KILOGRAM_LIMIT // 1000, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", UnitInput(unit="tCO₂e"))
        super().__init__(allow_zero=allow_zero, limit=limit, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the typed tonnes in kilograms."""
        text = self.typed(value)
        if not text:
            return None
        number = self.read(text)
        if numbers.decimals(number) > 3:
            raise self.refusal("fraction")
        return int(number * 1000)

    def prepare_value(self, value: Any) -> Any:
        """Return stored kilograms as tonnes, and what was typed untouched."""
        return formats.trimmed(Decimal(value) / 1000) if isinstance(value, int) else value


class KilogramField(WonField):
    """Whole kilograms, above zero; cleans to an int."""

    units = ("kgCO₂e", "kgCO2e", "kg")
    default_error_messages = {
        "fraction": _("Enter whole kilograms."),
        "too_large": _("This is too large. Enter less than %(limit)s."),
    }

    def __init__(self, *, allow_zero: bool = False, limit: int = KILOGRAM_LIMIT, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit="kgCO₂e", inputmode="numeric"))
        super().__init__(allow_zero=allow_zero, limit=limit, **kwargs)


class DecimalQuantityField(TypedNumberField):
    """A measured quantity in a unit; cleans to a Decimal."""

    default_error_messages = {
        "fraction": _("Enter at most %(places)s decimals."),
    }

    def __init__(
        self,
        *,
        unit: str = "",
        max_digits: int = 18,
        decimal_places: int = 6,
        allow_zero: bool = True,
        **kwargs: Any,
    ) -> None:
        self.decimal_places = decimal_places
        self.units = (unit,) if unit else ()
        kwargs.setdefault("widget", UnitInput(unit=unit))
        super().__init__(allow_zero=allow_zero, limit=10 ** (max_digits - decimal_places), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """Return the typed quantity."""
        text = self.typed(value)
        if not text:
            return None
        number = self.read(text)
        if numbers.decimals(number) > self.decimal_places:
            raise self.refusal("fraction", places=self.decimal_places)
        return number

    def prepare_value(self, value: Any) -> Any:
        """Return a stored quantity with separators, and what was typed untouched."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return formats.trimmed(Decimal(value))
        return value


class BusinessNumberField(TypedField):
    """
    A business registration number, with or without hyphens; cleans to ten digits.

    `check` is the firms room's validator: it takes ten digits and raises ValidationError.
    """

    default_error_messages = {
        "form": _("Enter the ten digits of the business registration number, such as 124-81-00998."),
    }

    def __init__(self, *, check: Callable[[str], Any] | None = None, **kwargs: Any) -> None:
        self.check = check
        kwargs.setdefault("widget", BusinessNumberInput())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the ten digits."""
        text = self.typed(value)
        if not text:
            return ""
        digits = re.sub(r"[\s\-–—.]", "", unicodedata.normalize("NFKC", text))
        if not re.fullmatch(r"[0-9]{10}", digits):
            raise ValidationError(self.error_messages["form"], code="form")
        return digits

    def validate(self, value: str) -> None:
        """Check presence, then ask the firms room's validator."""
        super().validate(value)
        if value and self.check:
            self.check(value)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number with its hyphens, and what was typed untouched."""
        return formats.business_number(value) if re.fullmatch(r"[0-9]{10}", str(value or "")) else value


class MonthField(TypedField):
    """A month as YYYY-MM; cleans to the first day of the month."""

    default_error_messages = {"form": _("Enter a month as year and month, such as 2026-05.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MonthInput())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the first day of the typed month."""
        if isinstance(value, date):
            return value.replace(day=1)
        text = self.typed(value)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})[-./](\d{1,2})", unicodedata.normalize("NFKC", text))
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) not in YEARS:
            raise ValidationError(self.error_messages["form"], code="form")
        return date(int(found[1]), int(found[2]), 1)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored month as YYYY-MM, and what was typed untouched."""
        return formats.month(value) if isinstance(value, date) else value


class DayField(forms.DateField):
    """A date, always shown and taken as 2026-05-19."""

    widget = DayInput
    default_error_messages = {"invalid": _("Enter a date such as 2026-05-19.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"])
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the typed day; `2026. 5. 19.` is how a Korean writes it by hand."""
        if isinstance(value, str):
            value = re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).removesuffix(".")
        day = super().to_python(value)
        if day and day.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
