"""The readings a statement rests on, each with its earlier versions and the paper that bears it."""

from collections import defaultdict

from django.utils.translation import gettext as _

from core.ui.formats import moment, month
from measurement.models import Reading
from reporting.auditing.trails.steps import Paper, Stage, Step, stage
from reporting.statements.evidence import Evidenced, evidenced
from reporting.statements.models import Statement


def readings_stage(statement: Statement) -> Stage:
    """Return the readings of the months and of the baseline, with what stood there before."""
    earlier = _earlier(statement)
    steps = [_reading(one, earlier[one.reading.meter_id, one.reading.month]) for one in evidenced(statement)]
    return stage("readings", _("Readings"), steps)


def _earlier(statement: Statement) -> dict[tuple[int, object], list[Reading]]:
    """Return the versions of readings that later ones took the place of, by meter and month."""
    found: dict[tuple[int, object], list[Reading]] = defaultdict(list)
    replaced = Reading.objects.filter(meter__measure=statement.measure_id, superseded_at__isnull=False)
    for one in replaced.select_related("recorded_by", "superseded_by").order_by("revision"):
        found[one.meter_id, one.month].append(one)
    return found


def _reading(shown: Evidenced, earlier: list[Reading]) -> Step:
    one, meter = shown.reading, shown.reading.meter
    what = f"{one.shown_opening} → {one.shown_end} = {one.shown_quantity} {meter.shown_unit}"
    said = [
        what,
        _("Baseline") if shown.is_baseline else "",
        _("version %(number)d") % {"number": one.revision} if one.revision > 1 else "",
        *(_replaced(old) for old in earlier if old.pk != one.pk),
    ]
    papers = (Paper.of(one.evidence, shown.file_href),) if one.evidence else ()
    return Step(
        what=f"{month(one.month)} · {meter.label}",
        about=" · ".join(str(part) for part in said if part),
        at=one.recorded_at,
        who=one.recorded_by,
        page=one.get_absolute_url(),
        papers=papers,
    )


def _replaced(old: Reading) -> str:
    words = _("version %(number)d said %(quantity)s until %(at)s (%(by)s)")
    return words % {
        "number": old.revision,
        "quantity": old.shown_quantity,
        "at": moment(old.superseded_at),
        "by": old.superseded_by,
    }
