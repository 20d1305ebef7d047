"""Inputs that keep what was typed and know the unit beside them."""

from typing import Any

from django import forms


class UnitInput(forms.TextInput):
    """A text input for a number, with its unit shown beside it."""

    def __init__(self, *, unit: Any = "", inputmode: str = "decimal", attrs: dict | None = None) -> None:
        self.unit = unit
        super().__init__({"inputmode": inputmode, "autocomplete": "off", **(attrs or {})})


class BusinessNumberInput(forms.TextInput):
    """A text input whose check digit is checked as typed by business_number.js."""

    def __init__(self, attrs: dict | None = None) -> None:
        defaults = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": "20",
            "placeholder": "000-00-00000",
            "data-business-number": "",
        }
        super().__init__({**defaults, **(attrs or {})})


class MonthInput(forms.DateInput):
    """A text input for YYYY-MM; a picker would throw away what can't be a month, and this keeps it."""

    input_type = "text"

    def __init__(self, attrs: dict | None = None) -> None:
        defaults = {
            "placeholder": "2026-05",
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": "10",
        }
        super().__init__({**defaults, **(attrs or {})}, format="%Y-%m")


class DayInput(forms.DateInput):
    """A date picker that always carries dates as 2026-05-19."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
