"""Changes in this room: measures and their meters, readings, the export rules a measure serves."""

from measurement.operations.measures import (
    add_meter,
    commission,
    describe_measure,
    edit_measure,
    set_exposures,
)
from measurement.operations.readings import correct_reading, enter_readings

__all__ = [
    "add_meter",
    "commission",
    "correct_reading",
    "describe_measure",
    "edit_measure",
    "enter_readings",
    "set_exposures",
]
