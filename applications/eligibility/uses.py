"""Reading where quote files, serial numbers and invoices of a case serve besides."""

from collections.abc import Iterable
from typing import Any

from applications.eligibility.facts import OnceFacts, Use
from applications.eligibility.looks import Look
from applications.models import Application, Quote
from applications.workflow import UNDECIDED, Halt, Status
from core.evidence.models import Mark
from measurement.models import Meter

#: besides what is undecided; an application that was refused or withdrawn stands in nobody's way
AWARDED = (Status.AWARDED, Status.ACCEPTED)


def quotes(look: Look) -> OnceFacts:
    """Return where the content of a quote that a cost rests on serves another application, by its hash."""
    own = {item.chosen_quote.attachment.blob_id: item.name for item in look.items}
    others = Quote.objects.filter(is_chosen=True, attachment__blob__in=own)
    others = _standing(others, "cost_item__application", look.application).select_related(
        "cost_item__application__firm", "cost_item__application__call", "attachment"
    )
    uses = [_use(own[one.attachment.blob_id], one.application, look.application) for one in others]
    return OnceFacts(len(own), tuple(uses))


def serials(look: Look) -> OnceFacts:
    """
    Return where a serial number serves another case: one stated, by its mark; a meter's, by its readers.

    Numbers of different makers can coincide, so a meter of another firm is pointed at and no more.
    """
    measures = [item.measure for item in look.items if item.measure]
    meters = Meter.objects.filter(measure__in=measures)
    own = {(meter.quantity, meter.serial) for meter in meters}
    others = Meter.objects.filter(serial__in=[serial for _quantity, serial in own])
    path = "measure__cost_item__application"
    others = _standing(others, path, look.application).select_related(f"{path}__firm", f"{path}__call")
    uses = []
    for meter in others:
        if (meter.quantity, meter.serial) in own:
            case = meter.measure.cost_item.application
            is_own_firm = case.firm_id == look.application.firm_id
            uses.append(_use(meter.serial, case, look.application, may_block=is_own_firm))
    stated = _marked("serial", look.stated.serials, look)
    return OnceFacts(len(own) + len(look.stated.serials), (*uses, *stated))


def invoices(look: Look) -> OnceFacts:
    """Return which of the stated invoices and card approvals another case has used."""
    stated = look.stated.invoices
    return OnceFacts(len(stated), (*_marked("invoice", stated, look), *_marked("card", stated, look)))


def _standing(found: Any, path: str, application: Application) -> Any:
    """Leave of the rows those of other applications that were handed in or awarded, practice apart."""
    return (
        found.filter(**{f"{path}__status__in": [*UNDECIDED, *AWARDED]})
        .filter(**{f"{path}__call__program__is_practice": application.call.program.is_practice})
        .exclude(**{f"{path}__halted": Halt.CANCELLED})
        .exclude(**{path: application})
        .order_by("pk")
    )


def _use(what: str, case: Application, own: Application, *, may_block: bool = True) -> Use:
    return Use(
        what=what,
        case=f"{case.firm.name} · {case.title}",
        is_sibling=case.call.program_id != own.call.program_id,
        is_awarded=may_block and case.status in AWARDED,
    )


def _marked(kind: str, values: Iterable[str], look: Look) -> list[Use]:
    """Return the uses of numbers that bear another case's mark."""
    marks = Mark.objects.filter(kind=kind, value__in=list(values)).order_by("pk")
    return [
        Use(mark.value, f"{mark.owner_kind} {mark.owner_id}", is_sibling=False, is_awarded=True)
        for mark in marks
        if (mark.owner_kind, mark.owner_id) != look.stated.owner
    ]
