"""Reading samples: the names of readings in a draw, and the draw done again."""

from collections import Counter
from collections.abc import Iterable

from measurement.models import Reading
from reporting.statements.models import Sample
from reporting.statements.queries import recompute
from reporting.statements.reproducing import readings_behind
from reporting.statements.rules import draw, sample_size


def named(readings: Iterable[Reading]) -> dict[str, Reading]:
    """
    Return readings by what they are called in a draw: meter and month, as the verifier reads them.

    In the month in which a meter was replaced two have the same; the later meter's is numbered.
    """
    found: dict[str, Reading] = {}
    times: Counter[str] = Counter()
    for reading in sorted(readings, key=lambda one: (one.month, one.meter_id)):
        name = f"{reading.meter.quantity}:{reading.month:%Y-%m}"
        times[name] += 1
        found[name if times[name] == 1 else f"{name}:{times[name]}"] = reading
    return found


def redraw(sample: Sample) -> list[str]:
    """
    Return the names of the readings that seed and rule draw again, without the questioned.

    Out of the readings as they were when the statement was signed, whatever was corrected since.
    """
    statement = sample.statement
    earlier = set(statement.samples.filter(number__lt=sample.number).values_list("items__reading", flat=True))
    there = named(recompute(statement, readings_behind(statement)).readings)
    left = [name for name, one in there.items() if one.pk not in earlier]
    return draw(left, sample_size(sample.population, sample.share_bp, sample.least), sample.seed)
