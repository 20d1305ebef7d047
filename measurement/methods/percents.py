"""Percentages that a firm states, checked: 0.9 typed for 90 % would blow up a baseline unseen."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from measurement.methods.base import ExpectationField, MethodRefusal, Stated, number

WHOLE = Decimal(100)

#: efficiency of a condensing boiler on the net calorific value: city gas has 42.7 MJ/Nm3 gross, 38.5 net
MOST_EFFICIENT = Decimal(111)


class NoPercentage(MethodRefusal):
    message = _("“%(label)s” is given in percent: more than 1, at most %(most)s.")


def check_percents(
    fields: Iterable[ExpectationField], stated: Mapping[str, Stated], most: Decimal = WHOLE
) -> None:
    """
    Refuse unless every one of the fields in percent that was stated is above 1 and at most `most`.

    :raises NoPercentage: naming the field.
    """
    for field in fields:
        value = number(stated, field.name) if field.unit == "%" else None
        if value is not None and not 1 < value <= most:
            raise NoPercentage(label=field.label, most=f"{most:f}", field=field.name)
