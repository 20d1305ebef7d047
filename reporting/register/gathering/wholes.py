"""Records of calls, consortia and programmes, with the sums of what is in them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from core.workflow import clock
from reporting.register.gathering.reductions import Cells
from reporting.register.gathering.setting import Setting, written
from reporting.register.gathering.sums import Book, Sum
from reporting.register.public import RecordKind
from reporting.register.suppression import TOTAL


def records(setting: Setting, book: Book, cells: Cells) -> Iterator[tuple[RecordKind, dict[str, Any]]]:
    """Yield calls, consortia and programmes, each in the order of its ids."""
    in_call = Counter(consortium.call_id for consortium in setting.consortia.values())
    for call in setting.calls.values():
        yield RecordKind.CALL, _call(call, in_call[call.pk], setting, book.calls[call.pk])
    for consortium in setting.consortia.values():
        yield RecordKind.CONSORTIUM, _consortium(consortium, setting, book.consortia[consortium.pk], cells)
    for program in setting.programs.values():
        yield RecordKind.PROGRAM, _program(program, setting, book.programs[program.pk], cells)


def _call(call: Any, consortia: int, setting: Setting, total: Sum) -> dict[str, Any]:
    return {
        "id": call.public_id,
        **setting.of_program(call.program_id),
        "name_ko": call.name_ko,
        "name_en": call.name_en,
        "opens_on": written(clock.day(call.opens_at)),
        "plans_close_on": written(clock.day(call.plans_close_at)),
        "applications_close_on": written(clock.day(call.applications_close_at)),
        "budget_won": call.budget_won,
        "consortia": consortia,
        "grants": total.grants,
        "awarded_won": total.awarded_won,
    }


def _consortium(consortium: Any, setting: Setting, total: Sum, cells: Cells) -> dict[str, Any]:
    cell = cells.at(consortium.program_id, ("CONSORTIUM", consortium.public_id))
    return {
        "id": consortium.public_id,
        **setting.of_program(consortium.program_id),
        "call": setting.calls[consortium.call_id].public_id,
        "name": consortium.name,
        "anchor": consortium.anchor.name,
        "anchor_number": consortium.anchor.business_number,
        "model_ko": consortium.support_model.name_ko,
        "model_en": consortium.support_model.name_en,
        "decided_on": written(setting.selected_on.get(consortium.pk)),
        "firms": setting.firms.get(consortium.pk, 0),
        "grants": total.grants,
        "awarded_won": total.awarded_won,
        "paid_won": total.paid_won,
        "passed_on_won": total.passed_on_won,
        "contributed_won": total.contributed_won,
        "won_per_tonne": cell.won_per_tonne(total.paid_won),
        **cell.fields,
    }


def _program(program: Any, setting: Setting, total: Sum, cells: Cells) -> dict[str, Any]:
    cell = cells.at(program.pk, (TOTAL, ""))
    calls = [call for call in setting.calls.values() if call.program_id == program.pk]
    consortia = sum(consortium.program_id == program.pk for consortium in setting.consortia.values())
    return {
        "id": program.public_id,
        "name_ko": program.name_ko,
        "name_en": program.name_en,
        "office_ko": program.office.name_ko,
        "office_en": program.office.name_en,
        "fiscal_year": program.fiscal_year,
        "starts_on": written(program.starts_on),
        "ends_on": written(program.ends_on),
        "target_kg": program.target_kg,
        "budget_won": sum(call.budget_won for call in calls),
        "consortia": consortia,
        "grants": total.grants,
        "grants_not_disclosed": total.grants_not_disclosed,
        "awarded_won": total.awarded_won,
        "paid_won": total.paid_won,
        "passed_on_won": total.passed_on_won,
        "contributed_won": total.contributed_won,
        "won_per_tonne": cell.won_per_tonne(total.paid_won),
        **cell.fields,
    }
