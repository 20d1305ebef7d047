"""
Checking the books: everything derived again from the transfers and from the rows that own their accounts.

Each check yields a Comparison: what was compared, how many, and every difference by name.
"""

from collections.abc import Callable, Iterator

from reporting.dashboards.books import (
    assets,
    cases,
    chain,
    changes,
    claims,
    handed_on,
    ledger,
    owed,
    paying,
    pledges,
    tallies,
)
from reporting.dashboards.books.found import Comparison, Difference

CHECKS: tuple[Callable[[], Comparison], ...] = (
    ledger.totals,
    ledger.overdrafts,
    ledger.sides,
    ledger.owners,
    ledger.reversals,
    cases.awards,
    cases.payments,
    cases.contributions,
    cases.gift_uses,
    cases.duties,
    cases.statements,
    cases.eligibility,
    paying.hands,
    paying.batches,
    paying.answers,
    paying.falls,
    handed_on.handed_on,
    owed.debts,
    owed.settlements,
    pledges.moved,
    pledges.sums,
    pledges.closes,
    cases.unexplained,
    chain.identities,
    chain.parents,
    chain.acceptances,
    chain.holders,
    handed_on.destinations,
    handed_on.regrants,
    handed_on.standing,
    handed_on.closed,
    changes.terms,
    changes.versions,
    changes.proportions,
    assets.assets,
    chain.caps,
    chain.shares,
    claims.given,
    claims.held,
    claims.identity,
    claims.contract_years,
    tallies.latest,
    tallies.frozen,
    tallies.kept,
)

__all__ = ["CHECKS", "Comparison", "Difference", "check"]


def check() -> Iterator[Comparison]:
    """Yield every comparison in order."""
    for compare in CHECKS:
        yield compare()
