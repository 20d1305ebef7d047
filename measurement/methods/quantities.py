"""What a method counts each month, and what it asks a firm to state. Pure: dataclasses, no database."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

#: what was stated about a measure: a number, the first day of a month, or the code of a choice
Stated = Decimal | dt.date | str


@dataclass(frozen=True)
class Quantity:
    """
    Something a meter counts: the method's name of it, unit as stored and as shown, labels.

    An optional one may go without a meter; where it has one, its months count from the first that was read.
    One that is no register comes as an amount a month: fuel by its bill, gas by weight, hours. A steady one
    is the same from month to month, as a number of lamps. Of a delivered one not every day has a bill.
    Electricity is what equipment takes, not what it generates. `capacity` names the parameter with the most
    of it that the old equipment could count in a month; `most` says it of a month of operation, from what
    was stated.
    """

    name: str
    unit: str
    label: Any
    shown_unit: str
    short_label: Any
    is_optional: bool = False
    is_register: bool = True
    is_steady: bool = False
    is_delivered: bool = False
    is_electricity: bool = False
    capacity: str = ""
    most: Callable[[dt.date, Mapping[str, Stated]], Decimal | None] | None = None


@dataclass(frozen=True)
class ExpectationField:
    """
    Something a firm states: name, label, unit as shown, a hint; a number above zero, a month or a choice.

    Of an expectation every field is needed that is not optional; of the parameters at commissioning those
    marked as required. Choices are (code, words); a choice is stored as its code.
    """

    name: str
    label: Any
    unit: str
    help: Any
    is_month: bool = False
    is_required: bool = False
    is_optional: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
