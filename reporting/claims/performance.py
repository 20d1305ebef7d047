"""What the years of a performance contract come to: what is due, what the rules propose, whose part it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property

from django.db.models import Exists, F, OuterRef, QuerySet

from applications.models import Kind, SurplusTerms
from applications.workflow import Status as ApplicationStatus
from disbursements.models import Grant
from programs.models import Consortium, GrantKind, Program
from programs.queries import performance_rules
from programs.rules import PerformanceOutcome
from reporting.claims.kinds import Consequence
from reporting.claims.models import PerformanceDecision
from reporting.statements.models import Statement
from reporting.statements.rules import apportion
from reporting.statements.surplus import subsidy_won, surplus_of
from reporting.statements.workflow import STANDING, Status


@dataclass(frozen=True)
class Settlement:
    """What one year of a consortium's contract comes to by the programme's rules: kg CO2e and won."""

    consortium: Consortium
    year: int
    promised_kg: int
    achieved_kg: int
    subsidy_won: int
    outcome: PerformanceOutcome

    @property
    def consequence(self) -> Consequence:
        """Incentive, recovery, or nothing."""
        if self.outcome.incentive_won:
            return Consequence.INCENTIVE
        return Consequence.RECOVERY if self.outcome.recovery_won else Consequence.NOTHING

    @property
    def amount_won(self) -> int:
        """Incentive or recovery, won; 0 where nothing follows."""
        return self.outcome.incentive_won or self.outcome.recovery_won

    @cached_property
    def parts(self) -> dict[int, int]:
        """Each grant's part of a recovery by its subsidy, {grant id: won}; whole won, none made or lost."""
        if self.consequence != Consequence.RECOVERY:
            return {}
        weights = _subsidies(self.consortium)
        return {pk: won for pk, won in apportion(self.amount_won, weights).items() if won}


def settlement_of(consortium: Consortium, year: int) -> Settlement | None:
    """Return what a year comes to as verified so far; None without a promise or the programme's rules."""
    surplus = surplus_of(consortium, year)
    if surplus is None or surplus.outcome is None:
        return None
    return Settlement(
        consortium=consortium,
        year=year,
        promised_kg=surplus.promised_kg,
        achieved_kg=max(0, surplus.verified_kg),
        subsidy_won=subsidy_won(consortium),
        outcome=surplus.outcome,
    )


def _subsidies(consortium: Consortium) -> dict[int, int]:
    """Return {grant id: what stands of its subsidy, won}: what `subsidy_won` adds up."""
    grants = Grant.objects.filter(consortium=consortium).exclude(kind=GrantKind.CONTRIBUTION)
    standing = grants.annotate(standing_won=F("awarded_won") - F("application__reduced_won"))
    return {pk: won for pk, won in standing.values_list("pk", "standing_won") if won > 0}


def with_contract() -> "QuerySet[Consortium]":
    """Return the consortia whose selected plan promises a reduction a year."""
    terms = SurplusTerms.objects.filter(
        application__consortium=OuterRef("pk"),
        application__kind=Kind.PLAN,
        application__status=ApplicationStatus.SELECTED,
        promised_kg__gt=0,
    )
    return Consortium.objects.filter(Exists(terms))


def due_years(consortium: Consortium, today: dt.date) -> list[int]:
    """Return the contract years that have ended and are neither proposed nor decided, the oldest first."""
    return years_due([consortium.pk], today).get(consortium.pk, [])


def years_due(consortia: Collection[int], today: dt.date) -> dict[int, list[int]]:
    """
    Return the contract years that wait, as `due_years` does, by the id of the consortium; none are left out.

    How many queries that takes depends on the programmes and years, not on the consortia.
    """
    settled: dict[int, set[int]] = defaultdict(set)
    standing = PerformanceDecision.objects.standing().filter(consortium__in=consortia)
    for pk, year in standing.values_list("consortium", "year"):
        settled[pk].add(year)
    ruled = cache(has_rules)
    found = {}
    for consortium in with_contract().filter(pk__in=consortia).select_related("program"):
        past = range(consortium.program.fiscal_year, today.year)
        years = [year for year in past if year not in settled[consortium.pk]]
        if waiting := [year for year in years if ruled(consortium.program, year)]:
            found[consortium.pk] = waiting
    return found


def has_rules(program: Program, year: int) -> bool:
    """Say whether the programme has rules of a performance contract at the year's end."""
    rules = performance_rules(program, dt.date(year, 12, 31))
    return bool(rules.incentive or rules.tolerance)


def under_way(consortium: Consortium, year: int) -> int:
    """Return how many statements of a year are neither signed nor given up: their tonnes don't count yet."""
    shared = Statement.objects.filter(measure__consortium=consortium, period_until__year=year)
    return shared.filter(status__in=STANDING - {Status.VERIFIED}).count()
