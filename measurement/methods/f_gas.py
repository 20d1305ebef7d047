"""
Abatement of fluorinated gases in semiconductor processes: less SF6, NF3 and CF4 leaves the stack.

IPCC 2006 Guidelines, volume 3, chapter 6: both sides have the gas that was used in the project's months; the
baseline has the old abatement running all the time (careful), the project the new one at its uptime of each
month, and the energy of the scrubber. A gas that takes the place of another one is not credited.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods import f_gas_parts as parts
from measurement.methods import fuels
from measurement.methods.base import (
    GRID,
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
    choice,
    closed,
    kg_per_kwh,
    number,
    product,
    total,
)
from measurement.methods.percents import check_percents

TOOLS, ABATED, SCRUBBER = "tool_hours", "abated_hours", "scrubber_kwh"
WEIGHTS = {gas: f"{gas}_kg" for gas in parts.GASES}
MEASURED, STATED = "gas_by_weight", "stated_gas"
FUEL, ANNUAL_FUEL = "scrubber_fuel", "annual_scrubber_fuel"

#: {gas: (kg used, of that kg used while the abatement ran)}
Amounts = Mapping[str, tuple[Fraction, Fraction]]


class NoGas(MethodRefusal):
    message = _("%(month)s: no amount of any gas was entered.")


class NoToolHours(MethodRefusal):
    message = _("%(month)s: gas was used, but the tools ran no hours.")


class AbatedLongerThanRun(MethodRefusal):
    message = _("%(month)s: the abatement can't have run longer with the tools than the tools ran.")


class NoGasStated(MethodRefusal):
    message = _("State how much of at least one gas is used in a year.")


class NothingAbated(MethodRefusal):
    message = _("Afterwards less must escape than today, by more than the scrubber emits.")


_UPTIME = ExpectationField(
    "uptime_percent", _("Uptime of the new abatement"), "%", _("Of the tools' hours. For instance 95.")
)
_FUEL = ExpectationField(
    FUEL,
    _("Fuel of the scrubber"),
    "",
    _("Leave empty if it burns none."),
    is_optional=True,
    choices=fuels.ALL,
)


class FGas:
    """(1−h)·FC·[(1−U)(1−a·d)·GWP + B(1−a·d_CF4)·GWP_CF4], old less new and its energy, in kg CO2eq."""

    code = "f_gas"
    label: Any = _("Abatement of fluorinated gases")
    source = "IPCC 2006, V3 Ch6"
    least_baseline_months = 0
    factor_codes: tuple[str, ...] = (GRID,)
    quantities = (
        Quantity(
            SCRUBBER, "kWh", _("Electricity of the scrubber"), "kWh", _("Electricity"), is_electricity=True
        ),
        Quantity(TOOLS, "h", _("Hours of the tools"), "h", _("Tools"), is_register=False),
        Quantity(ABATED, "h", _("Of these, with abatement"), "h", _("Abated"), is_register=False),
        *(
            Quantity(
                name,
                "kg",
                parts.of_gas(gas, _("gas used")),
                "kg",
                parts.GASES[gas],
                is_optional=True,
                is_register=False,
            )
            for gas, name in WEIGHTS.items()
        ),
        *fuels.QUANTITIES,
    )
    expectation_fields = (
        *(
            ExpectationField(
                f"annual_{name}",
                parts.of_gas(gas, _("gas used a year")),
                "kg",
                _("Leave empty if this gas is not used."),
                is_optional=True,
            )
            for gas, name in WEIGHTS.items()
        ),
        *parts.FIELDS,
        _UPTIME,
        ExpectationField(
            "annual_scrubber_kwh", _("Electricity of the scrubber a year"), "kWh", _("As in the quote.")
        ),
        _FUEL,
        ExpectationField(
            ANNUAL_FUEL,
            _("Fuel of the scrubber a year"),
            "",
            _("In litres, kg or Nm³, as the fuel is counted."),
            is_optional=True,
        ),
    )
    parameter_fields = (*parts.FIELDS, *fuels.PARAMETERS)
    forms: Mapping[str, Any] = {MEASURED: _("gas by weight each month"), STATED: _("stated gas a year")}
    row_labels: Mapping[str, Any] = {
        "project_months": _("Project months"),
        "heel": _("Heel left in the containers (h)"),
        **{name: parts.of_gas(gas, _("gas used")) for gas, name in WEIGHTS.items()},
        **{f"{gas}_treated_kg": parts.of_gas(gas, _("used while the abatement ran")) for gas in parts.GASES},
        **{f"{gas}_baseline_kg": parts.of_gas(gas, _("baseline emissions")) for gas in parts.GASES},
        **{f"{gas}_project_kg": parts.of_gas(gas, _("project emissions")) for gas in parts.GASES},
        "by_product_baseline_kg": _("CF4 that arises, baseline emissions"),
        "by_product_project_kg": _("CF4 that arises, project emissions"),
        "scrubber_kwh": _("Electricity of the scrubber"),
        "scrubber_fuel_kg": _("Emissions of the scrubber's fuel"),
        "baseline_kg": _("Baseline emissions (BE)"),
        "project_kg": _("Project emissions (PE)"),
        "leakage_kg": _("Leakage (LE)"),
        "difference_kg": _("Difference, unrounded"),
        "reduction_kg": _("Reduction (ER), whole kilograms, rounded down"),
    }

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the grid, and of the gases and fuels that were stated."""
        burnt = fuels.codes_of((choice(stated, FUEL), *fuels.named_in(stated)))
        return (*self.factor_codes, *parts.codes_of(stated), *burnt)

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year from stated gas, abatement, uptime and scrubber.

        :raises MissingInput, InvalidInput, NoPercentage, NoRatio: naming the input.
        :raises NoGasStated, NothingAbated: if there is no gas, or nothing is saved.
        """
        check_inputs(self.expectation_fields, inputs)
        check_percents((_UPTIME,), inputs)
        uptime = Fraction(number(inputs, _UPTIME.name) or 0) / 100
        stated = {gas: number(inputs, f"annual_{name}") for gas, name in WEIGHTS.items()}
        amounts = {gas: (Fraction(kg), Fraction(kg) * uptime) for gas, kg in stated.items() if kg}
        if not amounts:
            raise NoGasStated(field=f"annual_{next(iter(WEIGHTS.values()))}")
        fuel, burnt = choice(inputs, FUEL), number(inputs, ANNUAL_FUEL)
        if burnt and not fuel:
            raise MissingInput(label=_FUEL.label, field=FUEL)
        burning = fuels.emitted({fuel: burnt}, factors) if burnt else Decimal(0)
        scrubber = (number(inputs, "annual_scrubber_kwh") or Decimal(0), burning)
        found = _closed(STATED, [], amounts, scrubber, factors, inputs)
        if found.project_kg >= found.baseline_kg:
            raise NothingAbated(field=_UPTIME.name)
        return found

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER over the project months; leakage is zero. `baseline` is not looked at.

        :raises NoProjectMonths: if there is no month.
        :raises NoGas, NoToolHours, AbatedLongerThanRun, FuelNotNamed: naming the month.
        :raises MissingInput, NoPercentage, NoRatio: naming what was not stated of a gas that was used.
        """
        if not project:
            raise NoProjectMonths
        stated = parameters or {}
        burning = fuels.emitted(fuels.burnt(project, stated), factors)
        months = [CalculationRow("project_months", "n_pj", Decimal(len(project)), "months")]
        scrubber = (total(project, SCRUBBER), burning)
        return _closed(MEASURED, months, _weighed(project), scrubber, factors, stated)


def _weighed(project: Sequence[MonthlyFigures]) -> Amounts:
    """
    Return kg of each gas over the months, and of that the kg used while the abatement ran.

    :raises NoGas, NoToolHours, AbatedLongerThanRun: naming the month.
    """
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for month in project:
        named = f"{month.month:%Y-%m}"
        weights = {gas: month.amounts[name] for gas, name in WEIGHTS.items() if name in month.amounts}
        if not weights:
            raise NoGas(month=named)
        ran, abated = month.amounts[TOOLS], month.amounts[ABATED]
        if abated > ran:
            raise AbatedLongerThanRun(month=named)
        if not ran and any(weights.values()):
            raise NoToolHours(month=named)
        uptime = Fraction(abated) / Fraction(ran) if ran else Fraction(0)
        for gas, kg in weights.items():
            weight, treated = found.get(gas, (Fraction(0), Fraction(0)))
            found[gas] = (weight + Fraction(kg), treated + Fraction(kg) * uptime)
    return {gas: amounts for gas, amounts in found.items() if amounts[0]}


def _closed(
    form: str,
    first: list[CalculationRow],
    amounts: Amounts,
    scrubber: tuple[Decimal, Decimal],
    factors: Mapping[str, FactorValue],
    stated: Mapping[str, Stated],
) -> Calculation:
    """Return the calculation for the gases, and for the scrubber's kWh and kg CO2eq of its fuel."""
    parts.check_gases(amounts, stated)
    kwh, burning = scrubber
    gas_rows: list[CalculationRow] = []
    for gas, (weight, treated) in amounts.items():
        gas_rows.append(CalculationRow(WEIGHTS[gas], "Σ FC", parts.as_decimal(weight), "kg"))
        gas_rows.append(CalculationRow(f"{gas}_treated_kg", "Σ FC × UT", parts.as_decimal(treated), "kg"))
    always = {gas: (weight, weight) for gas, (weight, _treated) in amounts.items()}
    before, before_rows = _escaping("baseline", parts.BEFORE, always, factors, stated)
    after, after_rows = _escaping("project", parts.AFTER, amounts, factors, stated)
    energy = WIDE.add(product(kwh, kg_per_kwh(factors, GRID)), burning)
    rows = [
        *first,
        CalculationRow("heel", "h", parts.heel(stated), "%"),
        *gas_rows,
        *before_rows,
        *after_rows,
        CalculationRow(SCRUBBER, "Σ EC", kwh, "kWh"),
        CalculationRow("scrubber_fuel_kg", "Σ FC × NCV × EF", burning, KG),
    ]
    emitted = parts.as_decimal(after + Fraction(energy))
    return closed(
        form,
        rows,
        CalculationRow("baseline_kg", "Σ E_i,bl + E_CF4,bl", parts.as_decimal(before), KG),
        CalculationRow("project_kg", "Σ E_i,pj + E_CF4,pj + E_energy", emitted, KG, GRID),
    )


def _escaping(
    name: str, side: str, amounts: Amounts, factors: Mapping[str, FactorValue], stated: Mapping[str, Stated]
) -> tuple[Fraction, list[CalculationRow]]:
    """Return kg CO2eq of what escapes on a side, and its rows: each gas, and the CF4 that arises from all."""
    rows, escaping, arising = [], Fraction(0), Fraction(0)
    for gas, amount in amounts.items():
        itself, cf4 = parts.escaped(gas, side, amount, stated)
        emitted = itself * parts.warming(factors, gas)
        words = "(1−h)(1−U)(FC − a·d·FC_t) × GWP"
        rows.append(CalculationRow(f"{gas}_{name}_kg", words, parts.as_decimal(emitted), KG, f"gwp_{gas}"))
        escaping += emitted
        arising += cf4
    if arising:
        emitted = arising * parts.warming(factors, parts.BY_PRODUCT)
        words, code = "(1−h)·B·(FC − a·d_CF4·FC_t) × GWP", f"gwp_{parts.BY_PRODUCT}"
        rows.append(CalculationRow(f"by_product_{name}_kg", words, parts.as_decimal(emitted), KG, code))
        escaping += emitted
    return escaping, rows
