"""Who may describe measures and enter readings."""

from core.users.scopes import Permission

EDIT_MEASURE = Permission("measurement.edit_measure")
ENTER_READINGS = Permission("measurement.enter_readings")
