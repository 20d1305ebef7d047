"""The charts of this room, each from the rows of the table beside it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.ui import charts
from core.ui.charts import Chart, Point, Series
from core.ui.formats import month
from core.ui.templatetags.ui import won
from disbursements.forecast import MonthlyPay


def months_paid(rows: Sequence[MonthlyPay]) -> Chart:
    """Return what is due, was paid and is expected, summed up month by month."""
    planned = paid = coming = 0
    due: list[Point] = []
    came: list[Point] = []
    to_come: list[Point] = []
    for row in rows:
        planned, paid, coming = planned + row.planned_won, paid + row.paid_won, coming + row.expected_won
        due.append(Point(planned, won(planned)))
        is_ahead = bool(coming)
        came.append(Point(None) if is_ahead and not row.paid_won else Point(paid, won(paid)))
        to_come.append(Point(paid + coming, won(paid + coming)) if is_ahead else Point(None))
    return charts.lines(
        _("Paid and expected against the schedule, month by month"),
        [month(row.first) for row in rows],
        [
            Series(_("Paid so far"), "success", came),
            Series(_("Expected by then"), "info", to_come),
            Series(_("Due by the schedule"), "target", due),
        ],
        "won",
    )
