"""The papers a programme asks for, and what of them was handed in with a case."""

import datetime as dt
from dataclasses import dataclass

from applications.costs import cost_items_of
from applications.models import Application, HandedIn
from applications.workflow import Status
from core.workflow import clock
from core.workflow.reading import once
from programs.models import RequiredDocument, Step
from programs.queries import documents_on


@dataclass(frozen=True)
class Paper:
    """A paper that is asked for, and the newest one handed in as it, if any."""

    required: RequiredDocument
    handed_in: HandedIn | None

    @property
    def is_missing(self) -> bool:
        """Whether the step can't be taken without it and it is not there."""
        return self.required.is_required and self.handed_in is None


@once
def papers_of(application: Application, at: dt.datetime) -> list[Paper]:
    """
    Return the papers asked for on the day of the case's rules, in the order of the steps.

    A paper for one kind of cost is asked for where there is such a cost. What was handed in stays in the
    list, whatever the programme asks for later, and counts where the same paper is asked for in another way.
    """
    if application.is_plan or application.is_contribution:
        return []
    newest = {paper.required.code: paper for paper in handed_in_with(application)}
    kinds = {item.cost_kind for item in cost_items_of(application)}
    asked = documents_on(application.call.program, application.rules_on or clock.day(at))
    asked_now = {document.code: document for document in asked if document.cost_kind in {"", *kinds}}
    documents = {code: paper.required for code, paper in newest.items()} | asked_now
    rows = [Paper(document, newest.get(document.code)) for document in documents.values()]
    return sorted(rows, key=lambda row: (row.required.step, row.required.pk))


@once
def handed_in_with(application: Application) -> list[HandedIn]:
    """Return what was handed in with the case, oldest first, with file and person."""
    return list(application.handed_in.select_related("required", "attachment__blob", "by"))


def missing_papers(application: Application, step: str, at: dt.datetime) -> list[RequiredDocument]:
    """Return the papers without which the step can't be taken, and which are not there yet."""
    rows = papers_of(application, at)
    return [row.required for row in rows if row.is_missing and row.required.step == step]


def may_be_handed_in(application: Application, required: RequiredDocument) -> bool:
    """Say whether the case takes the paper now: with the draft, or for payments while the support runs."""
    if application.is_editable:
        return True
    return required.step == Step.PAYMENT and application.status == Status.ACCEPTED
