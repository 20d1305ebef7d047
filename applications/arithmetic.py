"""The scheme's arithmetic over one application: what it would get, which caps an award meets. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from applications.costs import cost_items_of
from applications.models import Application, ArithmeticRow
from applications.queries import certificate_of, suppliers_of
from applications.rules import Ceiling, part_of
from core.workflow import clock
from core.workflow.reading import once
from core.workflow.refusals import Refusal
from firms.models import SizeCertificate
from programs.models import PARTNER_ROLES, CostKind, FundingRule, GrantKind, RuleKind
from programs.queries import rules_on, support_input
from programs.refusals import NoCertificate
from programs.rules import CostLine, Row, SupportResult, compute_support


@dataclass(frozen=True)
class Computed:
    """A computed support and the certificate it rests on."""

    certificate: SizeCertificate
    result: SupportResult


def compute(
    application: Application,
    at: dt.datetime,
    costs: list[CostLine] | None = None,
    *,
    hands_on: bool | None = None,
) -> Computed:
    """
    Compute the support of a draft from its cost items and the firm's size, by the rules of its day.

    That day is the day of its first submission (`rules_on`), before which it is today. `costs` stands in
    for the saved cost items, for a look ahead while one is being typed; `hands_on` for what the consortium
    says of the firms below, for a case looked at as another firm's.

    :raises NoCertificate: if the firm's size is not proven on that day.
    :raises NoRate, AnchorPartTooLarge, NoInKind, InKindAbovePart, InKindAboveShare: as
        `programs.rules.compute_support` does.
    """
    certificate = certificate_of(application, at)
    if certificate is None:
        raise NoCertificate(firm=application.firm.name)
    given = support_input(
        program=application.call.program,
        size_class=certificate.size_class,
        costs=cost_lines(application) if costs is None else costs,
        on=rules_day(application, at),
        anchor_won=application.anchor_won,
        anchor_in_kind_won=application.anchor_in_kind_won,
        own_in_kind_won=application.own_in_kind_won,
        used_by_firm=_used_by_firm(application),
        used_by_consortium=_used_by_consortium(application),
        partners=_heads(application),
        hands_on=must_hand_on(application) if hands_on is None else hands_on,
        regrant_asked_won=application.regrant_asked_won,
        proposed_won=application.proposed_won,
    )
    return Computed(certificate, compute_support(given))


def rules_day(application: Application, at: dt.datetime) -> dt.date:
    """Return the day whose rules count for the case: that of its first submission, before it today."""
    return application.rules_on or clock.day(at)


def must_hand_on(application: Application) -> bool:
    """Say whether its firm owes firms below it a part of its subsidy, as indirect subsidy (간접보조금)."""
    is_top = application.grant_kind == GrantKind.SUBSIDY
    hands_on = application.consortium.pass_through_kind == GrantKind.INDIRECT
    return is_top and hands_on and suppliers_of(application).exists()


def cost_lines(application: Application, without: int | None = None) -> list[CostLine]:
    """Return the saved costs as the arithmetic takes them; `without` leaves out the item of that id."""
    items = cost_items_of(application)
    return [
        CostLine(item.cost_kind, item.cost_won, item.technology.grade if item.technology else "")
        for item in items
        if item.pk != without
    ]


@once
def preview(
    application: Application, at: dt.datetime, costs: list[CostLine] | None = None
) -> tuple[Computed | None, str]:
    """Return what a draft would get today, or None and in words why nothing can be computed yet."""
    try:
        return compute(application, at, costs), ""
    except Refusal as refusal:
        return None, str(refusal)


class Computation(NamedTuple):
    """A stored computation: when it was made, and its rows in order."""

    at: dt.datetime
    rows: list[ArithmeticRow]


def computations_of(rows: Iterable[ArithmeticRow]) -> list[Computation]:
    """Return stored rows by computation, the oldest first: of submissions, and of what changed afterwards."""
    ordered = sorted(rows, key=lambda row: (row.computed_at, row.position))
    return [Computation(at, list(found)) for at, found in groupby(ordered, key=attrgetter("computed_at"))]


def latest_rows(application: Application, at: dt.datetime | None = None) -> list[ArithmeticRow]:
    """Return the stored rows of the last computation, in order, or of what was the last one at a moment."""
    found = standing(computations_of(application.arithmetic.select_related("rule")), at)
    return found.rows if found else []


def standing(computations: Iterable[Computation], at: dt.datetime | None) -> Computation | None:
    """Return the last computation, or what was the last one at a moment: a decision of then rests on it."""
    known = (one for one in computations if at is None or one.at <= at)
    return max(known, key=attrgetter("at"), default=None)


def ceilings_of(application: Application, on: dt.date, computed: Computed | None = None) -> list[Ceiling]:
    """
    Return every cap of the programme that an award of this application meets, with what is used of it.

    `computed` stands in for what is frozen at submission, for a look ahead before it.

    The caps are those of its own day (`rules_on`). Counted is what stands of the subsidies awarded in the
    consortium, with what they hand on, or of the firm's own in the programme; an indirect subsidy lies inside
    the award above it. A cap for one kind of cost counts, of each award, the share that kind has in the
    computed support.
    """
    size_class = computed.certificate.size_class if computed else application.frozen_size_class
    caps = rules_on(application.call.program, application.rules_on or on).filter(
        kind__in=[RuleKind.CAP_FIRM, RuleKind.CAP_CONSORTIUM, RuleKind.CAP_POOLED],
        size_class__in=["", size_class],
    )
    used_by_firm, used_by_all = _used_by_firm(application), _used_by_consortium(application)
    shares = _shares_of(computed.result.rows) if computed else _shares([application])[application.pk]
    found = []
    for cap in _most_exact(caps):
        is_firm = cap.kind == RuleKind.CAP_FIRM
        is_inside = application.is_indirect and not is_firm and not cap.cost_kind
        if cap.cost_kind not in shares or is_inside:
            continue
        heads = _heads(application) if cap.kind == RuleKind.CAP_POOLED else 1
        used = (used_by_firm if is_firm else used_by_all).get(cap.cost_kind, 0)
        found.append(
            Ceiling(
                application.firm.name if is_firm else application.consortium.name,
                f" ({CostKind(cap.cost_kind).label})" if cap.cost_kind else "",
                cap.value * heads,
                used,
                shares[cap.cost_kind],
                counts_regrant=not is_firm and not cap.cost_kind,
            )
        )
    return found


def _most_exact(caps: Iterable[FundingRule]) -> list[FundingRule]:
    """Return one cap of each kind for the same costs: one for the firm's size class before one for all."""
    exact = {(cap.kind, cap.cost_kind): cap for cap in sorted(caps, key=lambda cap: bool(cap.size_class))}
    return list(exact.values())


def _heads(application: Application) -> int:
    """Return how many joined partners fill the consortium's pooled caps."""
    return application.consortium.members.joined().filter(role__in=PARTNER_ROLES).count()


def used_by_kind(awarded: Iterable[Application]) -> dict[str, int]:
    """Return {kind of cost: won that stand of the awards' own parts}, and under "" the sum of own parts."""
    awarded = list(awarded)
    shares = _shares(awarded)
    used: dict[str, int] = defaultdict(int)
    for application in awarded:
        for cost_kind, share in shares[application.pk].items():
            used[cost_kind] += part_of(application.standing_won, share)
    return dict(used)


def used_in_consortium(awarded: Iterable[Application]) -> dict[str, int]:
    """
    Return {kind of cost: won that stand of the own parts}, and under "" all that left the budget.

    That is own parts and what is handed on of the topmost awards; those below were paid out of it.
    """
    awarded = list(awarded)
    topmost = (case for case in awarded if not case.is_indirect)
    left_the_budget = sum(case.standing_won + case.standing_regrant_won for case in topmost)
    return used_by_kind(awarded) | {"": left_the_budget}


@once
def _used_by_firm(application: Application) -> dict[str, int]:
    """Return what of the firm's caps its other awards in the programme take up."""
    awarded = Application.objects.subsidies().awarded().filter(call__program=application.call.program_id)
    return used_by_kind(awarded.filter(firm=application.firm_id).exclude(pk=application.pk))


@once
def _used_by_consortium(application: Application) -> dict[str, int]:
    """Return what of the consortium's caps its other awards take up."""
    awarded = Application.objects.subsidies().awarded()
    return used_in_consortium(awarded.filter(consortium=application.consortium_id).exclude(pk=application.pk))


def _shares_of(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Return what `_shares` does of one application, from rows that are not stored yet."""
    kinds = {row.cost_kind: row.result_won for row in rows if row.cost_kind and row.code != "eligible"}
    return {"": (1, 1), **{kind: (won, sum(kinds.values())) for kind, won in kinds.items()}}


def _shares(applications: Iterable[Application]) -> dict[int, dict[str, tuple[int, int]]]:
    """Return {application: {kind of cost: (its support, support of all kinds)}}, with "" for everything."""
    ids = [application.pk for application in applications]
    rows = ArithmeticRow.objects.filter(application__in=ids).exclude(cost_kind="").exclude(code="eligible")
    latest: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    last_computed: dict[int, dt.datetime] = {}
    for row in rows.order_by("computed_at", "position"):
        if last_computed.setdefault(row.application_id, row.computed_at) != row.computed_at:
            latest[row.application_id].clear()
            last_computed[row.application_id] = row.computed_at
        latest[row.application_id][row.cost_kind] = row.result_won
    return {
        pk: {"": (1, 1), **{kind: (won, sum(kinds.values())) for kind, won in kinds.items()}}
        for pk, kinds in latest.items()
    }
