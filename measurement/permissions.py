"""Who may describe measures and enter readings: the people of the firm on whose floor it stands."""

import datetime as dt
from typing import Any

from core.users.permissions import Verdict, holds
from core.users.scopes import Permission, ScopeKind

EDIT_MEASURE = Permission("measurement.edit_measure")
ENTER_READINGS = Permission("measurement.enter_readings")


def may_describe_measure(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may describe a new measure of the firm."""
    return holds(user, EDIT_MEASURE, (ScopeKind.FIRM, firm.pk), at=at)


def may_edit_measure(user: Any, measure: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may change the measure, take it into operation and add meters."""
    return holds(user, EDIT_MEASURE, (ScopeKind.FIRM, measure.firm_id), at=at)


def may_enter_readings(user: Any, measure: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may enter the measure's readings."""
    return holds(user, ENTER_READINGS, (ScopeKind.FIRM, measure.firm_id), at=at)


def may_enter_readings_for(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may enter readings of the firm's measures."""
    return holds(user, ENTER_READINGS, (ScopeKind.FIRM, firm.pk), at=at)


def may_correct_reading(user: Any, reading: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may correct this reading."""
    return may_enter_readings(user, reading.meter.measure, at=at)


def may_answer_flag(user: Any, flag: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may answer this question about a reading."""
    return may_enter_readings(user, flag.reading.meter.measure, at=at)


def may_withdraw_calibration(user: Any, calibration: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may withdraw this calibration."""
    return may_enter_readings(user, calibration.meter.measure, at=at)


def may_withdraw_bill(user: Any, bill: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may withdraw this bill."""
    return may_enter_readings(user, bill.meter.measure, at=at)
