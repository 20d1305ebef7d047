"""The change approval: which terms of an award become others, as they were and as they are now."""

from typing import Any

from django.db.models import QuerySet

from applications.readers import Part
from disbursements.models import ChangeLine, ChangeRequest, SubjectKind, Term
from disbursements.workflow import APPLIED, ChangeStatus
from programs.models import Technology
from reporting.documents.facts import letters
from reporting.documents.facts.afterwards import called_in, line_of
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[ChangeRequest]:
    """Return the changes of which this person may read the prices."""
    return ChangeRequest.objects.visible_to(user, part=Part.COSTS)


def _is_due(change: ChangeRequest) -> bool:
    return change.status == ChangeStatus.APPROVED


def _state(change: ChangeRequest, _period: Period | None) -> Stated:
    plain = letters.head(change.grant.application, change.firm)
    return Stated(plain | (_approved(change) if _is_due(change) else {}))


def _approved(change: ChangeRequest) -> dict[str, Any]:
    at: Any = change.decided_at
    items = _names_before(change)
    technologies = {
        one.code: one for one in Technology.objects.filter(program=change.grant.consortium.program_id)
    }
    return {
        "decision": {
            "at": at,
            "number": change.number,
            "kind": change.kind,
            "version": change.revision,
            "requested_at": change.requested_at,
            "why": change.why,
            "reason": letters.reason_of(change, ChangeStatus.APPROVED),
            "to_firm": change.to_firm.name if change.to_firm else "",
        },
        "lines": [
            line_of(line, items, technologies, called_in(change)) for line in change.lines.order_by("pk")
        ],
        "deadlines": letters.objection(change.grant.application.call.program, at),
    }


def _names_before(change: ChangeRequest) -> dict[int, str]:
    """Return {cost item: what it was called before the change}, whatever later changes made of it."""
    names = {item.pk: item.name for item in change.grant.application.cost_items.all()}
    renamed = ChangeLine.objects.filter(
        change__grant=change.grant_id, change__status__in=APPLIED, change__revision__gte=change.revision,
        subject_kind=SubjectKind.COST_ITEM, term=Term.NAME,
    )  # fmt: skip
    for line in renamed.order_by("-change__revision"):
        names[line.subject_id] = line.old_text
    return names


RECIPE = Recipe(
    kind=Kind.CHANGE_APPROVAL,
    template="documents/letters/change.html",
    model=ChangeRequest,
    subjects=_subjects,
    program=lambda change: change.grant.consortium.program,
    is_due=_is_due,
    state=_state,
    related=(*letters.GRANT, "firm", "to_firm"),
)
