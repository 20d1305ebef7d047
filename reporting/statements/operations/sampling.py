"""Drawing the readings that a verifier checks, and saying what the look at each came to."""

import datetime as dt
import secrets
from collections.abc import Sequence

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from measurement.models import Reading, ReadingFlag
from reporting.statements import permissions
from reporting.statements.models import Outcome, Sample, SampleItem, Statement, Why
from reporting.statements.operations.findings import with_verifier
from reporting.statements.queries import recompute
from reporting.statements.refusals import FiguresChanged, SampleComplete
from reporting.statements.rules import draw, sample_size
from reporting.statements.sampled import named
from reporting.statements.terms import term_on


@operation
def draw_sample(*, statement: Statement, seed: str = "", by: User, at: dt.datetime) -> Sample:
    """
    Draw readings to check out of those that the statement rests on and that no sample has yet.

    As many as the programme's rule says; readings about which a question was raised come on top. Without a
    seed one is made; it is kept, so that the draw can be done again.

    :raises PermissionDenied: if `by` is not the verifier assigned.
    :raises SignedAlready, NotWithVerifier: if the statement is not with the verifier.
    :raises SampleComplete: if no reading is left.
    :raises Refusal: as `queries.compute` does, if the figures can't be computed any more.
    """
    statement = with_verifier(statement)
    require(permissions.may_verify, by, statement, at=at)
    taken = set(SampleItem.objects.filter(sample__statement=statement).values_list("reading", flat=True))
    computed = recompute(statement)
    if computed.figures_hash != statement.figures_hash:
        raise FiguresChanged
    left = {name: one for name, one in named(computed.readings).items() if one.pk not in taken}
    if not left:
        raise SampleComplete
    code, day = statement.measure.consortium.program.code, clock.day(at)
    sample = Sample.objects.create(
        statement=statement,
        number=statement.samples.count() + 1,
        seed=seed or secrets.token_hex(8),
        share_bp=term_on("SAMPLE_SHARE", code, day).value,
        least=term_on("SAMPLE_LEAST", code, day).value,
        population=len(left),
        drawn_at=at,
        drawn_by=by,
    )
    _lay_out(sample, left)
    return sample


def _lay_out(sample: Sample, left: dict[str, Reading]) -> None:
    """Write down what was drawn and what was questioned, in the order of the months."""
    drawn = set(draw(left, sample_size(sample.population, sample.share_bp, sample.least), sample.seed))
    questioned = _questioned(list(left.values()))
    SampleItem.objects.bulk_create(
        SampleItem(sample=sample, reading=one, why=Why.DRAWN if key in drawn else Why.QUESTIONED)
        for key, one in left.items()
        if key in drawn or one.pk in questioned
    )


def _questioned(readings: Sequence[Reading]) -> set[int]:
    return set(ReadingFlag.objects.filter(reading__in=readings).values_list("reading", flat=True))


@operation
def mark_sampled(
    *, item: SampleItem, outcome: str = Outcome.CHECKED, note: str = "", by: User, at: dt.datetime
) -> SampleItem:
    """
    Say what the look at a sampled reading came to, and against what it was checked.

    :raises PermissionDenied: if `by` is not the verifier assigned.
    :raises SignedAlready, NotWithVerifier: if the statement is not with the verifier.
    """
    with_verifier(item.sample.statement)
    item = SampleItem.objects.lock(item.pk)
    require(permissions.may_mark, by, item, at=at)
    item.outcome, item.note = Outcome(outcome).value, note.strip()
    item.marked_at, item.marked_by = at, by
    item.save(update_fields=["outcome", "note", "marked_at", "marked_by"])
    return item
