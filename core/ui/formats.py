"""
Won, tonnes, rates and dates in words. Pure: the language and today are passed in.

Amounts are integers (won, kilograms, basis points). Nothing here turns one into a float.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
NOTHING = "–"
MINUS = "-"

KOREAN_UNITS = ((10**12, "조원"), (10**8, "억원"), (10**4, "만원"))
ENGLISH_UNITS = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))


def won(amount: int | None, *, korean: bool) -> str:
    """Return every digit of an amount: `1,234,567원` or `KRW 1,234,567`."""
    if amount is None:
        return NOTHING
    digits = f"{abs(_whole(amount)):,}"
    sign = MINUS if amount < 0 else ""
    return f"{sign}{digits}원" if korean else f"{sign}KRW {digits}"


def won_words(amount: int | None, *, korean: bool) -> str:
    """Return an amount for a summary, rounded half up to two decimals: `9.8억원` or `KRW 980 m`."""
    if amount is None:
        return NOTHING
    sign = MINUS if amount < 0 else ""
    found = _in_unit(abs(_whole(amount)), KOREAN_UNITS if korean else ENGLISH_UNITS)
    if found is None:
        return won(amount, korean=korean)
    number, unit = found
    return f"{sign}{number}{unit}" if korean else f"{sign}KRW {number} {unit}"


def _in_unit(size: int, units: tuple[tuple[int, str], ...]) -> tuple[str, str] | None:
    """Return the number and unit for a size, or None below the smallest unit."""
    previous = None
    for step, unit in units:
        rounded = (Decimal(size) / step).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if previous and rounded * step >= previous[0]:
            return "1", previous[1]  # 99,999,999 rounds up into the next unit
        if size >= step:
            return trimmed(rounded), unit
        previous = (step, unit)
    return None


def tonnes(kilograms: int | None) -> str:
    """Return kilograms of CO2 equivalent as tonnes: `12.345 tCO₂e`, `20,000 tCO₂e`."""
    if kilograms is None:
        return NOTHING
    return f"{trimmed(Decimal(_whole(kilograms)) / 1000)} tCO₂e"


def percent(basis_points: int | None) -> str:
    """Return a rate kept in basis points as a percentage: 6000 is `60 %`."""
    if basis_points is None:
        return NOTHING
    return f"{trimmed(Decimal(_whole(basis_points)) / 100)} %"


def day(value: date | datetime | None) -> str:
    """Return a date as `2026-05-19`; a moment is read on the calendar of Seoul."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = _in_seoul(value)
    return value.strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """Return a moment in Seoul as `2026-05-19 14:03`."""
    if not value:
        return NOTHING
    return _in_seoul(value).strftime("%Y-%m-%d %H:%M")


def month(value: date | None) -> str:
    """Return the month of a date as `2026-05`."""
    return value.strftime("%Y-%m") if value else NOTHING


def business_number(number: str | None) -> str:
    """Return a business registration number with its hyphens: `124-81-00998`."""
    digits = "".join(character for character in str(number or "") if character.isdigit())
    if len(digits) != 10:
        return str(number or NOTHING)
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def file_size(size: int | None) -> str:
    """Return a number of bytes for people: `812 B`, `1.4 MB`."""
    if size is None:
        return NOTHING
    for step, unit in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= step:
            return f"{trimmed((Decimal(size) / step).quantize(Decimal('0.1')))} {unit}"
    return f"{size} B"


def trimmed(number: Decimal) -> str:
    """Return a decimal with thousand separators and without trailing zeros."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(number: int) -> int:
    """Return the number as an int; refuses what is not a whole number."""
    whole = int(number)
    if whole != number or isinstance(number, float):
        raise ValueError(f"{number!r} is not a whole number")
    return whole


def _in_seoul(value: datetime) -> datetime:
    """Return an aware moment on Seoul's clock; a naive one is taken as Seoul's."""
    return value.astimezone(SEOUL) if value.tzinfo else value
