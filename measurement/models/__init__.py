"""What is measured: factors, measures, meters, monthly readings and the questions about them."""

from measurement.models.factors import Factor, FactorTable, FactorTableChange, FactorUse, Purpose
from measurement.models.flags import ReadingFlag
from measurement.models.measures import Measure, MeasureExposure
from measurement.models.readings import Meter, Reading, keeps_locked_readings

__all__ = [
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
    "keeps_locked_readings",
]
