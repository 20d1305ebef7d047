"""Changes after the award against what stands: terms, versions, what was given back."""

from collections import defaultdict

from django.db.models import QuerySet

from applications.models import ArithmeticRow
from disbursements.models import ChangeLine, ChangeRequest, Grant, Term
from disbursements.queries import terms_now
from disbursements.queries.changes import Place, Value
from disbursements.rules import lowered_support
from disbursements.workflow import APPLIED
from reporting.dashboards.books.found import Comparison


def terms() -> Comparison:
    """Walk through the changes of every grant: each begins where the one before left, the last one stands."""
    comparison = Comparison("terms = what the changes made of them")
    for grant, lines in _lines_by_grant().items():
        left: dict[Place, Value] = {}
        for line in lines:
            if line.term in (Term.STANDING_WON, Term.SUSPENDED_UNTIL, Term.HANDED_ON):
                continue
            subject = f"change {line.change_id} of grant {grant.pk}, {line.subject_kind} {line.subject_id}"
            if line.place in left:
                comparison.same(f"{subject}, {line.term} before", left[line.place], line.old)
            left[line.place] = line.new
        now = terms_now(grant)
        for place, value in left.items():
            kind, pk, term = place
            comparison.same(f"grant {grant.pk}, {kind} {pk}, {term}", value, now.get(place))
    return comparison


def versions() -> Comparison:
    """Count the versions of every grant, and compare what changes say was given back with what was."""
    comparison = Comparison("versions without gaps, support given back as the changes say")
    numbers: dict[int, list[int]] = defaultdict(list)
    for grant, revision in _made().values_list("grant_id", "revision"):
        numbers[grant].append(revision or 0)
    for grant, found in numbers.items():
        comparison.same(f"grant {grant}, versions", list(range(1, len(found) + 1)), found)
    lowered = ChangeLine.objects.filter(change__in=_made(), term=Term.STANDING_WON)
    said = {line.change_id: line.old_won - line.new_won for line in lowered}  # type: ignore[operator]
    taken = dict(
        ChangeRequest.objects.filter(reduction__isnull=False).values_list("pk", "reduction__own_won")
    )
    for change in sorted({*said, *taken}):
        comparison.same(f"change {change}, given back", said.get(change, 0), taken.get(change, 0))
    return comparison


def proportions() -> Comparison:
    """Compute again, from the arithmetic each change kept, in proportion to what invoices are paid."""
    comparison = Comparison("paid in proportion = award, lowered as the kept arithmetic says")
    basis: dict[int, int] = {}
    for change in _made().filter(basis_won__isnull=False).select_related("grant__application"):
        rows = ArithmeticRow.objects.filter(
            application=change.grant.application_id, computed_at=change.decided_at or change.requested_at
        )
        kept = dict(rows.filter(code__in=["subsidy", "before_change"]).values_list("code", "result_won"))
        before, after = kept.get("before_change", 0), kept.get("subsidy", 0)
        stood = basis.get(change.grant_id, change.grant.awarded_won)
        expected = lowered_support(standing_won=stood, before_won=before, after_won=after)
        comparison.same(f"change {change.pk}, paid in proportion to", expected, change.basis_won)
        basis[change.grant_id] = change.basis_won or 0
    return comparison


def _made() -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(status__in=APPLIED).order_by("grant_id", "revision")


def _lines_by_grant() -> dict[Grant, list[ChangeLine]]:
    found: dict[Grant, list[ChangeLine]] = defaultdict(list)
    lines = ChangeLine.objects.filter(change__in=_made()).select_related("change__grant")
    for line in lines.order_by("change__grant_id", "change__revision", "pk"):
        found[line.change.grant].append(line)
    return found
