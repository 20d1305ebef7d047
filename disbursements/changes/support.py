"""What stands of the support once the costs are others."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from applications.arithmetic import compute
from applications.models import CostItem
from disbursements import refusals_changes, rules
from disbursements.models import Grant, Term
from disbursements.queries import left_of_award, paid_in_proportion_to, place_of
from disbursements.queries.changes import Place, Value
from programs.models import Technology
from programs.rules import CostLine, Row

#: terms on which the amount rests
_RESTED_ON = (Term.COST_WON, Term.TECHNOLOGY)


@dataclass(frozen=True)
class Support:
    """What stands before and after, in won; in proportion to what invoices are paid; the rows of it."""

    before_won: int
    after_won: int
    #: None where it stays
    basis_won: int | None = None
    rows: tuple[Row, ...] = ()

    @property
    def back_won(self) -> int:
        """What goes back to where the award came from."""
        return self.before_won - self.after_won


def supported(grant: Grant, new: Mapping[Place, Value], at: dt.datetime) -> Support:
    """
    Return what stands with these terms in place of theirs, by the rules of the application's own day.

    :raises MoreAskedFor: if more was asked for in payment requests than would stand.
    :raises Refusal: if the rules give nothing for such costs (`programs.rules.compute_support`).
    """
    case = grant.application
    standing = case.standing_won
    if not any(term in _RESTED_ON for _kind, _pk, term in new):
        return Support(standing, standing)
    before = compute(case, at, _costs(grant, {})).result.subsidy_won
    result = compute(case, at, _costs(grant, new)).result
    after = rules.lowered_support(standing_won=standing, before_won=before, after_won=result.subsidy_won)
    asked = standing - left_of_award(grant)
    if after < asked:
        raise refusals_changes.MoreAskedFor(after=f"{after:,}", asked=f"{asked:,}")
    lowers = result.subsidy_won < before
    basis = min(paid_in_proportion_to(grant), result.subsidy_won) if lowers else None
    return Support(standing, after, basis, result.rows)


def _costs(grant: Grant, new: Mapping[Place, Value]) -> list[CostLine]:
    """Return the costs of the grant as the arithmetic takes them."""
    grades = dict(Technology.objects.filter(program=grant.consortium.program_id).values_list("code", "grade"))
    costs = []
    for item in CostItem.objects.filter(application=grant.application_id).select_related("technology"):
        code = str(new.get(place_of(item, Term.TECHNOLOGY), item.technology.code if item.technology else ""))
        cost = int(new.get(place_of(item, Term.COST_WON), item.cost_won))
        costs.append(CostLine(item.cost_kind, cost, grades.get(code, "")))
    return costs
