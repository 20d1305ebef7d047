"""Approved tables of factors, as the data files bring them in."""

import datetime as dt
from decimal import Decimal
from typing import Any

from measurement.factoring.families import Family, basis_of
from measurement.models import Factor, FactorTable
from tests.factories.people import MOMENT

SOURCE = {"source_ko": "시험 자료", "source_en": "Test data"}


def rows_of(table: FactorTable, values: dict[str, tuple[str, str]]) -> None:
    """Enter {code: (value, unit)} into a table that is still being entered."""
    for code, (value, unit) in values.items():
        Factor.objects.create(
            table=table, purpose=table.purpose, approval_round=table.approval_round, code=code,
            value=Decimal(value), unit=unit, basis=basis_of(code), period_from=dt.date(2020, 1, 1), **SOURCE,
        )  # fmt: skip


def approved(
    approval_round: str,
    values: dict[str, tuple[str, str]],
    *,
    family: str = Family.ELECTRICITY,
    purpose: str = "PROGRAM",
    **facts: Any,
) -> FactorTable:
    """Return an approved table with these values, as the data files bring it in."""
    table: FactorTable = FactorTable.objects.create(
        purpose=purpose, family=family, approval_round=approval_round, **SOURCE, **facts
    )
    rows_of(table, values)
    FactorTable.objects.filter(pk=table.pk).update(status="PROPOSED", proposed_at=MOMENT)
    FactorTable.objects.filter(pk=table.pk).update(status="APPROVED", approved_at=MOMENT)
    table.refresh_from_db()
    return table


def grid(approval_round: str, value: str = "0.4541") -> FactorTable:
    """Return an approved table with the factor of grid electricity (0.4541: approved 2024)."""
    return approved(approval_round, {"grid_electricity": (value, "tCO2eq/MWh")})
