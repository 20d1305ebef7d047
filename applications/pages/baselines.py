"""How many months of baseline each measure of a case has, and where the others are entered."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications import permissions
from applications.eligibility.facts import Baseline
from applications.eligibility.reading import baselines_of
from applications.models import Application, CostItem
from applications.pages.sheets import reduction_sheets
from measurement.models import Measure, Meter
from measurement.workbooks.columns import metered


def section(
    case: Application, items: Sequence[CostItem], user: Any, at: dt.datetime, *, may_read: bool
) -> dict[str, Any]:
    """
    Return the sheet of each measure with its baseline so far, and whether this person enters registers.

    How far a baseline is, is shown to who may enter it, and to others if they `may_read` it.
    """
    may_enter = bool(permissions.may_enter_readings(user, case, at=at))
    so_far = rows(case, may_enter=may_enter) if may_enter or may_read else {}
    return {
        "sheets": [
            {**sheet, "baseline": so_far.get(sheet["measure"].pk)} for sheet in reduction_sheets(items)
        ],
        "takes_readings": may_enter and takes_readings(items),
    }


def rows(case: Application, *, may_enter: bool) -> dict[int, dict[str, Any]]:
    """Return {measure: how far its baseline is, and where it is entered by hand by who may enter it}."""
    found = baselines_of(case)
    meters: dict[int, set[str]] = {}
    for meter in Meter.objects.filter(measure__in=[measure for measure, _baseline in found]):
        meters.setdefault(meter.measure_id, set()).add(meter.quantity)
    return {
        measure.pk: {
            "words": _words(baseline),
            "tone": "success" if baseline.months >= baseline.least else "warning",
            **(_by_hand(measure, meters.get(measure.pk, set())) if may_enter else {}),
        }
        for measure, baseline in found
    }


def takes_readings(items: Iterable[CostItem]) -> bool:
    """Say whether registers of something can be read now."""
    return bool(metered(item.measure for item in items if item.measure))


def _words(baseline: Baseline) -> str:
    words = _("Baseline: %(months)s of %(least)s months before operation")
    return words % {"months": baseline.months, "least": baseline.least}


def _by_hand(measure: Measure, known: set[str]) -> dict[str, str]:
    """Return where the next thing is entered by hand: a meter that is missing, then its months."""
    quantities = measure.method.quantities if measure.method else ()
    if any(quantity.name not in known and not quantity.is_optional for quantity in quantities):
        label, name = _("Add the meters by hand"), "meter_add"
    else:
        label, name = _("Enter months by hand"), "readings"
    return {"label": label, "href": reverse(f"measurement:{name}", args=[measure.public_id])}
