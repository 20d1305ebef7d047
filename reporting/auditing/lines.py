"""The lines of what was drawn, on which an auditor notes findings; and the cases behind drawn items."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.ui.formats import month
from core.ui.templatetags.ui import won
from disbursements.models import Grant, PaymentLine, PaymentRequest, SettlementLine
from reporting.auditing.kinds import LineKind, Population
from reporting.auditing.models import Sample, SampleItem
from reporting.auditing.population import SOURCES
from reporting.statements.evidence import evidenced
from reporting.statements.models import Statement

#: what was drawn → its model, and what its page names
CASES: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    Population.GRANT: (Grant, ("application", "firm")),
    Population.PAYMENT: (PaymentRequest, ("grant__application", "grant__firm")),
    Population.LINE: (PaymentLine, ("request__grant__application", "request__grant__firm", "cost_item")),
    Population.STATEMENT: (Statement, ("measure__firm", "firm")),
}


@dataclass(frozen=True)
class Line:
    """A line a finding may be on: its kind, its id, what it is called."""

    kind: str
    pk: int | None
    words: str

    @property
    def code(self) -> str:
        """What a form sends for it."""
        return f"{self.kind}:{self.pk or ''}"


def cases_of(population: str, items: Iterable[SampleItem]) -> dict[int, Any]:
    """Return the cases behind drawn items by id, with what a list names of them: one query."""
    model, names = CASES[population]
    ids = [item.subject_id for item in items]
    return dict(model.objects.filter(pk__in=ids).select_related(*names).in_bulk())


def trail_subject(population: str, case: Any) -> Any:
    """Return what of a drawn case has a trail: a line is followed as its payment."""
    return case.request if population == Population.LINE else case


def lines_of(item: SampleItem) -> list[Line]:
    """Return the case as a whole, and every line of it."""
    population = item.sample.population
    case = cases_of(population, [item])[item.subject_id]
    whole = Line(LineKind.WHOLE, None, str(case))
    if population == Population.STATEMENT:
        return [whole, *(_reading(one.reading) for one in evidenced(case))]
    if population == Population.LINE:
        return [whole, _payment_line(case)]
    if population == Population.PAYMENT:
        rows = PaymentLine.objects.filter(request=case)
        return [whole, *(_payment_line(one) for one in rows.select_related("cost_item"))]
    paid = PaymentLine.objects.filter(request__grant=case).select_related("cost_item")
    settled = SettlementLine.objects.filter(settlement__grant=case).select_related("cost_item")
    return [
        whole,
        *(_payment_line(one) for one in paid.order_by("pk")),
        *(
            Line(LineKind.SETTLEMENT_LINE, one.pk, f"{one.cost_item.name} · {won(one.stated_won)}"[:240])
            for one in settled.order_by("pk")
        ),
    ]


def _payment_line(line: PaymentLine) -> Line:
    words = f"{line.cost_item.name} · {line.approval_number} · {won(line.subsidised_won)}"
    return Line(LineKind.PAYMENT_LINE, line.pk, words[:240])


def _reading(reading: Any) -> Line:
    return Line(LineKind.READING, reading.pk, f"{month(reading.month)} · {reading.meter}"[:240])


def grants_of_sample(sample: Sample) -> list[int]:
    """Return the grants of everything that was drawn, whose files are its evidence."""
    way = SOURCES[sample.population].grant
    model, _names = CASES[sample.population]
    drawn = sample.items.values("subject_id")
    grant = way.removesuffix("__") or "pk"
    found = model.objects.filter(pk__in=drawn).values_list(grant, flat=True)
    return sorted({pk for pk in found if pk is not None})
