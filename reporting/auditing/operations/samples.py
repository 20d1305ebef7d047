"""Drawing a sample, and ending the look at what was drawn."""

import datetime as dt
import re

from core.evidence.operations import keep_bytes
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.models import Program
from reporting.auditing import permissions, refusals
from reporting.auditing.drawing import Drawn, draw, listed
from reporting.auditing.models import Sample, SampleItem, Stratum
from reporting.auditing.population import is_won, members_of

CSV = "text/csv"
_SEED = re.compile(r"[0-9A-Za-z]{8,64}")


@operation
def draw_sample(
    *, program: Program, title: str, population: str, layer: str, rule: str, size: int, least: int, seed: str,
    period_from: dt.date | None, period_until: dt.date | None, by: User, at: dt.datetime,
) -> Sample:  # fmt: skip
    """
    Freeze the population of a programme and draw a sample of it by the seed.

    :raises NotAllowed: if `by` does not audit the programme.
    :raises BadSeed: if the seed is none.
    :raises NothingToDraw: if the population is empty.
    """
    program = Program.objects.lock(program.pk)  # samples are numbered one after the other
    require(permissions.may_audit, by, program, at=at)
    if not _SEED.fullmatch(seed):
        raise refusals.BadSeed(field="seed")
    members = members_of(program, population, layer, period_from, period_until)
    if not members:
        raise refusals.NothingToDraw(field="population")
    last = Sample.objects.filter(program=program).order_by("number").last()
    sample = Sample.objects.create(
        program=program, number=last.number + 1 if last else 1, title=title, population=population,
        layer=layer, rule=rule, size=size, least=least, seed=seed, period_from=period_from,
        period_until=period_until, population_count=len(members),
        population_list=keep_bytes(listed(members), CSV),
        drawn_at=at, drawn_by=by,
    )  # fmt: skip
    _keep(sample, draw(members, seed=seed, rule=rule, size=size, least=least))
    return sample


def _keep(sample: Sample, strata: list[Drawn]) -> None:
    """Write down the strata and what was taken of each, numbered through."""
    counts_won = is_won(sample.population)
    items: list[SampleItem] = []
    for found in strata:
        stratum = Stratum.objects.create(
            sample=sample, key=found.stratum, population_count=found.count, drawn_count=len(found.members)
        )
        for one in found.members:
            amounts = {"amount_won": one.quantity} if counts_won else {"kilograms": one.quantity}
            items.append(
                SampleItem(
                    sample=sample, stratum=stratum, position=len(items) + 1, subject_id=one.pk,
                    subject_key=one.key, **amounts,
                )
            )  # fmt: skip
    SampleItem.objects.bulk_create(items)


@operation
def end_look(*, item: SampleItem, note: str, version: int | None, by: User, at: dt.datetime) -> SampleItem:
    """
    Write down that the auditor looked at what was drawn and found nothing.

    :raises NotAllowed: if `by` does not audit the programme.
    :raises WithFinding: if a finding was noted on it.
    :raises AlreadyLooked: if the look was ended before.
    :raises StaleVersion: if somebody changed it since the page was read.
    """
    item = SampleItem.objects.with_names().lock(item.pk, version)
    require(permissions.may_look, by, item, at=at)
    if item.findings.exists():
        raise refusals.WithFinding
    if item.looked_at:
        raise refusals.AlreadyLooked
    item.note, item.looked_at, item.looked_by = note, at, by
    item.save(update_fields=["note", "looked_at", "looked_by"])
    return item
