"""What is measured: factors, measures, meters, monthly readings."""

from measurement.models.factors import Factor, FactorTable, FactorTableChange, FactorUse, Purpose
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
    "keeps_locked_readings",
]
