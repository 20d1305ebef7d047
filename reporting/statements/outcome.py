"""The outcome of a performance contract as rows that can be read: input, rule, source, result."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.formats import percent, tonnes
from core.ui.templatetags.ui import won
from programs.rules import OutcomeRow, PerformanceOutcome

LABELS: dict[str, Any] = {
    "surplus": _("Verified above the promise"),
    "incentive": _("Incentive proposed"),
    "shortfall": _("Missing of the promise"),
    "tolerated": _("Part that may stay unmet"),
    "untolerated": _("Missing beyond that part"),
    "recovery": _("Recovery proposed"),
}
RULES: dict[str, Any] = {
    "surplus": _("less what was promised: %(factor)s"),
    "incentive": _("%(factor)s for each tonne"),
    "shortfall": _("less what was verified: %(factor)s"),
    "tolerated": _("%(factor)s of the promise"),
    "untolerated": _("less what may stay unmet: %(factor)s"),
    "recovery": _("by the part that %(factor)s has in the promise"),
}
#: how the factor of a row is written; all others are kilograms
FACTORS: dict[str, Callable[[int | None], str]] = {"incentive": won, "tolerated": percent}


def outcome_rows(outcome: PerformanceOutcome) -> list[dict[str, Any]]:
    """Return the steps of an outcome as `{% arithmetic %}` shows them."""
    return [_row(row) for row in outcome.rows]


def _row(row: OutcomeRow) -> dict[str, Any]:
    write = FACTORS.get(row.code, tonnes)
    return {
        "label": LABELS[row.code],
        "input": won(row.input) if row.code == "recovery" else tonnes(row.input),
        "rule": RULES[row.code] % {"factor": write(row.factor)},
        "source": row.source,
        "result": won(row.result) if row.unit == "won" else tonnes(row.result),
    }
