"""What stands of the support once the costs are others."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from applications.arithmetic import compute
from applications.models import CostItem
from disbursements import rules
from disbursements.models import Grant, Term
from disbursements.queries import paid_in_proportion_to, place_of
from disbursements.queries.changes import Place, Value
from disbursements.queries.stages import not_drawn
from disbursements.refusals import changes as refusals_changes
from programs.models import Technology
from programs.refusals import AnchorPartTooLarge, InKindAbovePart, InKindAboveShare
from programs.rules import CostLine, Row, SupportResult

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

    :raises AnchorPaysMore: if the costs would leave less to bear than the anchor pays.
    :raises MoreInKind: if they would leave less room in kind than is borne in kind.
    :raises MoreAskedFor: if more was asked for in payment requests than would stand.
    :raises Refusal: if the rules give nothing for such costs (`programs.rules.compute_support`).
    """
    case = grant.application
    standing = case.standing_won
    if not any(term in _RESTED_ON for _kind, _pk, term in new):
        return Support(standing, standing)
    return lowered(grant, support_by_the_rules(grant, at), _by_the_rules(grant, new, at))


def lowered(grant: Grant, before: SupportResult, result: SupportResult) -> Support:
    """
    Return what stands, lowered as what the rules give falls, with the arithmetic that proves it.

    :raises MoreAskedFor: if more was asked for in payment requests than would stand.
    """
    standing = grant.application.standing_won
    by_rules = {"before_won": before.subsidy_won, "after_won": result.subsidy_won}
    after = rules.lowered_support(standing_won=standing, **by_rules)
    asked = standing - not_drawn(grant)
    if after < asked:
        raise refusals_changes.MoreAskedFor(after=f"{after:,}", asked=f"{asked:,}")
    if result.subsidy_won >= before.subsidy_won:
        return Support(standing, after, None, result.rows)
    basis = paid_in_proportion_to(grant)
    proportion = rules.lowered_support(standing_won=basis, **by_rules)
    # kept with the arithmetic: what it was compared with, and what invoices are paid in proportion to
    kept = (
        Row("before_change", before.subsidy_won + before.self_burden_won, None, before.subsidy_won),
        Row("paid_in_proportion", basis, None, proportion),
    )
    return Support(standing, after, proportion, (*result.rows, *kept))


def support_by_the_rules(grant: Grant, at: dt.datetime) -> SupportResult:
    """Return what the rules give as things are, in the surroundings of the moment."""
    return _by_the_rules(grant, {}, at)


def _by_the_rules(grant: Grant, new: Mapping[Place, Value], at: dt.datetime) -> SupportResult:
    """
    Return what the rules give for the costs with these terms, in the surroundings of the moment.

    :raises AnchorPaysMore: if the anchor's part would be more than these costs leave to bear.
    :raises MoreInKind: if more is in kind than the share of what they leave to bear, or than the firm's part.
    """
    try:
        return compute(grant.application, at, _costs(grant, new)).result
    except AnchorPartTooLarge as refusal:
        raise refusals_changes.AnchorPaysMore(**refusal.figures) from None
    except InKindAboveShare as refusal:
        raise refusals_changes.MoreInKind(**refusal.figures) from None
    except InKindAbovePart as refusal:
        room = {"in_kind": refusal.figures["in_kind"], "limit": refusal.figures["part"]}
        raise refusals_changes.MoreInKind(**room) from None


def _costs(grant: Grant, new: Mapping[Place, Value]) -> list[CostLine]:
    """Return the costs of the grant as the arithmetic takes them."""
    grades = dict(Technology.objects.filter(program=grant.consortium.program_id).values_list("code", "grade"))
    costs = []
    for item in CostItem.objects.filter(application=grant.application_id).select_related("technology"):
        code = str(new.get(place_of(item, Term.TECHNOLOGY), item.technology.code if item.technology else ""))
        cost = int(new.get(place_of(item, Term.COST_WON), item.cost_won))
        costs.append(CostLine(item.cost_kind, cost, grades.get(code, "")))
    return costs
