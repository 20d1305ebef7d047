"""What electricity costs a factory: the average price by class of contract, as data with its source."""

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).parent / "tariffs.toml"


class Contract(models.TextChoices):
    INDUSTRIAL_A = "INDUSTRIAL_A", _("Industrial (A): below 300 kW")
    INDUSTRIAL_B = "INDUSTRIAL_B", _("Industrial (B): 300 kW and more")


@dataclass(frozen=True)
class Tariff:
    """The average price of a class of contract from a day on, won per kWh."""

    contract: str
    won_per_kwh: Decimal
    valid_from: dt.date
    source_ko: str
    source_en: str

    @property
    def source(self) -> str:
        """Where the price was read, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko

    def cost(self, kwh: Decimal) -> int:
        """Return what so much electricity costs, in whole won rounded down."""
        return int((kwh * self.won_per_kwh).to_integral_value(ROUND_DOWN))


@functools.cache
def tariffs() -> tuple[Tariff, ...]:
    """Return every price of the data file, the oldest of each class first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["tariffs"]
    found = [Tariff(**{**row, "won_per_kwh": Decimal(row["won_per_kwh"])}) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.contract, one.valid_from)))


def tariff_on(contract: str, day: dt.date) -> Tariff | None:
    """Return the price of a class on a day; None before the first that is known."""
    known = [one for one in tariffs() if one.contract == contract and one.valid_from <= day]
    return known[-1] if known else None
