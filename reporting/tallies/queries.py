"""Counting a programme from its transfers: a handful of queries, however many cases there are."""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet, Sum
from django.utils import translation
from django.utils.translation import gettext

from applications.models import Application, Kind
from core.ledger.models import Transfer, Unit
from programs.models import Consortium, GrantKind, Member, Program
from reporting.statements.models import Statement
from reporting.tallies.figures import Figures, Line, case_figures
from reporting.tallies.models import Dimension, Tally

Balances = dict[tuple[str, int], dict[str, int]]


class Share(NamedTuple):
    """What one firm did in one consortium."""

    consortium_id: int
    firm_id: int
    figures: Figures


def latest(program: Program) -> Tally | None:
    """Return the programme's newest tally, if one was made."""
    return Tally.objects.filter(program=program).prefetch_related("rows").first()


def newest_transfer() -> int:
    """
    Return the id of the newest transfer, such that no older one can still appear.

    The lock waits for whoever is posting and keeps others from beginning while the id is read.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_transfer IN SHARE MODE")
        return Transfer.objects.aggregate(newest=Max("pk"))["newest"] or 0


def balances(
    cases: QuerySet[Application], lots: QuerySet[Statement], *, until: int | None = None
) -> Balances:
    """Return {(owner kind, owner id): {code: balance}} from the transfers up to `until`, in two queries."""
    found: Balances = defaultdict(lambda: defaultdict(int))
    upto = Q() if until is None else Q(pk__lte=until)
    for side, sign in (("target", 1), ("source", -1)):
        ours = Q(**{f"{side}__owner_kind": "application", f"{side}__owner_id__in": cases.values("pk")})
        ours |= Q(**{f"{side}__owner_kind": "lot", f"{side}__owner_id__in": lots.values("pk")})
        columns = (f"{side}__owner_kind", f"{side}__owner_id", f"{side}__code")
        sums = (
            Transfer.objects.filter(ours & upto)
            .order_by()
            .values_list(*columns)
            .annotate(total=Sum("amount"))
        )
        for kind, owner_id, code, total in sums:
            found[kind, owner_id][code] += sign * total
    return found


def shares(program: Program, *, until: int | None = None) -> list[Share]:
    """Return what every firm did in every consortium of the programme, from the transfers up to `until`."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT)
    lots = Statement.objects.filter(measure__consortium__program=program)
    lie = balances(cases, lots, until=until)
    found = []
    columns = ("pk", "consortium_id", "firm_id", "grant_kind", "grant__pk")
    for pk, consortium_id, firm_id, kind, grant_id in cases.values_list(*columns):
        figures = case_figures(
            lie.get(("application", pk), {}),
            is_contribution=kind == GrantKind.CONTRIBUTION,
            has_grant=grant_id is not None,
        )
        found.append(Share(consortium_id, firm_id, figures))
    for pk, firm_id in lots.values_list("pk", "measure__firm_id"):
        for code, kilograms in lie.get(("lot", pk), {}).items():
            if code.startswith("share:"):
                found.append(Share(int(code.removeprefix("share:")), firm_id, Figures(verified_kg=kilograms)))
    return found


def count(
    program: Program, *, until: int | None = None, step: Callable[[int, int], None] = lambda done, total: None
) -> list[Line]:
    """
    Return the rows of a tally: the programme, each consortium, each tier.

    `step(done, total)` is called before each consortium. A firm counts in the tier it has in the consortium.
    """
    consortia = list(Consortium.objects.filter(program=program).order_by("pk"))
    tiers = {
        (consortium_id, firm_id): tier
        for consortium_id, firm_id, tier in Member.objects.filter(consortium__program=program).values_list(
            "consortium_id", "firm_id", "tier"
        )
    }
    by_consortium: dict[int, list[Share]] = defaultdict(list)
    for share in shares(program, until=until):
        by_consortium[share.consortium_id].append(share)
    lines: list[Line] = []
    by_tier: dict[int, Figures] = defaultdict(Figures)
    whole = Figures()
    for done, consortium in enumerate(consortia):
        step(done, len(consortia))
        total = Figures()
        for share in by_consortium[consortium.pk]:
            total += share.figures
            by_tier[tiers.get((consortium.pk, share.firm_id), 0)] += share.figures
        whole += total
        lines.append(Line(Dimension.CONSORTIUM, consortium.pk, consortium.name, consortium.name, total))
    head = Line(Dimension.PROGRAM, program.pk, program.name_ko, program.name_en, whole)
    return [head, *lines, *(_tier_line(tier, figures) for tier, figures in sorted(by_tier.items()))]


def _tier_line(tier: int, figures: Figures) -> Line:
    labels = []
    for language in ("ko", "en"):
        with translation.override(language):
            labels.append(gettext("Tier %(tier)d") % {"tier": tier} if tier else gettext("Anchor firm"))
    return Line(Dimension.TIER, tier, labels[0], labels[1], figures)


def unit_total(unit: str) -> int:
    """Return the sum of all transfers of one unit, for the books."""
    return Transfer.objects.filter(source__unit=Unit(unit)).aggregate(total=Sum("amount"))["total"] or 0
