"""The scheme's arithmetic over one application: what it would get, which caps an award meets. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from applications.models import Application, ArithmeticRow
from applications.queries import certificate_of
from applications.rules import Ceiling, part_of
from core.workflow import clock
from core.workflow.refusals import Refusal
from firms.models import SizeCertificate
from programs.models import CostKind, RuleKind
from programs.queries import rules_on, support_input
from programs.refusals import NoCertificate
from programs.rules import CostLine, SupportResult, compute_support


@dataclass(frozen=True)
class Computed:
    """A computed support and the certificate it rests on."""

    certificate: SizeCertificate
    result: SupportResult


def compute(application: Application, at: dt.datetime, costs: list[CostLine] | None = None) -> Computed:
    """
    Compute the support of a draft from its cost items, the firm's size on the day and the rules in force.

    `costs` stands in for the saved cost items, for a look ahead while one is being typed.

    :raises NoCertificate: if the firm's size is not proven on that day.
    :raises NoRate, AnchorPartTooLarge: as `programs.rules.compute_support` does.
    """
    on = clock.day(at)
    certificate = certificate_of(application, at)
    if certificate is None:
        raise NoCertificate(firm=application.firm.name)
    given = support_input(
        program=application.call.program,
        size_class=certificate.size_class,
        costs=cost_lines(application) if costs is None else costs,
        on=on,
        anchor_won=application.anchor_won,
        used_by_firm=used_by_kind(_awarded_to_firm(application)),
        used_by_consortium=used_by_kind(_awarded_in_consortium(application)),
    )
    return Computed(certificate, compute_support(given))


def cost_lines(application: Application, without: int | None = None) -> list[CostLine]:
    """Return the saved costs as the arithmetic takes them; `without` leaves out the item of that id."""
    items = application.cost_items.all()
    return [CostLine(item.cost_kind, item.cost_won) for item in items if item.pk != without]


def preview(
    application: Application, at: dt.datetime, costs: list[CostLine] | None = None
) -> tuple[Computed | None, str]:
    """Return what a draft would get today, or None and in words why nothing can be computed yet."""
    try:
        return compute(application, at, costs), ""
    except Refusal as refusal:
        return None, str(refusal)


def latest_rows(application: Application) -> list[ArithmeticRow]:
    """Return the stored rows of the last computation, in order."""
    rows = list(application.arithmetic.select_related("rule").order_by("computed_at", "position"))
    return [row for row in rows if row.computed_at == rows[-1].computed_at]


def ceilings_of(application: Application, on: dt.date) -> list[Ceiling]:
    """
    Return every cap of the programme that an award of this application meets, with what is used of it.

    Counted are the subsidies awarded in the consortium (or to the firm in the programme) whose award stands.
    A cap for one kind of cost counts, of each award, the share that kind has in the computed support.
    """
    caps = rules_on(application.call.program, on).filter(
        kind__in=[RuleKind.CAP_FIRM, RuleKind.CAP_CONSORTIUM],
        size_class__in=["", application.frozen_size_class],
    )
    used_by_firm = used_by_kind(_awarded_to_firm(application))
    used_by_consortium = used_by_kind(_awarded_in_consortium(application))
    shares = _shares([application])[application.pk]
    found = []
    for cap in caps:
        if cap.cost_kind not in shares:
            continue
        is_firm = cap.kind == RuleKind.CAP_FIRM
        whose = application.firm.name if is_firm else application.consortium.name
        scope = f" ({CostKind(cap.cost_kind).label})" if cap.cost_kind else ""
        used = (used_by_firm if is_firm else used_by_consortium).get(cap.cost_kind, 0)
        found.append(Ceiling(whose, scope, cap.value, used, shares[cap.cost_kind]))
    return found


def used_by_kind(awarded: Iterable[Application]) -> dict[str, int]:
    """Return {kind of cost: won awarded for it}, and under "" all that was awarded."""
    awarded = list(awarded)
    shares = _shares(awarded)
    used: dict[str, int] = defaultdict(int)
    for application in awarded:
        for cost_kind, share in shares[application.pk].items():
            used[cost_kind] += part_of(application.awarded_won or 0, share)
    return dict(used)


def _awarded_to_firm(application: Application) -> Iterable[Application]:
    awarded = Application.objects.subsidies().awarded().filter(call__program=application.call.program_id)
    return awarded.filter(firm=application.firm_id).exclude(pk=application.pk)


def _awarded_in_consortium(application: Application) -> Iterable[Application]:
    awarded = Application.objects.subsidies().awarded()
    return awarded.filter(consortium=application.consortium_id).exclude(pk=application.pk)


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
