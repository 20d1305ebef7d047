"""Calibrations of meters: recorded as their certificates say, and withdrawn where that was a mistake."""

import datetime as dt

from django.utils.translation import gettext as _

from core.evidence.models import Attachment
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import only_once, operation
from measurement import permissions
from measurement.calibrated import months_open
from measurement.flagging import lapses
from measurement.models import Calibration, Measure, Meter
from measurement.operations.flags import ask, close_if_answered, settle_lapses
from measurement.operations.readings import keep
from measurement.refusals import (
    CalibratedInFuture,
    CalibrationEndsEarlier,
    CalibrationKnown,
    CalibrationWithdrawn,
)


@operation
def record_calibration(
    *,
    meter: Meter,
    calibrated_on: dt.date,
    valid_until: dt.date | None = None,
    certificate: str = "",
    evidence: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> Calibration:
    """
    Record that a meter was calibrated, and until when by its certificate; None where that names no day.

    Open questions about a lapse that it ends are answered by it. Months on which no verified statement rests
    are asked about where, as is known now, the calibration before had lapsed.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises CalibratedInFuture, CalibrationEndsEarlier: if its days can't be.
    :raises CalibrationKnown: if one of this day is on record.
    """
    measure = Measure.objects.lock(meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    if calibrated_on > clock.day(at):
        raise CalibratedInFuture(field="calibrated_on")
    if valid_until is not None and valid_until < calibrated_on:
        raise CalibrationEndsEarlier(field="valid_until")
    keep(evidence, measure, by=by, at=at)
    day = f"{calibrated_on:%Y-%m-%d}"
    with only_once("measurement_calibration_once", CalibrationKnown(day=day, field="calibrated_on")):
        calibration = Calibration.objects.create(
            meter=meter, calibrated_on=calibrated_on, valid_until=valid_until,
            certificate=certificate.strip(), evidence=evidence, recorded_at=at, recorded_by=by,
        )  # fmt: skip
    _look_again(meter, _("Calibrated on %(day)s.") % {"day": day}, by=by, at=at)
    return calibration


@operation
def withdraw_calibration(*, calibration: Calibration, reason: str, by: User, at: dt.datetime) -> Calibration:
    """
    Take a calibration back that was recorded by mistake, with a reason; it stays on record.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises CalibrationWithdrawn: if somebody withdrew it before.
    """
    Measure.objects.lock(calibration.meter.measure_id)
    require(permissions.may_withdraw_calibration, by, calibration, at=at)
    calibration = Calibration.objects.lock(calibration.pk)
    if calibration.withdrawn_at:
        raise CalibrationWithdrawn
    calibration.withdrawn_at, calibration.withdrawn_by, calibration.withdrawn_reason = at, by, reason
    calibration.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _look_again(calibration.meter, reason, is_anew=True, by=by, at=at)
    return calibration


def _look_again(meter: Meter, answer: str, *, is_anew: bool = False, by: User, at: dt.datetime) -> None:
    """
    Answer the questions about lapses that are none any more, and ask about those that are known now.

    Once a calibration is withdrawn they are asked about anew: it may have been the answer to one.
    """
    settle_lapses(meter, answer=answer, by=by, at=at)
    readings = months_open(meter)
    if readings:
        found = lapses(meter, {reading.month for reading in readings})
        ask(readings, found, is_anew=is_anew, by=by, at=at)
    close_if_answered(meter.measure, by=by, at=at)
