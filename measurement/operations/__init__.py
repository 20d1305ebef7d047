"""Changes in this room: measures, their meters and export rules, calibrations, readings, bills."""

from measurement.operations.bills import enter_bill, withdraw_bill, withdraw_signed_bill
from measurement.operations.calibrations import record_calibration, withdraw_calibration
from measurement.operations.flags import answer_flag, raise_flags
from measurement.operations.many import Described, Estimates, describe_measures, edit_measures
from measurement.operations.measures import (
    add_meter,
    commission,
    describe_measure,
    edit_measure,
    pass_measures,
    set_exposures,
)
from measurement.operations.meters import enter_turned, replace_meter
from measurement.operations.readings import correct_reading, enter_readings
from measurement.operations.superseding import supersede_reading
from measurement.operations.workbooks import Registers, enter_registers, hand_in_readings

__all__ = [
    "Described",
    "Estimates",
    "Registers",
    "add_meter",
    "answer_flag",
    "commission",
    "correct_reading",
    "describe_measure",
    "describe_measures",
    "edit_measure",
    "edit_measures",
    "enter_bill",
    "enter_readings",
    "enter_registers",
    "enter_turned",
    "hand_in_readings",
    "pass_measures",
    "raise_flags",
    "record_calibration",
    "replace_meter",
    "set_exposures",
    "supersede_reading",
    "withdraw_bill",
    "withdraw_calibration",
    "withdraw_signed_bill",
]
