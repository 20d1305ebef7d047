"""The periods every programme begins with."""

from programs.models import CheckTerm, Program
from programs.statutory import statutory_term, statutory_terms


def give_periods(program: Program) -> None:
    """Write, within the operation that makes a programme, the statutory numbers it names none for."""
    known = set(program.check_terms.values_list("kind", flat=True))
    for kind in dict.fromkeys(term.kind for term in statutory_terms()):
        if kind not in known:
            term = statutory_term(kind, program.starts_on)
            CheckTerm.objects.create(
                program=program,
                kind=kind,
                value=term.value,
                valid_from=program.starts_on,
                source_ko=term.source_ko,
                source_en=term.source_en,
            )
