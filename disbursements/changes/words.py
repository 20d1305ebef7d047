"""Terms of a change in words: what each is called, and its value as people read it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.ui.formats import day
from core.ui.templatetags.ui import won
from disbursements.models import ChangeLine, SubjectKind, Term
from disbursements.models.changes import WON_TERMS
from disbursements.queries import subjects_of
from disbursements.queries.changes import Place, Value
from firms.queries import firm_with_number
from programs.models import Program, Technology

DAYS = (Term.ENDS_ON, Term.SUSPENDED_UNTIL, Term.HANDED_ON)


class Difference(NamedTuple):
    """One term in words: whose, which, before, after."""

    subject: str
    term: Any
    before: str
    after: str


def shown(term: str, value: Value, program: Program) -> str:
    """Return a value as people read it: won, a day, what the programme calls a technology, words."""
    if term in WON_TERMS:
        return won(int(value))
    if value == "":
        return "–"
    if term in DAYS:
        return day(dt.date.fromisoformat(str(value)))
    if term == Term.HOLDER:
        firm = firm_with_number(str(value))
        return firm.name if firm else str(value)
    if term == Term.TECHNOLOGY:
        technology = Technology.objects.filter(program=program, code=value).first()
        return technology.name if technology else str(value)
    return str(value)


def term_name(line: ChangeLine) -> str:
    """Return what a line is about: its term, and of a cost item its name."""
    subject = subjects_of([line]).get((line.subject_kind, line.subject_id))
    name = str(Term(line.term).label)
    return f"{subject} · {name}" if line.subject_kind == SubjectKind.COST_ITEM else name


def in_words(
    rows: Iterable[tuple[Place, Value, Value]], names: dict[tuple[str, int], str], program: Program
) -> list[Difference]:
    """Return terms in words, technologies as the programme calls them; `names` are those of the subjects."""
    return [
        Difference(
            names.get((kind, pk), "") if kind == SubjectKind.COST_ITEM else _("The undertaking"),
            Term(term).label,
            shown(term, old, program),
            shown(term, new, program),
        )
        for (kind, pk, term), old, new in rows
    ]
