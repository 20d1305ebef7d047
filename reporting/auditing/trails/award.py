"""The way of a won from the budget to the grant: appropriation, call, award, linked award."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from core.ledger.models import Transfer
from disbursements.models import Grant
from programs.models import Call, Consortium, GrantKind
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.steps import Stage, Step, stage
from reporting.dashboards.queries.causes import transfers_at
from reporting.dashboards.words import move_words


def grants_of(consortium: Consortium) -> dict[int, Grant]:
    """Return the grants of a consortium by id, each with its case and who decided it: one query."""
    rows = Grant.objects.filter(consortium=consortium).select_related("firm", "application__decided_by")
    return {grant.pk: grant for grant in rows.order_by("pk")}


def line_to(grant: Grant, grants: dict[int, Grant]) -> list[Grant]:
    """Return the grants from the topmost one down to this one."""
    line = [grants[grant.pk]]
    while (above := line[0].parent_id) is not None:
        line.insert(0, grants[above])
    return line


def appropriated(call: Call) -> list[Transfer]:
    """Return what came into the budget of a call, from the state or out of another year's."""
    into = transfers_at(Q(owner_kind="call", owner_id=call.pk, code="available"))
    outer = into.filter(target__owner_kind="call", target__owner_id=call.pk)
    return list(outer.exclude(source__owner_kind="application"))


def budget_stage(call: Call, budget: Iterable[Transfer], moves: Moves) -> Stage:
    """Return what was appropriated to the call (`budget`); its won are one pot until they are awarded."""
    steps = [
        Step(
            what=move_words(move.transfer.source.code, move.transfer.target.code),
            about=call.name,
            amount=move.transfer.amount,
            on=move.transfer.effective_on,
            at=move.transfer.at,
            who=move.transfer.by,
            page=call.get_absolute_url(),
            trail=trail_of(call),
            moves=(move,),
        )
        for move in moves.among(budget)
    ]
    note = _("The budget of a call is one pot: an award is not tied to one of its appropriations.")
    return stage("budget", _("Budget"), steps, note)


def award_stage(line: list[Grant], moves: Moves, here: int | None = None) -> Stage:
    """Return the awards from the topmost grant down; `here` is the grant the trail is about."""
    note = ""
    if line[-1].kind == GrantKind.CONTRIBUTION:
        note = _(
            "A contribution is the payer's own money, given in return for its subsidy. It is another won "
            "than that of the budget: the link is the award above, not a transfer."
        )
    return stage("awards", _("Award"), [_award(one, moves, one.pk == here) for one in line], note)


def unaccepted_steps(cases: QuerySet[Application], moves: Moves) -> list[Step]:
    """Return the awards that no grant grew from: given, and released again before a firm accepted them."""
    awarded = cases.filter(pk__in=moves.causes("application"), grant__isnull=True)
    return [
        Step(
            what=_("Awarded to %(firm)s") % {"firm": case.firm},
            about=f"{case.get_status_display()} · {case.title}",
            amount=(case.awarded_won or 0) + case.regrant_won,
            at=case.decided_at,
            who=case.decided_by or "",
            page=case.get_absolute_url(),
            moves=moves.of("application", case.pk),
        )
        for case in awarded.select_related("firm", "decided_by").order_by("pk")
    ]


def _award(grant: Grant, moves: Moves, is_here: bool) -> Step:
    case = grant.application
    return Step(
        what=_("Awarded to %(firm)s") % {"firm": grant.firm},
        about=f"{grant.get_kind_display()} · {case.title}",
        amount=grant.awarded_won + grant.regrant_won,
        at=case.decided_at,
        who=case.decided_by or "",
        page=grant.get_absolute_url(),
        trail=trail_of(grant),
        is_here=is_here,
        moves=moves.of("application", case.pk),
    )
