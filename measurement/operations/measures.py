"""Describing a measure, changing it, giving it meters, taking it into operation."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from firms.models import Exposure, Firm
from measurement import permissions
from measurement.methods import METHODS, ExpectationField, Method, Stated
from measurement.methods.base import MissingInput
from measurement.models import Measure, MeasureExposure, Meter, Reading
from measurement.operations.calibrations import record_calibration
from measurement.queries import expected
from measurement.refusals import (
    BaselineInUse,
    InOperationTooEarly,
    InvalidExpectation,
    MeterExists,
    NoMethod,
    NotOfThisFirm,
    TechnologyElsewhere,
    UnknownQuantity,
    VerifiedAlready,
)
from programs.models import Consortium, Technology


class SerialMissing(Refusal):
    message = _("Enter the serial number that is on the meter.")


@operation
def describe_measure(
    *,
    firm: Firm,
    consortium: Consortium,
    technology: Technology,
    name: str,
    site: str,
    expectation: Mapping[str, Any],
    by: User,
    at: dt.datetime,
) -> Measure:
    """
    Describe equipment that will reduce emissions, with what the firm expects of it in kg CO2e a year.

    `expectation` holds the method's inputs as decimals or decimal texts; empty where there is no method.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises TechnologyElsewhere: if the technology is not one of the consortium's programme.
    :raises InvalidExpectation, MethodRefusal: if an input is missing, no number, or promises no saving.
    """
    require(permissions.may_describe_measure, by, firm, at=at)
    check_programme(technology, consortium)
    inputs = inputs_of(technology, expectation)
    return Measure.objects.create(
        firm=firm,
        consortium=consortium,
        technology=technology,
        name=name,
        site=site,
        expectation=texts_of(inputs),
        expected_kg=_expected_kg(technology, inputs),
    )


@operation
def edit_measure(
    *,
    measure: Measure,
    version: int | None = None,
    name: str | None = None,
    site: str | None = None,
    technology: Technology | None = None,
    expectation: Mapping[str, Any] | None = None,
    by: User,
    at: dt.datetime,
) -> Measure:
    """
    Change what was said about a measure; what is not given stays.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises StaleVersion: if `version` is given and somebody changed the measure since.
    :raises TechnologyElsewhere, InvalidExpectation, MethodRefusal: as `describe_measure` does.
    """
    measure = Measure.objects.lock(measure.pk, version)
    require(permissions.may_edit_measure, by, measure, at=at)
    measure.technology = technology or measure.technology
    check_programme(measure.technology, measure.consortium)
    inputs = inputs_of(measure.technology, measure.expectation if expectation is None else expectation)
    measure.name = measure.name if name is None else name
    measure.site = measure.site if site is None else site
    measure.expectation = texts_of(inputs)
    measure.expected_kg = _expected_kg(measure.technology, inputs)
    measure.save(update_fields=["technology", "name", "site", "expectation", "expected_kg"])
    return measure


@operation
def add_meter(
    *,
    measure: Measure,
    quantity: str,
    unit: str,
    serial: str,
    instrument: str = "",
    calibrated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    certificate: str = "",
    by: User,
    at: dt.datetime,
) -> Meter:
    """
    Add the meter of one of the method's quantities; `unit` is the method's unit of it, e.g. kWh or Nm3.

    `instrument` names maker and model; its calibration is recorded with it where its day is given
    (`record_calibration`).

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises NoMethod, UnknownQuantity: if the method has no such quantity in that unit.
    :raises MeterExists: if the quantity has a meter.
    :raises CalibratedInFuture, CalibrationEndsEarlier: if the days of the calibration can't be.
    """
    measure = Measure.objects.lock(measure.pk)
    require(permissions.may_edit_measure, by, measure, at=at)
    method = METHODS.get(measure.technology.method)
    if method is None:
        raise NoMethod
    wanted = next((q for q in method.quantities if (q.name, q.unit) == (quantity, unit)), None)
    if wanted is None:
        raise UnknownQuantity(quantity=quantity, unit=unit)
    if measure.meters.filter(quantity=quantity).exists():
        raise MeterExists(quantity=wanted.label, field="quantity")
    facts = {"unit": unit, "serial": check_serial(serial), "instrument": instrument.strip()}
    meter: Meter = Meter.objects.create(measure=measure, quantity=quantity, **facts)
    if calibrated_on:
        record_calibration(
            meter=meter,
            calibrated_on=calibrated_on,
            valid_until=valid_until,
            certificate=certificate,
            by=by,
            at=at,
        )
    return meter


def check_serial(serial: str) -> str:
    """
    Return the number on a meter's plate as it is kept.

    :raises SerialMissing: if there is none.
    """
    if not serial.strip():
        raise SerialMissing(field="serial")
    return serial.strip()


@operation
def commission(
    *,
    measure: Measure,
    commissioned_on: dt.date,
    parameters: Mapping[str, Any] | None = None,
    by: User,
    at: dt.datetime,
) -> Measure:
    """
    Say from which month on the new equipment works; the months before are the baseline, where it needs one.

    `parameters` are what the method asks about the old or the new equipment, e.g. the old capacity in Nm³ a
    month: numbers as decimals or their texts, months as dates or `2026-05`. It can be put right as long as no
    verified statement rests on it; later only a month from which something holds, if it lies after them.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises InOperationTooEarly: if that month lies in the future.
    :raises BaselineInUse, VerifiedAlready: if a verified statement rests on what would change.
    :raises MissingInput, InvalidExpectation: if a parameter is missing or is not what it should be.
    """
    measure = Measure.objects.lock(measure.pk)
    require(permissions.may_edit_measure, by, measure, at=at)
    method = METHODS.get(measure.technology.method)
    stated = texts_of(_stated(method.parameter_fields if method else (), parameters or {}))
    first = commissioned_on.replace(day=1)
    locked = Reading.objects.filter(meter__measure=measure, locked_at__isnull=False)
    last = locked.aggregate(last=Max("month"))["last"]
    if last is not None:
        _check_verified_stays(measure, method, first, stated, last)
    if commissioned_on > clock.day(at):
        raise InOperationTooEarly(field="commissioned_on")
    for field in method.parameter_fields if method else ():
        if field.is_required and field.name not in stated:
            raise MissingInput(label=field.label, field=field.name)
    measure.commissioned_on, measure.parameters = first, stated
    measure.save(update_fields=["commissioned_on", "parameters"])
    return measure


def _check_verified_stays(
    measure: Measure, method: Method | None, first: dt.date, stated: Mapping[str, str], last: dt.date
) -> None:
    """
    Refuse to change what a verified statement, whose last month is `last`, rests on.

    :raises BaselineInUse, VerifiedAlready: naming the month that stays.
    """
    if first != measure.commissioned_on or not method:
        raise BaselineInUse(month=f"{measure.commissioned_on:%Y-%m}", field="commissioned_on")
    for field in method.parameter_fields:
        before, after = measure.parameters.get(field.name), stated.get(field.name)
        if before == after:
            continue
        months = [text for text in (before, after) if text is not None]
        if not field.is_month or any(text <= f"{last:%Y-%m}" for text in months):
            raise VerifiedAlready(label=field.label, month=f"{last:%Y-%m}", field=field.name)


@operation
def set_exposures(
    *, measure: Measure, exposures: Iterable[Exposure], by: User, at: dt.datetime
) -> list[MeasureExposure]:
    """
    Say which export rules of its firm the measure serves, all of them at once; none is a good answer too.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises NotOfThisFirm: if an export rule is another firm's.
    """
    measure = Measure.objects.lock(measure.pk)
    require(permissions.may_edit_measure, by, measure, at=at)
    wanted = {exposure.pk: exposure for exposure in exposures}
    served = set(measure.exposures.values_list("exposure", flat=True))  # some of a firm that held it before
    if any(exposure.firm_id != measure.firm_id for pk, exposure in wanted.items() if pk not in served):
        raise NotOfThisFirm(field="exposures")
    measure.exposures.exclude(exposure__in=wanted).delete()
    known = set(measure.exposures.values_list("exposure", flat=True))
    for pk in sorted(wanted.keys() - known):
        MeasureExposure.objects.create(measure=measure, exposure=wanted[pk])
    return list(measure.exposures.select_related("exposure").order_by("pk"))


@operation
def pass_measures(*, measures: Iterable[Measure], firm: Firm, by: User, at: dt.datetime) -> list[Measure]:
    """
    Let measures be another firm's from now on: its people measure, and read what was measured before.

    Export rules that they served stay on record; the new firm chooses its own. Only applications calls this,
    when a case passes to another firm, and asks who may.
    """
    found = [Measure.objects.lock(measure.pk) for measure in measures]
    for measure in found:
        measure.firm = firm
        measure.save(update_fields=["firm"])
    return found


def _expected_kg(technology: Technology, inputs: Mapping[str, Stated]) -> int | None:
    calculation = expected(technology, inputs)
    return calculation.reduction_kg if calculation else None


def check_programme(technology: Technology, consortium: Consortium) -> None:
    """
    Refuse a technology of another programme.

    :raises TechnologyElsewhere: naming it.
    """
    if technology.program_id != consortium.program_id:
        raise TechnologyElsewhere(technology=technology.name, field="technology")


def inputs_of(technology: Technology, expectation: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the inputs of the technology's method as decimals and codes of choices.

    :raises InvalidExpectation: naming the one that is not as it should be.
    """
    method = METHODS.get(technology.method)
    return _stated(method.expectation_fields if method else (), expectation)


def _stated(fields: Iterable[ExpectationField], given: Mapping[str, Any]) -> dict[str, Stated]:
    """Return decimals, first days of months and chosen codes by field, without those left empty."""
    known = {field.name: field for field in fields}
    found: dict[str, Stated] = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        if name not in known:
            raise InvalidExpectation(name=name, field=name)
        found[name] = _one(known[name], value)
    return found


def _one(field: ExpectationField, value: Any) -> Stated:
    """
    Return what was given for a field, as it should be.

    :raises InvalidExpectation: naming the field.
    """
    wrong = InvalidExpectation(name=field.label, field=field.name)
    try:
        if field.choices:
            return _chosen(field, value, wrong)
        if field.is_month:
            return (value if isinstance(value, dt.date) else dt.date.fromisoformat(f"{value}-01")).replace(
                day=1
            )
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        raise wrong from None
    if isinstance(value, float) or not number.is_finite() or number <= 0:
        raise wrong
    return number


def _chosen(field: ExpectationField, value: Any, wrong: InvalidExpectation) -> str:
    """Return the code of a choice that was given by its code, or by its words in a workbook."""
    codes = {text: code for code, words in field.choices for text in (code, str(words))}
    if str(value).strip() not in codes:
        raise wrong
    return codes[str(value).strip()]


def texts_of(stated: Mapping[str, Stated]) -> dict[str, str]:
    """Return decimals, months and choices as they are stored."""
    return {name: _text(value) for name, value in stated.items()}


def _text(value: Stated) -> str:
    if isinstance(value, str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else f"{value:%Y-%m}"
