"""Whose the kilograms in a consortium's shares are: of a case in its chain, else of the firm that reduced."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q
from django.db.models.functions import Coalesce

from applications.models import Application
from core.ledger.models import Account
from core.ledger.queries import accounts_of
from firms.models import Firm
from programs.models import Consortium
from reporting.statements.models import Statement, StatementShare

#: ("case" or "firm", its id) → accounts of shares
Lots = dict[tuple[str, int], list[Account]]


def lots_by_place(consortium: Consortium, cases: list[Application]) -> Lots:
    """
    Return the accounts of verified kilograms by case, or by firm where no case here paid for it.

    Also those of a shared supplier's measures that another consortium leads: this one has its share of them.
    """
    known = {case.pk for case in cases}
    columns = (Coalesce("lot_id", "pk"), "measure__firm_id", "measure__cost_item__application_id")
    shared = StatementShare.objects.filter(consortium=consortium).values("statement")
    ours = Q(measure__consortium=consortium) | Q(pk__in=shared)
    rows = Statement.objects.verified().filter(ours).values_list(*columns)
    owners = {
        pk: ("case", case_id) if case_id in known else ("firm", firm_id) for pk, firm_id, case_id in rows
    }
    found: Lots = defaultdict(list)
    for pk, accounts in accounts_of("lot", owners).items():
        if share := accounts.get(f"share:{consortium.pk}"):
            found[owners[pk]].append(share)
    return found


def without_place(
    lots: Mapping[tuple[str, int], list[Account]], cases: list[Application]
) -> list[tuple[Firm, list[Account]]]:
    """Return what is left of lots by the firm that reduced, by name: it has no place in the chain."""
    firm_of = {case.pk: case.firm_id for case in cases}
    by_firm: dict[int, list[Account]] = defaultdict(list)
    for (kind, pk), found in lots.items():
        by_firm[firm_of[pk] if kind == "case" else pk] += found
    if not by_firm:
        return []
    firms = Firm.objects.filter(pk__in=by_firm).order_by("name", "pk")
    return [(firm, by_firm[firm.pk]) for firm in firms]
