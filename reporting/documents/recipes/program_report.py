"""The programme report: a programme at the end of a period, and what the period added."""

from programs.models import Program
from reporting.documents.facts import programmes
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_make_of_program
from reporting.documents.program_charts import charts
from reporting.documents.recipes.recipe import Recipe, Stated
from reporting.tallies.readers import programs_read_by


def _state(program: Program, period: Period | None) -> Stated:
    if period is None:
        raise ValueError("a programme report is of a period")
    plain = programmes.collect(program, period)
    return Stated(plain, charts(plain))


RECIPE = Recipe(
    kind=Kind.PROGRAM_REPORT,
    template="documents/reports/program.html",
    model=Program,
    subjects=programs_read_by,
    program=lambda program: program,
    is_due=lambda _program: True,
    state=_state,
    may_make=may_make_of_program,
    related=("office",),
    is_of_period=True,
)
