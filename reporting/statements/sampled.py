"""Reading samples: the name of a reading in a draw, and the draw done again."""

from measurement.models import Reading
from reporting.statements.models import Sample
from reporting.statements.queries import recompute
from reporting.statements.rules import draw, sample_size


def key_of(reading: Reading) -> str:
    """Return what a reading is called in a draw: meter and month, as the verifier reads them."""
    return f"{reading.meter.quantity}:{reading.month:%Y-%m}"


def redraw(sample: Sample) -> list[str]:
    """Return the names of the readings that seed and rule draw again, without the questioned."""
    earlier = set(
        sample.statement.samples.filter(number__lt=sample.number).values_list("items__reading", flat=True)
    )
    left = [key_of(one) for one in recompute(sample.statement).readings if one.pk not in earlier]
    return draw(left, sample_size(sample.population, sample.share_bp, sample.least), sample.seed)
