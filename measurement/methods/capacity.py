"""What equipment can count in a month at most, where its parameters say so. Pure: decimals, no database."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from measurement.methods.base import Quantity, Stated, number


def most_in_month(
    quantity: Quantity, month: dt.date, parameters: Mapping[str, Stated], start: dt.date | None
) -> Decimal | None:
    """
    Return the most of a quantity that can be counted in a month, in its unit, or None where nobody knows.

    `start` is the first month of operation: the old equipment's capacity holds before, the new one's after.
    """
    if start is None:
        return None
    if month < start:
        return number(parameters, quantity.capacity) if quantity.capacity else None
    return quantity.most(month, parameters) if quantity.most else None
