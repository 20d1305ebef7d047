"""The tree of grants: identities at every node, parents, acceptances, caps, shares."""

from collections import defaultdict
from typing import Any

from applications.arithmetic import used_by_kind, used_in_consortium
from applications.models import Application, Kind
from applications.workflow import Status
from core.ratios import WHOLE_BP
from disbursements.models import ChangeKind, ChangeRequest, Grant, PassThrough
from disbursements.queries import award_gap, duty_gap, gift_gap, identity_gap, node_figures
from programs.models import FundingRule, GrantKind, RuleKind
from reporting.dashboards.books import expected
from reporting.dashboards.books.claims import with_claims
from reporting.dashboards.books.found import Comparison
from reporting.dashboards.books.ledger import balances_by_owner
from reporting.statements.models import Statement
from reporting.statements.workflow import Status as StatementStatus


def identities() -> Comparison:
    """Compare, at every grant, what was received and awarded with where it is."""
    comparison = Comparison("at every grant: received = what became of it")
    grants = list(Grant.objects.select_related("application").order_by("pk"))
    figures = node_figures(grants)
    for grant in grants:
        found = figures[grant.pk]
        name = f"grant {grant.pk} “{grant}”"
        comparison.same(f"{name}, subsidy", 0, identity_gap(found))
        comparison.same(f"{name}, contributions received", 0, gift_gap(found))
        comparison.same(f"{name}, contributions given", 0, duty_gap(found))
        comparison.same(f"{name}, awarded", 0, award_gap(found))
    return comparison


def parents() -> Comparison:
    """Compare every grant's place in the tree with its application's; look for parents that are missing."""
    comparison = Comparison("grants hang where their applications hang")
    applications = {
        row[0]: row[1:]
        for row in Application.objects.values_list(
            "pk", "parent_id", "grant_kind", "firm_id", "consortium_id", "awarded_won", "regrant_won"
        )
    }
    columns = (
        "pk", "application_id", "parent_id", "kind", "firm_id", "consortium_id", "awarded_won", "regrant_won",
    )  # fmt: skip
    grants = list(Grant.objects.values_list(*columns))
    of_application = {application: pk for pk, application, *_ in grants}
    for pk, application, parent, *terms in grants:
        if application not in applications:
            comparison.absent(f"grant {pk}", f"application {application}")
            continue
        above, *agreed = applications[application]
        comparison.same(f"grant {pk}, parent", of_application.get(above) if above else None, parent)
        comparison.same(f"grant {pk}, kind, firm, consortium and amount", agreed, terms)
        if above and above not in of_application:
            comparison.absent(f"grant {pk}", f"grant of application {above} above it")
    for pk, (above, *_) in applications.items():
        if above and above not in applications:
            comparison.absent(f"application {pk}", f"application {above} above it")
    known = set(of_application.values())
    for pk, payer, receiver in PassThrough.objects.values_list("pk", "payer_id", "receiver_id"):
        for role, grant in (("payer", payer), ("receiver", receiver)):
            comparison.compared += 1
            if grant not in known:
                comparison.absent(f"money passed on {pk}, {role}", f"grant {grant}")
    return comparison


def acceptances() -> Comparison:
    """Look for accepted applications without a grant, and grants without an acceptance."""
    comparison = Comparison("every accepted application has its grant")
    accepted = Application.objects.filter(kind=Kind.GRANT, status=Status.ACCEPTED).values_list(
        "pk", flat=True
    )
    grants = set(Grant.objects.values_list("application_id", flat=True))
    for pk in accepted:
        comparison.compared += 1
        if pk not in grants:
            comparison.absent(f"application {pk}", "a grant")
    for pk in grants - set(accepted):
        comparison.absent(f"grant of application {pk}", "an accepted application")
    return comparison


def holders() -> Comparison:
    """
    Compare who holds every accepted case with its holders, and these with the hand-overs that were made.

    The first one since the acceptance, each next since a hand-over to it was approved, the last one today.
    """
    comparison = Comparison("cases are held as their holders say")
    found: dict[int, list[tuple[Any, int]]] = expected.holders_by_case()
    passed: dict[int, list[tuple[Any, int | None]]] = defaultdict(list)
    made = ChangeRequest.objects.applied().filter(kind=ChangeKind.HAND_OVER).order_by("grant", "revision")
    for application, at, firm in made.values_list("grant__application", "decided_at", "to_firm"):
        passed[application].append((at, firm))
    for grant in Grant.objects.select_related("application").order_by("pk"):
        case, rows = grant.application_id, found.get(grant.application_id, [])
        name = f"application {case}"
        comparison.same(f"{name}, held since", grant.accepted_at, rows[0][0] if rows else None)
        comparison.same(f"{name}, taken over", passed[case], rows[1:])
        last = rows[-1][1] if rows else None
        comparison.same(f"{name}, held today by", [last, last], [grant.application.firm_id, grant.firm_id])
    return comparison


def caps() -> Comparison:
    """Compare the sums of awards with the caps per consortium and per firm."""
    comparison = Comparison("awards within the caps")
    awarded = Application.objects.filter(
        kind=Kind.GRANT, awarded_won__isnull=False, status__in=[Status.AWARDED, Status.ACCEPTED]
    ).exclude(grant_kind=GrantKind.CONTRIBUTION)
    groups: dict[tuple[str, int, int], list[Any]] = defaultdict(list)
    for case in awarded.select_related("call").order_by("pk"):
        program = case.call.program_id
        groups[RuleKind.CAP_CONSORTIUM, program, case.consortium_id].append(case)
        groups[RuleKind.CAP_FIRM, program, case.firm_id].append(case)
    limits: dict[tuple[str, int, str], int] = {}
    for rule in FundingRule.objects.exclude(kind=RuleKind.RATE):
        place = (rule.kind, rule.program_id, rule.cost_kind)
        limits[place] = max(limits.get(place, 0), rule.value)
    for (kind, program, owner), cases in groups.items():
        used = (used_in_consortium if kind == RuleKind.CAP_CONSORTIUM else used_by_kind)(cases)
        for cost_kind, won in used.items():
            limit = limits.get((kind, program, cost_kind))
            if limit is not None:
                comparison.compared += 1
                if won > limit:
                    whose = "consortium" if kind == RuleKind.CAP_CONSORTIUM else "firm"
                    comparison.absent(
                        f"{whose} {owner}, awarded {cost_kind or 'in all'}", f"≤ {limit:,}", won
                    )
    return comparison


def shares() -> Comparison:
    """Compare the shares of every verified lot, as kept and as booked or claimed, with the kilograms."""
    comparison = Comparison("shares of a lot = verified kilograms")
    lie = with_claims(balances_by_owner("lot"))
    verified = Statement.objects.filter(status=StatementStatus.VERIFIED).prefetch_related("shares")
    of_lots = {statement.owner.id: statement for statement in verified.order_by("pk")}
    for pk in Statement.objects.filter(lot__isnull=True).order_by("pk").values_list("pk", flat=True):
        expected = of_lots[pk].booked_kg if pk in of_lots else 0
        comparison.same(f"lot of statement {pk}, kilograms", expected, sum(lie.get(pk, {}).values()))
    for pk, statement in of_lots.items():
        kept = list(statement.shares.all())
        subject = f"lot of statement {pk}"
        comparison.same(f"{subject}, shares in bp", WHOLE_BP, sum(share.share_bp for share in kept))
        for share in kept:
            there = lie.get(pk, {}).get(f"share:{share.consortium_id}", 0)
            comparison.same(f"{subject}, consortium {share.consortium_id}", share.kilograms, there)
    return comparison
