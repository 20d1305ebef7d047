"""
LED lighting: fewer watts for the same hours of light.

Number, watts (with ballast or driver) and hours of one group of lamps that burn together; a site with several
groups has a measure for each. The baseline is the inventory of the old lamps: there are no baseline months.
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods.base import (
    GRID,
    HOURS_A_YEAR,
    KG,
    WIDE,
    Calculation,
    CalculationRow,
    ExpectationField,
    FactorValue,
    MethodRefusal,
    MissingInput,
    MonthlyFigures,
    NoProjectMonths,
    Quantity,
    Stated,
    check_inputs,
    closed,
    divided,
    kg_per_kwh,
    number,
    numbers,
    product,
    total,
)

HOURS, COUNT = "lamp_hours", "lamps_in_service"
WATTS_A_KILOWATT = Decimal(1000)
MEASURED, STATED = "monthly_hours", "stated_hours"


class MoreHoursThanThereAre(MethodRefusal):
    message = _("%(month)s: %(hours)s hours are more than there are (%(most)s).")


def hours_of(month: dt.date, stated: Mapping[str, Stated] | None = None) -> Decimal:
    """Return the hours there are in a month, whatever was stated."""
    return Decimal(24 * calendar.monthrange(month.year, month.month)[1])


class NoLessPower(MethodRefusal):
    message = _("The new lamps together must need less power than the old ones.")


_LAMPS = (
    ExpectationField(
        "lamps_before", _("Number of old lamps"), "", _("As in the inventory."), is_required=True
    ),
    ExpectationField(
        "watts_before", _("Power of an old lamp"), "W", _("With its ballast."), is_required=True
    ),
    ExpectationField("lamps_after", _("Number of new lamps"), "", _("As installed."), is_required=True),
    ExpectationField("watts_after", _("Power of a new lamp"), "W", _("With its driver."), is_required=True),
)


class Led:
    """Σ N·W_bl·h ÷ 1000 × EF_el − Σ N·W_pj·h ÷ 1000 × EF_el, in kg CO2eq."""

    code = "led"
    label: Any = _("LED lighting")
    source = "ISO 14064-2"
    least_baseline_months = 0
    factor_codes = (GRID,)
    quantities = (
        Quantity(HOURS, "h", _("Hours of light"), "h", _("Hours"), is_register=False, most=hours_of),
        Quantity(COUNT, "unit", _("New lamps in service"), "", _("Lamps"), is_register=False, is_steady=True),
    )
    expectation_fields = (
        *_LAMPS,
        ExpectationField("annual_hours", _("Hours of operation a year"), "h", _("For instance 5,000.")),
    )
    parameter_fields = _LAMPS
    forms: Mapping[str, Any] = {MEASURED: _("hours counted each month"), STATED: _("stated hours a year")}
    row_labels: Mapping[str, Any] = {
        "project_months": _("Project months"),
        "lamps_before": _("Number of old lamps"),
        "watts_before": _("Power of an old lamp"),
        "lamps_after": _("Number of new lamps"),
        "watts_after": _("Power of a new lamp"),
        "hours": _("Hours of light"),
        "baseline_kwh": _("Electricity the old lamps would have needed"),
        "project_kwh": _("Electricity of the new lamps"),
        "baseline_kg": _("Baseline emissions (BE)"),
        "project_kg": _("Project emissions (PE)"),
        "leakage_kg": _("Leakage (LE)"),
        "difference_kg": _("Difference, unrounded"),
        "reduction_kg": _("Reduction (ER), whole kilograms, rounded down"),
    }

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the factors it needs: the grid's, whatever was stated."""
        return self.factor_codes

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year: (N_bl × W_bl − N_pj × W_pj) × h ÷ 1000 × EF_el.

        :raises MissingInput, InvalidInput, NoLessPower: naming the input.
        :raises MoreHoursThanThereAre: if a year is not so long.
        """
        check_inputs(self.expectation_fields, inputs)
        lamps_bl, watts_bl, lamps_pj, watts_pj, hours = numbers(self.expectation_fields, inputs)
        if hours > HOURS_A_YEAR:
            raise MoreHoursThanThereAre(month="", hours=hours, most=HOURS_A_YEAR, field="annual_hours")
        if product(lamps_pj, watts_pj) >= product(lamps_bl, watts_bl):
            raise NoLessPower(field="watts_after")
        before = divided(product(lamps_bl, watts_bl, hours), WATTS_A_KILOWATT)
        after = divided(product(lamps_pj, watts_pj, hours), WATTS_A_KILOWATT)
        return _closed(STATED, inputs, hours, before, after, factors, [])

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER over the project months; old and new lamps are given the same counted hours.

        In a month with fewer new lamps in service than installed the baseline shrinks with them; in one with
        more, their electricity counts and credits no more (conservativeness). `baseline` is not looked at.

        :raises NoProjectMonths, MissingInput: if there is no month, or the inventory is not stated.
        :raises MoreHoursThanThereAre: naming the month.
        """
        if not project:
            raise NoProjectMonths
        for field in self.parameter_fields:
            if number(parameters, field.name) is None:
                raise MissingInput(label=field.label, field=field.name)
        lamps_bl, watts_bl, lamps_pj, watts_pj = numbers(self.parameter_fields, parameters or {})
        lit, used = Decimal(0), Decimal(0)
        for month in project:
            hours, count = month.amounts[HOURS], month.amounts[COUNT]
            most = hours_of(month.month)
            if hours > most:
                raise MoreHoursThanThereAre(month=f"{month.month:%Y-%m}", hours=f"{hours:f}", most=most)
            lit = WIDE.add(lit, product(min(count, lamps_pj), hours))
            used = WIDE.add(used, product(count, hours))
        before = divided(product(lamps_bl, watts_bl, lit), product(lamps_pj, WATTS_A_KILOWATT))
        after = divided(product(watts_pj, used), WATTS_A_KILOWATT)
        months = [CalculationRow("project_months", "n_pj", Decimal(len(project)), "months")]
        return _closed(MEASURED, parameters or {}, total(project, HOURS), before, after, factors, months)


def _closed(
    form: str,
    stated: Mapping[str, Stated],
    hours: Decimal,
    before: Decimal,
    after: Decimal,
    factors: Mapping[str, FactorValue],
    first: list[CalculationRow],
) -> Calculation:
    lamps = [
        CalculationRow(field.name, sign, number(stated, field.name) or Decimal(0), field.unit or "lamps")
        for field, sign in zip(_LAMPS, ("N_bl", "W_bl", "N_pj", "W_pj"), strict=True)
    ]
    factor = kg_per_kwh(factors, GRID)
    rows = [
        *first,
        *lamps,
        CalculationRow("hours", "Σ h", hours, "h"),
        CalculationRow("baseline_kwh", "Σ N·W_bl·h ÷ 1000", before, "kWh"),
        CalculationRow("project_kwh", "Σ N·W_pj·h ÷ 1000", after, "kWh"),
    ]
    return closed(
        form,
        rows,
        CalculationRow("baseline_kg", "kWh_bl × EF_el", product(before, factor), KG, GRID),
        CalculationRow("project_kg", "kWh_pj × EF_el", product(after, factor), KG, GRID),
    )
