"""What equipment can count in a month at most, where its parameters say so. Pure: decimals, no database."""

import calendar
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from measurement.methods import air_compressor, photovoltaics
from measurement.methods.base import Stated, number, product


def most_in_month(
    method: str, quantity: str, month: dt.date, parameters: Mapping[str, Stated], start: dt.date | None
) -> Decimal | None:
    """
    Return the most of a quantity that can be counted in a month, in its unit, or None where nobody knows.

    `start` is the first month of operation: the old compressor's capacity holds before, the modules' after.
    """
    if start is None:
        return None
    if (method, quantity) == ("photovoltaics", photovoltaics.GENERATION) and month >= start:
        return _sun(month, number(parameters, photovoltaics.INSTALLED))
    if (method, quantity) == ("air_compressor", air_compressor.AIR) and month < start:
        return number(parameters, air_compressor.CAPACITY)
    return None


def _sun(month: dt.date, installed_kw: Decimal | None) -> Decimal | None:
    """Return what so many kW give in kWh if the sun never sets before the longest day does."""
    if installed_kw is None:
        return None
    days = calendar.monthrange(month.year, month.month)[1]
    return product(installed_kw, photovoltaics.DAYLIGHT_HOURS, Decimal(days))
