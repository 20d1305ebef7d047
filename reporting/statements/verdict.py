"""Whether findings and sample let a statement be signed: materiality, what is unsettled, what is unmarked."""

import datetime as dt
from dataclasses import dataclass

from core.ui.formats import percent
from core.workflow import clock
from reporting.statements.models import FindingKind, SampleItem, Statement
from reporting.statements.refusals import FindingsOpen, MaterialMisstatement, SampleDemanded, SampleUnfinished
from reporting.statements.rules import is_material, unadjusted
from reporting.statements.terms import Term, term_on
from reporting.statements.workflow import FindingStatus


@dataclass(frozen=True)
class Materiality:
    """Misstatements that stay unadjusted against the reduction as calculated, both kg CO2e."""

    unadjusted_kg: int
    base_kg: int
    term: Term

    @property
    def is_exceeded(self) -> bool:
        """Whether they are too large for a signature."""
        return is_material(self.unadjusted_kg, self.base_kg, self.term.value)


def materiality_of(statement: Statement, at: dt.datetime) -> Materiality:
    """Return what the statement's misstatements leave wrong, by the programme's rule of the day."""
    found = statement.findings.filter(kind=FindingKind.MISSTATEMENT).exclude(status=FindingStatus.WITHDRAWN)
    effects = [(one.effect_kg or 0, one.deducted_kg) for one in found.select_related("deduction")]
    term = term_on("MATERIALITY", statement.measure.consortium.program.code, clock.day(at))
    return Materiality(unadjusted(effects), statement.reduction_kg, term)


def is_sample_demanded(statement: Statement, at: dt.datetime) -> bool:
    """Say whether the programme demands a sample of the day's statements before a signature."""
    return bool(term_on("SAMPLE_DEMANDED", statement.measure.consortium.program.code, clock.day(at)).value)


def check_may_be_signed(statement: Statement, at: dt.datetime) -> None:
    """
    Refuse a signature over open findings, an unfinished sample or material misstatements.

    :raises FindingsOpen: naming them.
    :raises SampleDemanded: if there is none, and the programme demands one.
    :raises SampleUnfinished: saying how many readings nobody marked.
    :raises MaterialMisstatement: with what is unadjusted and the threshold.
    """
    unsettled = [f"#{number}" for number in statement.findings.unsettled().values_list("number", flat=True)]
    if unsettled:
        raise FindingsOpen(findings=", ".join(unsettled))
    sampled = SampleItem.objects.filter(sample__statement=statement)
    if is_sample_demanded(statement, at) and not sampled.exists():
        raise SampleDemanded
    if unmarked := sampled.unmarked().count():
        raise SampleUnfinished(count=unmarked)
    found = materiality_of(statement, at)
    if found.is_exceeded:
        raise MaterialMisstatement(
            unadjusted=f"{found.unadjusted_kg:,}",
            base=f"{found.base_kg:,}",
            materiality=percent(found.term.value),
        )
