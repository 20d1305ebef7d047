"""What is measured: factors, measures, meters, calibrations, bills, monthly readings and their questions."""

from measurement.models.bills import Bill, BillBasis
from measurement.models.calibrations import Calibration
from measurement.models.factors import Factor, FactorTable, FactorTableChange, FactorUse, Purpose
from measurement.models.flags import ReadingFlag
from measurement.models.measures import Measure, MeasureExposure
from measurement.models.readings import Meter, Reading, Turn, keeps_locked_readings
from measurement.models.replacements import Replacement

__all__ = [
    "Bill",
    "BillBasis",
    "Calibration",
    "Factor",
    "FactorTable",
    "FactorTableChange",
    "FactorUse",
    "Measure",
    "MeasureExposure",
    "Meter",
    "Purpose",
    "Reading",
    "ReadingFlag",
    "Replacement",
    "Turn",
    "keeps_locked_readings",
]
