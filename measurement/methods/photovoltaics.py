"""
Photovoltaics for a firm's own use: electricity that the grid need not deliver.

CDM methodology AMS-I.F (renewable electricity generation for captive use and mini-grids), in Korea the
external project methodology 01B-011; the same formula as ER = E × EF in the public sector's guideline
(Ministry of Environment notice 2020-304, annex 7, 001). The baseline is the grid, so that there are no
baseline months.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods.base import (
    GRID,
    KG,
    WIDE,
    Calculation,
    CalculationRow,
    ExpectationField,
    FactorValue,
    MethodRefusal,
    MonthlyFigures,
    NoProjectMonths,
    Quantity,
    Stated,
    check_inputs,
    closed,
    divided,
    kg_per_kwh,
    month,
    number,
    numbers,
    product,
    total,
)

GENERATION, EXPORT, AUXILIARY = "generation_kwh", "export_kwh", "auxiliary_kwh"
INSTALLED, STATED_AUXILIARY, SOLD_SINCE = "installed_kw", "auxiliary_kwh_month", "certificates_sold_since"
METERED, STATED, NET, PLANNED = "metered_auxiliary", "stated_auxiliary", "net_generation", "stated_generation"

#: the longest day in the Republic of Korea, at 38.6° N, is just under 15 hours: no module works longer
DAYLIGHT_HOURS = Decimal(15)
DAYS_A_YEAR = Decimal(365)


class BeyondDaylight(MethodRefusal):
    message = _("The sun shines at most %(most)s hours a day; full-load hours are usually 3 to 4.")


class MoreThanAll(MethodRefusal):
    message = _("The firm can't use more than 100 % of what is generated.")


class BeyondCapacity(MethodRefusal):
    message = _(
        "%(month)s: %(generation)s kWh are more than %(capacity)s kW can generate in all the daylight of a "
        "month. Look at the register, its unit and the installed capacity again."
    )


class ExportAboveGeneration(MethodRefusal):
    message = _(
        "%(month)s: %(export)s kWh were fed into the grid, but only %(generation)s kWh were generated. "
        "Look at both registers again."
    )


def most_generated(month: dt.date, stated: Mapping[str, Stated]) -> Decimal | None:
    """Return the most that the stated capacity generates in a month, kWh, or None where none was stated."""
    installed = number(stated, INSTALLED)
    return None if installed is None else _in_daylight(month, installed)


def _in_daylight(month: dt.date, installed: Decimal) -> Decimal:
    """Return what so many kW give in kWh if the sun never sets before the longest day does."""
    return product(installed, DAYLIGHT_HOURS, _days(month))


def _days(of: dt.date) -> Decimal:
    return Decimal(calendar.monthrange(of.year, of.month)[1])


class Photovoltaics:
    """(generation − export) × EF_el − auxiliary × EF_el, in kg CO2eq (AMS-I.F)."""

    code = "photovoltaics"
    label: Any = _("Photovoltaics, own use")
    source = "CDM AMS-I.F; 01B-011"
    least_baseline_months = 0
    factor_codes = (GRID,)
    quantities = (
        Quantity(GENERATION, "kWh", _("Electricity generated"), "kWh", _("Generated"), most=most_generated),
        Quantity(EXPORT, "kWh", _("Electricity fed into the grid"), "kWh", _("Fed into the grid")),
        Quantity(
            AUXILIARY,
            "kWh",
            _("Electricity that the plant itself takes from the grid"),
            "kWh",
            _("Plant's own use"),
            is_optional=True,
            is_electricity=True,
        ),
    )
    expectation_fields = (
        ExpectationField(
            "capacity_kw",
            _("Planned capacity"),
            "kW",
            _("Rated output of all modules together, for instance 250."),
        ),
        ExpectationField(
            "full_load_hours",
            _("Full-load hours a day"),
            "h",
            _("Yearly mean for the site; in Korea usually 3 to 4, for instance 3.6."),
        ),
        ExpectationField(
            "self_use_percent",
            _("Part used by the firm itself"),
            "%",
            _("What is not fed into the grid, for instance 95. Only this part is credited."),
        ),
    )
    parameter_fields = (
        ExpectationField(
            INSTALLED,
            _("Installed capacity"),
            "kW",
            _("As in the certificate of the pre-use inspection."),
            is_required=True,
        ),
        ExpectationField(
            STATED_AUXILIARY,
            _("Own use of the plant a month"),
            "kWh",
            _("Only if it takes electricity from the grid that no meter counts: a careful estimate."),
        ),
        ExpectationField(
            SOLD_SINCE,
            _("Renewable energy certificates sold since"),
            "",
            _("Leave empty if none are sold. From this month on nothing is credited: the claim is sold too."),
            is_month=True,
        ),
    )
    forms: Mapping[str, Any] = {
        METERED: _("metered own use of the plant"),
        STATED: _("stated own use of the plant"),
        NET: _("generation metered after the plant's own use"),
        PLANNED: _("stated capacity and full-load hours"),
    }
    row_labels: Mapping[str, Any] = {
        "capacity_kw": _("Capacity (P)"),
        "full_load_hours": _("Full-load hours a day (h)"),
        "self_use_percent": _("Part used by the firm itself (s)"),
        "project_months": _("Project months"),
        "generation_kwh": _("Electricity generated (EG)"),
        "export_kwh": _("Fed into the grid, not credited (EX)"),
        "self_use_kwh": _("Used by the firm itself (EG_self)"),
        "credited_kwh": _("Credited own use, without months of sold certificates (EG_cr)"),
        "auxiliary_kwh": _("Electricity the plant took from the grid (EC_aux)"),
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
        Return the reduction expected in a year: P × h × 365 × s × EF_el (AMS-I.F).

        Inputs: capacity_kw in kW, full_load_hours in hours a day, self_use_percent up to 100.

        :raises MissingInput, InvalidInput: naming the input.
        :raises BeyondDaylight, MoreThanAll: if sun or firm can't do that much.
        """
        check_inputs(self.expectation_fields, inputs)
        capacity, hours, percent = numbers(self.expectation_fields, inputs)
        if hours > DAYLIGHT_HOURS:
            raise BeyondDaylight(most=DAYLIGHT_HOURS, field="full_load_hours")
        if percent > 100:
            raise MoreThanAll(field="self_use_percent")
        generation = product(capacity, hours, DAYS_A_YEAR)
        used = divided(product(generation, percent), Decimal(100))
        rows = [
            CalculationRow("capacity_kw", "P", capacity, "kW"),
            CalculationRow("full_load_hours", "h", hours, "h/day"),
            CalculationRow("generation_kwh", "P × h × 365", generation, "kWh"),
            CalculationRow("self_use_percent", "s", percent, "%"),
            CalculationRow("self_use_kwh", "EG × s ÷ 100", used, "kWh"),
        ]
        factor = kg_per_kwh(factors, GRID)
        baseline = CalculationRow("baseline_kg", "EG_self × EF_el", product(used, factor), KG, GRID)
        return closed(PLANNED, rows, baseline, CalculationRow("project_kg", "PE = 0", Decimal(0), KG))

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER = EG_cr × EF_el − EC_aux × EF_el − 0 over the months of operation (AMS-I.F; 01B-011).

        Amounts are kWh by month. What is fed into the grid is not credited; nor is a month whose renewable
        energy certificates were sold, while the plant's own use counts in full (conservativeness of ISO
        14064-2; a claim has one owner). Leakage is zero: the modules are new. `baseline` is not looked at.

        :raises NoProjectMonths: if there is no month.
        :raises BeyondCapacity, ExportAboveGeneration: naming the month that can't be.
        """
        if not project:
            raise NoProjectMonths
        installed = number(parameters, INSTALLED)
        for figures in project:
            _check_month(figures, installed)
        sold_since = month(parameters, SOLD_SINCE)
        if sold_since and sold_since > max(figures.month for figures in project):
            sold_since = None
        form, auxiliary = _auxiliary(project, number(parameters, STATED_AUXILIARY))
        credited = _self_use(m for m in project if sold_since is None or m.month < sold_since)
        rows = _measured(project, installed, credited if sold_since else None)
        factor = kg_per_kwh(factors, GRID)
        used = "EG_cr" if sold_since else "EG_self"
        before = CalculationRow("baseline_kg", f"{used} × EF_el", product(credited, factor), KG, GRID)
        after = CalculationRow("project_kg", "EC_aux × EF_el", product(auxiliary.value, factor), KG, GRID)
        return closed(form, [*rows, auxiliary], before, after)


def _check_month(figures: MonthlyFigures, installed: Decimal | None) -> None:
    generation, export = figures.amounts[GENERATION], figures.amounts[EXPORT]
    name = f"{figures.month:%Y-%m}"
    if export > generation:
        raise ExportAboveGeneration(month=name, export=f"{export:,f}", generation=f"{generation:,f}")
    if installed is not None and generation > _in_daylight(figures.month, installed):
        raise BeyondCapacity(month=name, generation=f"{generation:,f}", capacity=f"{installed:,f}")


def _self_use(months: Iterable[MonthlyFigures]) -> Decimal:
    counted = list(months)
    return WIDE.subtract(total(counted, GENERATION), total(counted, EXPORT))


def _measured(
    project: Sequence[MonthlyFigures], installed: Decimal | None, credited: Decimal | None
) -> list[CalculationRow]:
    """Return the rows of what was metered in kWh; the full-load hours tell a verifier how likely it is."""
    generation = total(project, GENERATION)
    rows = [CalculationRow("project_months", "n_pj", Decimal(len(project)), "months")]
    if installed is not None:
        days = sum((_days(m.month) for m in project), Decimal(0))
        hours = divided(generation, product(installed, days))
        rows += [
            CalculationRow("capacity_kw", "P", installed, "kW"),
            CalculationRow("full_load_hours", f"EG ÷ P ÷ {days}", hours, "h/day"),
        ]
    rows += [
        CalculationRow("generation_kwh", "Σ EG", generation, "kWh"),
        CalculationRow("export_kwh", "Σ EX", total(project, EXPORT), "kWh"),
        CalculationRow("self_use_kwh", "EG − EX", _self_use(project), "kWh"),
    ]
    if credited is not None:
        rows.append(CalculationRow("credited_kwh", "Σ (EG − EX)", credited, "kWh"))
    return rows


def _auxiliary(project: Sequence[MonthlyFigures], stated: Decimal | None) -> tuple[str, CalculationRow]:
    """Return which form was used, and the plant's own use in kWh: metered where it was, else as stated."""
    read = [m.amounts[AUXILIARY] for m in project if AUXILIARY in m.amounts]
    others = len(project) - len(read)
    amount = product(stated or Decimal(0), Decimal(others))
    for metered in read:
        amount = WIDE.add(amount, metered)
    if read:
        form, words = METERED, "Σ EC_aux"
    elif stated is not None:
        form, words = STATED, f"{stated.normalize():f} × {others}"
    else:
        form, words = NET, "EC_aux = 0"
    if read and others and stated is not None:
        words = f"Σ EC_aux + {stated.normalize():f} × {others}"
    return form, CalculationRow("auxiliary_kwh", words, amount, "kWh")
