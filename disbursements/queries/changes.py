"""Reading changes: what the terms are, what they were in each version, which changes touch the same line."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Sum

from applications.models import Application, CostItem
from disbursements.models import ChangeLine, ChangeRequest, Grant, SubjectKind, Term
from disbursements.workflow import ChangeStatus, GrantStatus

#: kind and id of a subject, and which of its terms
Place = tuple[str, int, str]
Value = int | str


def place_of(subject: Application | CostItem, term: str) -> Place:
    """Return the place of a term."""
    kind = SubjectKind.COST_ITEM if isinstance(subject, CostItem) else SubjectKind.APPLICATION
    return kind.value, subject.pk, str(term)


def terms_now(grant: Grant) -> dict[Place, Value]:
    """Return every term of the grant that a change can touch, as it is now."""
    case = Application.objects.select_related("firm").get(pk=grant.application_id)
    terms: dict[Place, Value] = {
        place_of(case, Term.STANDING_WON): case.standing_won,
        place_of(case, Term.ENDS_ON): f"{case.ends_on}" if case.ends_on else "",
        place_of(case, Term.SUSPENDED_UNTIL): suspended_until(grant),
        place_of(case, Term.HOLDER): case.firm.business_number,
        place_of(case, Term.HANDED_ON): "",
    }
    for item in case.cost_items.select_related("technology").order_by("pk"):
        terms[place_of(item, Term.COST_WON)] = item.cost_won
        terms[place_of(item, Term.NAME)] = item.name
        terms[place_of(item, Term.MAKER)] = item.maker
        terms[place_of(item, Term.MODEL)] = item.model
        terms[place_of(item, Term.TECHNOLOGY)] = item.technology.code if item.technology else ""
    return terms


def suspended_until(grant: Grant) -> str:
    """Return the last day of a suspension that the firm asked for, as 2026-05-19; else an empty text."""
    since = grant.changes.filter(to_status=GrantStatus.SUSPENDED).order_by("pk").last()
    if grant.status != GrantStatus.SUSPENDED or since is None:
        return ""
    lines = (line for line in reversed(made_lines(grant)) if line.term == Term.SUSPENDED_UNTIL)
    last = next(lines, None)
    decided_at = last.change.decided_at if last else None
    return last.new_text if last and decided_at and decided_at >= since.at else ""


def made_lines(grant: Grant) -> list[ChangeLine]:
    """Return the lines of the changes that were made, in the order in which they were."""
    made = ChangeRequest.objects.applied().filter(grant=grant)
    lines = ChangeLine.objects.filter(change__in=made).select_related("change__grant")
    return list(lines.order_by("change__revision", "pk"))


def terms_in(grant: Grant, revision: int) -> dict[Place, Value]:
    """Return every term as it was in a version: 0 is the award, n what the nth change made, when it did."""
    terms = terms_now(grant)
    for line in reversed(made_lines(grant)):
        if (line.change.revision or 0) > revision:
            terms[line.place] = line.old
    # shrinking lowers it without a change: the lines alone don't say what stood when
    terms[place_of(grant.application, Term.STANDING_WON)] = _stood_in(grant, revision)
    return terms


def _stood_in(grant: Grant, revision: int) -> int:
    """Return the support that stood once a version was made, won: the award less what was taken back."""
    if not revision:
        return grant.awarded_won
    made = ChangeRequest.objects.applied().get(grant=grant, revision=revision)
    earlier = Q(change__isnull=True, at__lte=made.decided_at or made.requested_at)
    taken = grant.reductions.filter(earlier | Q(change__revision__lte=revision))
    return int(grant.awarded_won - (taken.aggregate(won=Sum("own_won"))["won"] or 0))


def terms_decided(grant: Grant) -> dict[Place, Value]:
    """Return every term as the office decided it last: with the award or by approving a change."""
    terms, lines = terms_now(grant), made_lines(grant)
    for line in reversed(lines):
        terms[line.place] = line.old
    for line in lines:
        if line.change.status == ChangeStatus.APPROVED:
            terms[line.place] = line.new
    return terms


def last_made(grant: Grant, place: Place) -> ChangeRequest | None:
    """Return the change that made a term what it is, or None if it is as awarded."""
    made = [line.change for line in made_lines(grant) if line.place == place]
    return made[-1] if made else None


def touching(places: Iterable[Place], *, without: ChangeRequest | None = None) -> QuerySet[ChangeLine]:
    """Return the lines about these terms in changes that nobody has decided yet: one query."""
    conditions = [Q(subject_kind=kind, subject_id=pk, term=term) for kind, pk, term in places]
    if not conditions:
        return ChangeLine.objects.none()
    found = ChangeLine.objects.filter(reduce(or_, conditions), change__status=ChangeStatus.REQUESTED)
    if without is not None:
        found = found.exclude(change=without)
    return found.select_related("change__grant__application").order_by("pk")


def paid_in_proportion_to(grant: Grant) -> int:
    """Return the support in proportion to which invoices are paid, won: the award's, or a later change's."""
    made = ChangeRequest.objects.applied().filter(grant=grant, basis_won__isnull=False)
    last = made.values_list("basis_won", flat=True).last()
    return grant.awarded_won if last is None else last


def subjects_of(lines: Iterable[ChangeLine]) -> dict[tuple[str, int], Any]:
    """Return {kind and id: the application or cost item} of lines, in two queries."""
    ids: dict[str, set[int]] = {kind: set() for kind in SubjectKind.values}
    for line in lines:
        ids[line.subject_kind].add(line.subject_id)
    models = {SubjectKind.APPLICATION.value: Application, SubjectKind.COST_ITEM.value: CostItem}
    return {
        (kind, subject.pk): subject
        for kind, model in models.items()
        for subject in model.objects.filter(pk__in=ids[kind])
    }
