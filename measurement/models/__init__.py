"""What is measured: factors, measures, meters, bills, monthly readings and the questions about them."""

from measurement.models.bills import Bill, BillBasis
from measurement.models.factors import Factor, FactorTable, FactorTableChange, FactorUse, Purpose
from measurement.models.flags import ReadingFlag
from measurement.models.measures import Measure, MeasureExposure
from measurement.models.readings import Meter, Reading, Turn, keeps_locked_readings
from measurement.models.replacements import Replacement

__all__ = [
    "Bill",
    "BillBasis",
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
